package dev.verge.isolate.platform.live;

import java.time.Instant;

/**
 * One item of a live store.
 *
 * @param key unique within its store; of an access control list a network such as {@code
 *     192.0.2.0/24}
 * @param value what it stands for; of an access control list the action
 * @param generation another after every change, of this platform's live stores never the same twice
 * @param created when it came to be
 * @param updated when this value was put
 */
public record LiveItem(
    String key, String value, long generation, Instant created, Instant updated) {}

package dev.verge.isolate.platform.secrets;

import java.time.Instant;

/**
 * A secret, as its owner sees it.
 *
 * @param name unique within its store
 * @param digest in hexadecimal; equal for equal secrets of this platform, and of no use without its
 *     key
 * @param created when this value was put
 */
public record SecretSummary(String name, String digest, Instant created) {}

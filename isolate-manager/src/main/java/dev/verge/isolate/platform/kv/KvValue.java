package dev.verge.isolate.platform.kv;

import dev.verge.isolate.platform.body.Source;
import java.time.Instant;
import java.util.Optional;

/**
 * What is stored under a key.
 *
 * @param body the value, of known length; stays readable when the entry changes. Whoever does not
 *     read it to its end closes it
 * @param metadata the text beside it; may be empty
 * @param generation another one after each change; unsigned
 * @param expires when the entry will be gone
 */
public record KvValue(Source body, String metadata, long generation, Optional<Instant> expires) {}

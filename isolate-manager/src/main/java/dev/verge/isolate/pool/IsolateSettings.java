package dev.verge.isolate.pool;

import java.time.Duration;

/**
 * What an operator may set about isolates.
 *
 * @param idleBytes the most that idle isolates may weigh together, in bytes
 * @param idleExpiry an isolate idle for longer is closed
 * @param guestMemoryBytes the most linear memory that all running guests may have together, in
 *     bytes
 */
public record IsolateSettings(long idleBytes, Duration idleExpiry, long guestMemoryBytes) {}

package dev.verge.isolate.pool;

import java.time.Duration;

/**
 * What an operator may set about isolates.
 *
 * @param idleBytes the most that idle isolates may weigh together, in bytes
 * @param idleExpiry an isolate idle for longer is closed
 * @param guestMemoryBytes the most linear memory that all running guests may have together, in
 *     bytes
 * @param reserveBytes the most that idle isolates may weigh together that were made ahead of a
 *     request, in bytes; they count among all idle ones too. With 0 none are made.
 */
public record IsolateSettings(
    long idleBytes, Duration idleExpiry, long guestMemoryBytes, long reserveBytes) {
  /** With a fifth of the idle bytes for isolates made ahead of a request. */
  public IsolateSettings(long idleBytes, Duration idleExpiry, long guestMemoryBytes) {
    this(idleBytes, idleExpiry, guestMemoryBytes, idleBytes / 5);
  }
}

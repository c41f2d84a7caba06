package dev.verge.isolate.platform.cache;

import java.time.Duration;

/**
 * How long an object may be used (RFC 9111, section 4.2; RFC 5861).
 *
 * @param maxAge how old it may become and still be fresh
 * @param initialAge how old it is when stored
 * @param staleWhileRevalidate how long after that it may be used while somebody fetches a fresh one
 * @param staleIfError how long after {@code maxAge} it may be used when that fails
 */
public record Lifetime(
    Duration maxAge, Duration initialAge, Duration staleWhileRevalidate, Duration staleIfError) {

  /** Fresh for a while, and of no use afterwards. */
  public static Lifetime of(Duration maxAge) {
    return new Lifetime(maxAge, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }
}

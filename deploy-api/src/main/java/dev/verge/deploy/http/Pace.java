package dev.verge.deploy.http;

import java.time.Duration;

/**
 * How slow a client may be. What serves all of a tenant, or all tenants, waits for it while its
 * request's body comes, and while it takes its response.
 *
 * @param patience how long it may do nothing at all, and how long it may take for the smallest
 *     message
 * @param bytesPerSecond how fast the rest of a larger message is at the least
 */
public record Pace(Duration patience, long bytesPerSecond) {
  /** What the poorest of mobile connections does. */
  public static final Pace DEFAULT = new Pace(Duration.ofMinutes(1), 8 << 10);

  /**
   * @throws IllegalArgumentException when it leaves no time, or allows no end
   */
  public Pace {
    if (!patience.isPositive() || bytesPerSecond < 1) {
      throw new IllegalArgumentException("A client needs some time, and not for ever: " + patience);
    }
  }

  /** How long a client may take for so many bytes, all in all. */
  Duration allowed(long bytes) {
    return patience.plusSeconds(bytes / bytesPerSecond);
  }
}

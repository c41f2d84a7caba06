package dev.verge.deploy.rollout;

/**
 * How requests went.
 *
 * @param requests that have ended, and say something about the version
 * @param failed those of them that ended with a fault or a status of 500 and more
 * @param slow those of them that a client waited for longer than the rule's p99; 0 when it has none
 */
public record Tally(long requests, long failed, long slow) {
  /** Nothing yet. */
  public static final Tally NONE = new Tally(0, 0, 0);

  Tally plus(Tally other) {
    return new Tally(requests + other.requests, failed + other.failed, slow + other.slow);
  }
}

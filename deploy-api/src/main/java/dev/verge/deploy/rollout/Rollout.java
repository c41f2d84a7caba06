package dev.verge.deploy.rollout;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A version that is tried, or was the last to be.
 *
 * @param version its number
 * @param before the number of the version that serves beside it, or served before it, and is what
 *     is left when it is taken back
 * @param share of the requests that it gets as a canary; empty when it was activated, and gets all
 * @param rule when it is taken back unasked
 * @param state how far that is
 * @param why it ended so; empty when nobody had to be told
 * @param tally of the version's requests; of a running one, only when somebody counts
 * @param began when that was, to the millisecond
 * @param ended likewise; empty while it runs
 */
public record Rollout(
    int version,
    int before,
    Optional<Share> share,
    Optional<RollbackRule> rule,
    State state,
    String why,
    Tally tally,
    Instant began,
    Optional<Instant> ended) {

  /** How far a rollout is. */
  public enum State {
    RUNNING,
    /** The canary became the deployed version. */
    PROMOTED,
    /** The canary was ended, by somebody or by the rule. */
    ABORTED,
    /** The version before was activated again, by the rule. */
    ROLLED_BACK,
    /** Another change to the deployment ended it. */
    REPLACED;

    /** As in documents. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** One that begins. */
  public static Rollout begin(
      int version, int before, Optional<Share> share, Optional<RollbackRule> rule, Instant now) {
    return new Rollout(
        version, before, share, rule, State.RUNNING, "", Tally.NONE, now, Optional.empty());
  }

  /** Whether it is not over. */
  public boolean running() {
    return state == State.RUNNING;
  }

  /** Whether the version serves beside another now. */
  public boolean isCanary() {
    return running() && share.isPresent();
  }

  /** The version beside the deployed one that must be there while this runs. */
  public int held() {
    return share.isPresent() ? version : before;
  }

  /** The same, over. */
  public Rollout end(State how, String reason, Tally counted, Instant now) {
    return new Rollout(version, before, share, rule, how, reason, counted, began, Optional.of(now));
  }

  /** The same with what was counted by now. */
  public Rollout with(Tally counted) {
    return new Rollout(version, before, share, rule, state, why, counted, began, ended);
  }
}

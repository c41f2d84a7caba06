package dev.verge.deploy.rollout;

import dev.verge.deploy.requests.RequestRecord;
import dev.verge.isolate.VersionId;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Counts the requests of a version that is tried, and says when its rule is broken. Safe on any
 * thread: requests tell of their end on their own.
 */
public final class RolloutWatch implements Consumer<RequestRecord> {
  /** The window moves on by so many parts of it. */
  private static final int SLOTS = 10;

  private final VersionId version;
  private final Optional<RollbackRule> rule;
  private final LongSupplier clock;
  private final BiConsumer<RolloutWatch, String> broken;
  private final long slotNanos;
  private final long beganNanos;

  // Guarded by this; the slot of an index has what ended in the SLOTS-th part of the window.
  private final Recent[] slots = new Recent[SLOTS];
  private long newest;
  private Tally all = Tally.NONE;
  private boolean told;

  /**
   * Begins to count.
   *
   * @param version whose requests; those of others are passed over
   * @param clock in nanoseconds, such as {@link System#nanoTime}
   * @param broken is told of itself and why, once, on the thread of a request, which it must not
   *     keep waiting
   */
  public RolloutWatch(
      VersionId version,
      Optional<RollbackRule> rule,
      LongSupplier clock,
      BiConsumer<RolloutWatch, String> broken) {
    this.version = version;
    this.rule = rule;
    this.clock = clock;
    this.broken = broken;
    this.slotNanos =
        TimeUnit.SECONDS.toNanos(
                rule.map(RollbackRule::windowSeconds).orElse(RollbackRule.DEFAULT_SECONDS))
            / SLOTS;
    this.beganNanos = clock.getAsLong();
    Arrays.fill(slots, Recent.NONE);
  }

  /** A request of the function has ended. */
  @Override
  public void accept(RequestRecord request) {
    if (request.version().equals(version) && request.ending().counts()) {
      boolean timed = request.trigger().isEmpty();
      Tally one =
          new Tally(
              1,
              request.ending().failed(request.status()) ? 1 : 0,
              timed && rule.isPresent() && isSlow(rule.get(), request) ? 1 : 0);
      count(new Recent(one, timed ? 1 : 0)).ifPresent(why -> broken.accept(this, why));
    }
  }

  /** All that was counted since the beginning. */
  public synchronized Tally tally() {
    return all;
  }

  /** What was told could not be done: it is told again when the rule is broken still. */
  public synchronized void again() {
    told = false;
  }

  private synchronized Optional<String> count(Recent one) {
    advance((clock.getAsLong() - beganNanos) / slotNanos);
    int slot = (int) (newest % SLOTS);
    slots[slot] = slots[slot].plus(one);
    all = all.plus(one.tally());
    if (told || rule.isEmpty()) {
      return Optional.empty();
    }
    Recent recent = Recent.NONE;
    for (Recent part : slots) {
      recent = recent.plus(part);
    }
    Optional<String> why = rule.get().broken(recent);
    told = why.isPresent();
    return why;
  }

  /** Forgets what the window has left behind. */
  private void advance(long now) {
    for (long passed = Math.min(now - newest, SLOTS); passed > 0; passed--) {
      slots[(int) ((now - passed + 1) % SLOTS)] = Recent.NONE;
    }
    newest = Math.max(newest, now);
  }

  private static boolean isSlow(RollbackRule rule, RequestRecord request) {
    return rule.p99Micros().isPresent()
        && request.totalNanos() > TimeUnit.MICROSECONDS.toNanos(rule.p99Micros().getAsLong());
  }
}

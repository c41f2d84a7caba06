package dev.verge.loadtest.peers;

import dev.verge.loadtest.http.Call;
import dev.verge.loadtest.http.LoadGenerator;
import dev.verge.loadtest.http.Tally;
import dev.verge.loadtest.target.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Drives Verge and a peer in alternation. Which of them goes first changes from round to round, so
 * that a machine that gets slower or faster favours neither.
 */
final class Duel {
  private static final Duration SETTLING_LEG = Duration.ofSeconds(1);

  /** Legs in a row without a new record after which a program is taken to be warm. */
  private static final int STEADY_LEGS = 8;

  /** How much more than the best so far a record is. */
  private static final double RECORD = 1.03;

  private final LoadGenerator generator;
  private final PeersPlan plan;
  private final Set<String> warm = new HashSet<>();
  private final List<String> unsettled = new ArrayList<>();
  private long errors;

  Duel(LoadGenerator generator, PeersPlan plan) {
    this.generator = generator;
    this.plan = plan;
  }

  /**
   * One round.
   *
   * @param verge what Verge's side of it gave
   * @param theirs what the peer's gave
   */
  record Round<T>(T verge, T theirs) {}

  /** Responses with a status from 500 and broken requests so far, warming up left out. */
  long errors() {
    return errors;
  }

  /** Programs whose throughput still grew when the time to settle was over. */
  List<String> unsettled() {
    return unsettled;
  }

  /** Load on both: throughput and latencies. */
  List<Round<Tally>> load(Target verge, Target theirs) {
    settle(verge);
    settle(theirs);
    return rounds(() -> loaded(verge), () -> loaded(theirs));
  }

  /**
   * Cold and warm requests on both.
   *
   * @param afterwards completes the peer's side of a round
   */
  List<Round<Starts>> starts(Target verge, Target theirs, Function<Starts, Starts> afterwards) {
    settle(verge);
    settle(theirs);
    var leg = new StartLeg(generator, plan.gap());
    // The way of a cold start through a platform is code too, and is not to be met first here.
    leg.measure(verge, plan.pairs());
    leg.measure(theirs, plan.pairs());
    return rounds(() -> started(leg, verge), () -> afterwards.apply(started(leg, theirs)));
  }

  private <T> List<Round<T>> rounds(Supplier<T> verge, Supplier<T> theirs) {
    List<Round<T>> rounds = new ArrayList<>();
    for (int i = 0; i < plan.rounds(); i++) {
      if (i % 2 == 0) {
        T ours = verge.get();
        rounds.add(new Round<>(ours, theirs.get()));
      } else {
        T other = theirs.get();
        rounds.add(new Round<>(verge.get(), other));
      }
    }
    return rounds;
  }

  private Tally loaded(Target target) {
    Tally tally = generator.closedLoop(call(target), plan.connections(), plan.leg());
    errors += tally.errors();
    return tally;
  }

  private Starts started(StartLeg leg, Target target) {
    Starts starts = leg.measure(target, plan.pairs());
    errors += starts.errors();
    return starts;
  }

  /** Load until the throughput grows no more, once for each program. */
  private void settle(Target target) {
    if (!warm.add(target.platform() + " " + target.url())) {
      return;
    }
    long began = System.nanoTime();
    double best = 0;
    int steady = 0;
    while (steady < STEADY_LEGS && System.nanoTime() - began < plan.settle().toNanos()) {
      double reached =
          generator.closedLoop(call(target), plan.connections(), SETTLING_LEG).perSecond();
      steady = reached > best * RECORD ? 0 : steady + 1;
      best = Math.max(best, reached);
    }
    if (steady < STEADY_LEGS && plan.settle().isPositive()) {
      unsettled.add("%s of %s".formatted(target.name(), target.platform()));
    }
  }

  private static Call call(Target target) {
    return target.call("GET", "/", "");
  }
}

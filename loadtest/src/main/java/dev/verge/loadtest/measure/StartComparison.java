package dev.verge.loadtest.measure;

import dev.verge.loadtest.BenchException;
import dev.verge.loadtest.http.Dialogue;
import dev.verge.loadtest.http.LoadGenerator;
import dev.verge.loadtest.http.Reply;
import dev.verge.loadtest.http.Reply.Answer;
import dev.verge.loadtest.http.StartTiming;
import dev.verge.loadtest.http.Tally;
import dev.verge.loadtest.target.Target;
import java.util.Map;

/**
 * Cold and warm requests in alternation on one connection, so that both see the same machine: what
 * differs is the cold start. Every other cold request comes at once after the isolates were closed,
 * when nothing can be ready; the others come after the platform was told to prepare an isolate,
 * where it does, and after the pause that warm ones come after.
 */
final class StartComparison {
  private static final String COLD = "cold";
  private static final String WARM = "warm";
  private static final String PREPARED = "prepared";

  private final LoadGenerator generator;
  private final Plan plan;

  StartComparison(LoadGenerator generator, Plan plan) {
    this.generator = generator;
    this.plan = plan;
  }

  StartResult measure(Target target, int pairs) {
    var cold = new Tally();
    var warm = new Tally();
    var prepared = new Tally();
    var tallies = Map.of(COLD, cold, WARM, warm, PREPARED, prepared);
    long misses = 0;
    try (Dialogue dialogue =
        generator.dialogue(target.call(plan.method(), plan.path(), plan.body()))) {
      for (int i = 0; i < pairs; i++) {
        // The pause before lets the last isolate find its way back to the pool.
        pause();
        if (i % 2 == 0) {
          target.cool();
        } else {
          target.renew();
          pause();
        }
        misses += ask(dialogue, COLD, tallies);
        pause();
        misses += ask(dialogue, WARM, tallies);
      }
    }
    return new StartResult(cold, warm, prepared, misses);
  }

  /**
   * Sends one request; counts it by what the platform says it was, or else by its turn. A prepared
   * isolate in a cold turn is no miss.
   */
  private static int ask(Dialogue dialogue, String turn, Map<String, Tally> tallies) {
    Reply reply = dialogue.ask();
    String kind =
        reply instanceof Answer answer
            ? answer.start().map(StartTiming::kind).filter(tallies::containsKey).orElse(turn)
            : turn;
    tallies.get(kind).add(reply);
    boolean expected = kind.equals(turn) || (turn.equals(COLD) && kind.equals(PREPARED));
    return expected ? 0 : 1;
  }

  private void pause() {
    try {
      Thread.sleep(plan.gap());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted between two requests", e);
    }
  }
}

package dev.verge.loadtest.measure;

import dev.verge.loadtest.BenchException;
import dev.verge.loadtest.http.Dialogue;
import dev.verge.loadtest.http.LoadGenerator;
import dev.verge.loadtest.http.Reply;
import dev.verge.loadtest.http.Reply.Answer;
import dev.verge.loadtest.http.StartTiming;
import dev.verge.loadtest.http.Tally;
import dev.verge.loadtest.target.Target;

/**
 * Cold and warm requests in alternation on one connection, each after the same pause, so that both
 * see the same machine: what differs is the cold start.
 */
final class StartComparison {
  private static final String COLD = "cold";

  private final LoadGenerator generator;
  private final Plan plan;

  StartComparison(LoadGenerator generator, Plan plan) {
    this.generator = generator;
    this.plan = plan;
  }

  StartResult measure(Target target, int pairs) {
    var cold = new Tally();
    var warm = new Tally();
    long misses = 0;
    try (Dialogue dialogue =
        generator.dialogue(target.call(plan.method(), plan.path(), plan.body()))) {
      for (int i = 0; i < pairs; i++) {
        // The pause before lets the last isolate find its way back to the pool.
        pause();
        target.cool();
        misses += ask(dialogue, true, cold, warm);
        misses += ask(dialogue, false, cold, warm);
      }
    }
    return new StartResult(cold, warm, misses);
  }

  /** Sends one request; counts it by what the platform says it was, or else by its turn. */
  private int ask(Dialogue dialogue, boolean coldsTurn, Tally cold, Tally warm) {
    pause();
    Reply reply = dialogue.ask();
    boolean wasCold =
        reply instanceof Answer answer
            ? answer.start().map(StartTiming::kind).map(COLD::equals).orElse(coldsTurn)
            : coldsTurn;
    (wasCold ? cold : warm).add(reply);
    return wasCold == coldsTurn ? 0 : 1;
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

package dev.verge.loadtest.peers;

import dev.verge.loadtest.BenchException;
import dev.verge.loadtest.http.Dialogue;
import dev.verge.loadtest.http.LoadGenerator;
import dev.verge.loadtest.http.Reply;
import dev.verge.loadtest.http.Reply.Answer;
import dev.verge.loadtest.http.StartTiming;
import dev.verge.loadtest.target.Target;
import java.time.Duration;

/**
 * Cold and warm requests in turn on one connection. There are two kinds of cold turn: one comes at
 * once after the isolates were closed, and finds nothing; one comes after a platform was told to
 * prepare an isolate, where it does, and after the pause. A request counts as what the platform
 * says it was; where it says nothing, as what its turn was.
 */
final class StartLeg {
  static final String COLD = "cold";
  static final String WARM = "warm";
  static final String PREPARED = "prepared";

  private final LoadGenerator generator;
  private final Duration gap;

  StartLeg(LoadGenerator generator, Duration gap) {
    this.generator = generator;
    this.gap = gap;
  }

  Starts measure(Target target, int pairs) {
    var starts = new Starts();
    try (Dialogue dialogue = generator.dialogue(target.call("GET", "/", ""))) {
      for (int i = 0; i < pairs; i++) {
        // The pause before lets the last isolate find its way back to the pool.
        pause();
        target.cool();
        ask(dialogue, COLD, starts);
        pause();
        ask(dialogue, WARM, starts);
        pause();
        target.renew();
        pause();
        ask(dialogue, COLD, starts);
        pause();
        ask(dialogue, WARM, starts);
      }
    }
    return starts;
  }

  private static void ask(Dialogue dialogue, String turn, Starts starts) {
    Reply reply = dialogue.ask();
    String kind =
        reply instanceof Answer answer ? answer.start().map(StartTiming::kind).orElse(turn) : turn;
    starts.add(kind, reply);
  }

  private void pause() {
    try {
      Thread.sleep(gap);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted between two requests", e);
    }
  }
}

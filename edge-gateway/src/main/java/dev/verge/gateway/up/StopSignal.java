package dev.verge.gateway.up;

import java.util.concurrent.CountDownLatch;
import org.jline.utils.Signals;

/**
 * Ctrl-C, {@code SIGTERM} or a closed terminal. The first one asks for a clean stop, a second one
 * ends the process at once.
 */
public final class StopSignal {
  /** What shells report for Ctrl-C: 128 and the signal's number. */
  private static final int INTERRUPTED = 130;

  private final CountDownLatch asked = new CountDownLatch(1);

  private StopSignal() {}

  /** From now on signals come here, for the rest of the process. */
  public static StopSignal listen() {
    StopSignal stop = new StopSignal();
    for (String name : new String[] {"INT", "TERM", "HUP"}) {
      Signals.register(name, stop::signalled);
    }
    return stop;
  }

  /** Waits for the first signal. */
  public void await() throws InterruptedException {
    asked.await();
  }

  private void signalled() {
    if (asked.getCount() == 0) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
    asked.countDown();
  }
}

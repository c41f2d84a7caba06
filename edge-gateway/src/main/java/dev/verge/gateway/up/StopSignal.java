package dev.verge.gateway.up;

import org.jline.utils.Signals;

/**
 * Ctrl-C, {@code SIGTERM} or a closed terminal. The first one asks for a clean stop, a second one
 * ends the process at once.
 */
public final class StopSignal {
  /** What shells report for Ctrl-C: 128 and the signal's number. */
  private static final int INTERRUPTED = 130;

  private boolean signalled;
  private boolean restarting;

  private StopSignal() {}

  /** From now on signals come here, for the rest of the process. */
  public static StopSignal listen() {
    StopSignal stop = new StopSignal();
    for (String name : new String[] {"INT", "TERM", "HUP"}) {
      Signals.register(name, stop::signalled);
    }
    return stop;
  }

  /**
   * Waits for the first signal, or until {@link #restart} is called.
   *
   * @return whether what stops is to be started again
   */
  public synchronized boolean await() throws InterruptedException {
    while (!signalled && !restarting) {
      wait();
    }
    restarting = false;
    return !signalled;
  }

  /** Asks for a clean stop and another start. */
  public synchronized void restart() {
    restarting = true;
    notifyAll();
  }

  private synchronized void signalled() {
    if (signalled) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
    signalled = true;
    notifyAll();
  }
}

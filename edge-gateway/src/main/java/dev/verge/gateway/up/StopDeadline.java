package dev.verge.gateway.up;

import java.time.Duration;
import org.slf4j.LoggerFactory;

/** Ends the process the hard way when an orderly stop takes too long. */
public final class StopDeadline implements AutoCloseable {
  private final Thread thread;

  private StopDeadline(Thread thread) {
    this.thread = thread;
  }

  /** From now on the platform has so long to stop. */
  public static StopDeadline set(Duration limit) {
    return new StopDeadline(
        Thread.ofPlatform().daemon().name("stop-deadline").start(() -> end(limit)));
  }

  private static void end(Duration limit) {
    try {
      Thread.sleep(limit);
      LoggerFactory.getLogger(StopDeadline.class)
          .error("The platform did not stop within {} s; ending it.", limit.toSeconds());
      Runtime.getRuntime().halt(1);
    } catch (InterruptedException e) {
      // It has stopped.
    }
  }

  /** It has stopped. */
  @Override
  public void close() {
    thread.interrupt();
  }
}

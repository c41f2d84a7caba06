package dev.verge.gateway.up;

import java.time.Duration;
import org.slf4j.LoggerFactory;

/** Ends the process the hard way when an orderly stop takes too long. */
public final class StopDeadline {
  private StopDeadline() {}

  /** From now on the process has so long to end. */
  public static void set(Duration limit) {
    Thread.ofPlatform()
        .daemon()
        .name("stop-deadline")
        .start(
            () -> {
              try {
                Thread.sleep(limit);
                LoggerFactory.getLogger(StopDeadline.class)
                    .error("The platform did not stop within {} s; ending it.", limit.toSeconds());
                Runtime.getRuntime().halt(1);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }
}

package dev.verge.deploy.client;

import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on standard error, once an upload turns out to be a long one. */
final class UploadBar implements Progress, AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long KIB = 1024;

  private final long started = System.nanoTime();
  private ProgressBar bar;

  @Override
  public synchronized void sent(long sent, long total) {
    if (bar == null && sent < total && System.nanoTime() - started > PATIENCE_NANOS) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("Uploading")
              .setInitialMax(total)
              .setUnit(" KiB", KIB)
              .setStyle(ProgressBarStyle.ASCII)
              .build();
    }
    if (bar != null) {
      bar.stepTo(sent);
    }
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
    }
  }
}

package dev.verge.gateway.access;

import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.nio.file.Path;
import java.util.Optional;

/** Where requests go that were answered. Safe on any thread; callers never wait. */
public final class AccessLog implements AutoCloseable {
  /** One that keeps nothing. */
  public static final AccessLog NONE = new AccessLog(Optional.empty(), () -> {});

  private static final long FILE_BYTES = 64L << 20;
  private static final int OLD_FILES = 7;
  private static final int FLUSH_MILLIS = 5_000;

  private final Optional<BoundedAppender> queue;
  private final Runnable end;

  private AccessLog(Optional<BoundedAppender> queue, Runnable end) {
    this.queue = queue;
    this.end = end;
  }

  /**
   * Opens a log.
   *
   * @param registry gets the number of lines that were dropped, until the log is closed
   * @throws IllegalStateException when its file cannot be written
   */
  public static AccessLog open(AccessLogTarget target, CollectorRegistry registry) {
    Context context = new ContextBase();
    return switch (target) {
      case AccessLogTarget.Nowhere _ -> NONE;
      case AccessLogTarget.StandardOutput _ ->
          open(new ConsoleAppender<>(), "standard output", context, registry);
      case AccessLogTarget.Rolling(Path path) ->
          open(rolling(path, context), path.toString(), context, registry);
    };
  }

  /** Whether entries are wanted. */
  public boolean isOn() {
    return queue.isPresent();
  }

  /** Writes a line soon, or drops it when there are too many. */
  public void write(AccessEntry entry) {
    queue.ifPresent(log -> log.doAppend(entry));
  }

  /** Writes what waits, for some seconds at the most. */
  @Override
  public void close() {
    end.run();
  }

  private static AccessLog open(
      OutputStreamAppender<AccessEntry> appender,
      String name,
      Context context,
      CollectorRegistry registry) {
    CombinedFormat format = new CombinedFormat();
    format.setContext(context);
    format.start();
    appender.setContext(context);
    appender.setName(name);
    appender.setEncoder(format);
    appender.start();
    if (!appender.isStarted()) {
      throw new IllegalStateException(
          "The access log cannot be written to %s. Choose another file, or none.".formatted(name));
    }
    Counter dropped =
        Counter.build(
                "verge_access_log_dropped_total",
                "Lines of the access log that came faster than they could be written.")
            .register(registry);
    BoundedAppender queue = new BoundedAppender(dropped);
    queue.setContext(context);
    queue.setMaxFlushTime(FLUSH_MILLIS);
    queue.addAppender(appender);
    queue.start();
    return new AccessLog(
        Optional.of(queue),
        () -> {
          queue.stop();
          registry.unregister(dropped);
        });
  }

  private static RollingFileAppender<AccessEntry> rolling(Path path, Context context) {
    RollingFileAppender<AccessEntry> appender = new RollingFileAppender<>();
    appender.setFile(path.toString());
    FixedWindowRollingPolicy names = new FixedWindowRollingPolicy();
    names.setContext(context);
    names.setParent(appender);
    names.setFileNamePattern(path + ".%i");
    names.setMinIndex(1);
    names.setMaxIndex(OLD_FILES);
    names.start();
    SizeBasedTriggeringPolicy<AccessEntry> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(new FileSize(FILE_BYTES));
    // Logback looks only once a minute by default, which lets a busy platform's file grow to
    // several times its size.
    size.setCheckIncrement(Duration.buildBySeconds(1));
    size.start();
    appender.setRollingPolicy(names);
    appender.setTriggeringPolicy(size);
    return appender;
  }
}

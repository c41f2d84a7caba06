package dev.verge.isolate.platform.logs;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** A log that keeps nothing, of requests that nobody sent. */
final class DroppedLog implements FunctionLog {
  @Override
  public void append(LogLine line) {}

  @Override
  public FunctionLog endpoint(String name) {
    return this;
  }

  @Override
  public List<LogLine> tail(int most) {
    return List.of();
  }

  @Override
  public boolean reaches(Instant second) {
    return false;
  }

  @Override
  public Following follow(int newest, Consumer<LogLine> listener) {
    return () -> {};
  }
}

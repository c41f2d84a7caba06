package dev.verge.deploy.http;

import dev.verge.isolate.platform.logs.LogLine;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which lines of a log are asked for.
 *
 * @param source only of this one
 * @param text only with this in them
 * @param request only of the request with this id
 */
record LogFilter(Optional<LogLine.Source> source, Optional<String> text, Optional<String> request)
    implements Predicate<LogLine> {
  static LogFilter of(Call call) {
    return new LogFilter(
        call.query("source").map(LogFilter::source), call.query("text"), call.query("request"));
  }

  /** Whether it lets everything pass. */
  boolean isOpen() {
    return source.isEmpty() && text.isEmpty() && request.isEmpty();
  }

  @Override
  public boolean test(LogLine line) {
    return source.filter(wanted -> line.source() != wanted).isEmpty()
        && text.filter(wanted -> !line.text().contains(wanted)).isEmpty()
        && request.filter(wanted -> !line.request().equals(wanted)).isEmpty();
  }

  private static LogLine.Source source(String label) {
    return Arrays.stream(LogLine.Source.values())
        .filter(source -> source.label().equals(label))
        .findFirst()
        .orElseThrow(() -> Call.invalid("source", "stdout, stderr, endpoint or verge"));
  }
}

package dev.verge.deploy.http;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.verge.isolate.platform.logs.LogLine;
import java.time.Instant;

/**
 * One line of a log as it goes out.
 *
 * @param time when it was written
 * @param version the version's number; 0 for what the control plane itself has to say
 * @param request the request's id
 * @param source {@code stderr} or {@code verge}
 * @param text the line
 */
record LogDocument(
    @JsonSerialize(using = ToStringSerializer.class) Instant time,
    int version,
    String request,
    String source,
    String text) {
  static LogDocument of(LogLine line) {
    return new LogDocument(
        line.time(), line.version(), line.request(), line.source().label(), line.text());
  }

  /** What a reader who was too slow gets in place of what it missed. */
  static LogDocument missed(long lines) {
    return new LogDocument(
        Instant.now(),
        0,
        "",
        LogLine.Source.VERGE.label(),
        "%d lines are missing here: they came faster than this reader took them.".formatted(lines));
  }
}

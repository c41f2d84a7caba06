package dev.verge.isolate.platform.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** A log line as a line of a file: a JSON object, and a line feed. */
final class LogJson {
  private static final JsonFactory JSON = new JsonFactory();

  private LogJson() {}

  static byte[] encode(LogLine line) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("time", line.time().toString());
      json.writeNumberField("version", line.version());
      json.writeStringField("request", line.request());
      json.writeStringField("source", line.source().label());
      json.writeStringField("text", line.text());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Empty for a line that was torn when the machine stopped, or damaged otherwise. */
  static Optional<LogLine> decode(byte[] bytes, int offset, int length) {
    Instant time = Instant.EPOCH;
    int version = 0;
    String request = "";
    LogLine.Source source = LogLine.Source.VERGE;
    String text = "";
    try (JsonParser json = JSON.createParser(bytes, offset, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
        String value = json.nextToken().isScalarValue() ? json.getText() : "";
        switch (key) {
          case "time" -> time = Instant.parse(value);
          case "version" -> version = Integer.parseInt(value);
          case "request" -> request = value;
          case "source" -> source = LogLine.Source.valueOf(value.toUpperCase(Locale.ROOT));
          case "text" -> text = value;
          default -> json.skipChildren();
        }
      }
      return Optional.of(new LogLine(time, version, request, source, text));
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

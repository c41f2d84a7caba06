package dev.verge.deploy.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Arrays;
import java.util.Locale;

/** How documents follow each other in a body. */
enum StreamFormat {
  /** One a line; an empty line says nothing. */
  LINES("application/x-ndjson", "", "\n", "\n"),

  /** Server-sent events (HTML Living Standard, section 9.2); a comment says nothing. */
  EVENTS("text/event-stream", "data: ", "\n\n", ":\n\n");

  private final String mediaType;
  private final String before;
  private final String after;
  private final String silence;

  StreamFormat(String mediaType, String before, String after, String silence) {
    this.mediaType = mediaType;
    this.before = before;
    this.after = after;
    this.silence = silence;
  }

  /** Lines, unless the client says that it takes events. */
  static StreamFormat of(Call call) {
    boolean events =
        call.header(HttpHeaders.ACCEPT).stream()
            .flatMap(accepted -> Arrays.stream(accepted.split(",", -1)))
            .map(range -> range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
            .anyMatch(EVENTS.mediaType::equals);
    return events ? EVENTS : LINES;
  }

  String mediaType() {
    return mediaType;
  }

  /** Adds a document, whose JSON has no line breaks. */
  void add(Object document, Buffer body) {
    body.appendString(before).appendBuffer(Json.write(document)).appendString(after);
  }

  /** Adds a sign of life. */
  void addSilence(Buffer body) {
    body.appendString(silence);
  }
}

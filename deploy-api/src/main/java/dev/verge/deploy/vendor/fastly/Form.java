package dev.verge.deploy.vendor.fastly;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verge.deploy.http.Call;
import dev.verge.deploy.http.Notes;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a form. Those that nobody asks for do not matter.
 *
 * @param fields as sent, each once
 */
record Form(Map<String, String> fields) {
  private static final String TYPE = "application/x-www-form-urlencoded";

  /** Enough for certificates; they are the largest that is sent. */
  private static final int MAX_BYTES = 256 << 10;

  private static final int MAX_FIELDS = 200;

  /** How long a name may be. */
  private static final int MAX_CHARS = 1000;

  /**
   * Reads a request's body; none is a form without fields, as curl sends it.
   *
   * @throws IOException when it breaks off
   */
  static Form of(Call call) throws IOException {
    String text = new String(call.body(MAX_BYTES).readAllBytes(), UTF_8);
    if (!text.isEmpty() || call.header(HttpHeaders.CONTENT_TYPE).isPresent()) {
      call.accept(List.of(TYPE));
    }
    Map<String, String> fields = new HashMap<>();
    try {
      new QueryStringDecoder(text, UTF_8, false, MAX_FIELDS)
          .parameters()
          .forEach(
              (name, values) -> {
                if (values.size() > 1) {
                  throw refused(name, "given once");
                }
                fields.put(name, values.getFirst());
              });
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          ProblemType.INVALID_FIELD, "The form is not encoded as it should be.");
    }
    return new Form(fields);
  }

  /** Any text, which may be empty. */
  Optional<String> text(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** A comment, which may be a commit's whole message. */
  Optional<String> comment() {
    return text("comment")
        .map(
            text -> {
              if (!Notes.allow(text)) {
                throw refused(
                    "comment",
                    "of at most %d characters, none a control character but line ends and tabs"
                        .formatted(Notes.MOST_CHARACTERS));
              }
              return text;
            });
  }

  /** A name. */
  Optional<String> line(String name) {
    return text(name)
        .map(
            text -> {
              if (text.length() > MAX_CHARS || text.chars().anyMatch(Character::isISOControl)) {
                throw refused(
                    name,
                    "of at most %d characters, none a control character".formatted(MAX_CHARS));
              }
              return text;
            });
  }

  /** A name that there has to be. */
  String name(String name) {
    return line(name)
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> refused(name, "there"));
  }

  /** A whole number that is not negative. */
  Optional<Integer> number(String name) {
    return text(name)
        .map(
            text -> {
              if (!text.matches("[0-9]{1,9}")) {
                throw refused(name, "a whole number");
              }
              return Integer.parseInt(text);
            });
  }

  /** Yes or no. */
  Optional<Boolean> flag(String name) {
    return text(name)
        .map(
            text ->
                switch (text) {
                  case "1", "true" -> true;
                  case "0", "false" -> false;
                  default -> throw refused(name, "true or false");
                });
  }

  /** The problem of a field. */
  static ProblemException refused(String name, String allowed) {
    return new ProblemException(
        ProblemType.INVALID_FIELD, "The field %s must be %s.".formatted(shown(name), allowed));
  }

  private static String shown(String name) {
    return name.substring(0, Math.min(name.length(), 64)).replaceAll("\\p{Cntrl}", "?");
  }
}

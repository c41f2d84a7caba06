package dev.verge.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** A response as it stood on the wire. */
public final class Reply {
  /**
   * What differs from one request to the next, whatever answers. The framing does, since a guest
   * that has ended before its head is sent has its body counted, and another one has not.
   */
  private static final Set<String> PER_REQUEST =
      Set.of(
          "content-length",
          "transfer-encoding",
          "date",
          "server-timing",
          "x-verge-request-id",
          "x-verge-isolate",
          "x-verge-cold-start-us",
          "x-verge-instantiation-us");

  /** Names of classes, files and machines: nothing that a client has to know. */
  private static final Pattern INTERNAL =
      Pattern.compile(
          "dev\\.verge|org\\.graalvm|com\\.oracle|io\\.netty|java\\.|\\.java\\b|Exception|/tmp/|/home/|/var/|target/");

  private static final JsonMapper JSON = new JsonMapper();

  private final int status;
  private final List<Map.Entry<String, String>> fields;
  private final byte[] body;
  private final boolean whole;

  /**
   * @param whole whether the body ended as its framing said it would
   */
  Reply(int status, List<Map.Entry<String, String>> fields, byte[] body, boolean whole) {
    this.status = status;
    this.fields = List.copyOf(fields);
    this.body = body;
    this.whole = whole;
  }

  public Reply with(byte[] readBody, boolean isWhole) {
    return new Reply(status, fields, readBody, isWhole);
  }

  public int status() {
    return status;
  }

  public boolean isWhole() {
    return whole;
  }

  public boolean isChunked() {
    return header("transfer-encoding").equals("chunked");
  }

  public byte[] body() {
    return body.clone();
  }

  public String text() {
    return new String(body, UTF_8);
  }

  public JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new AssertionError("Not JSON: " + text(), e);
    }
  }

  /** The only value of a header, or an empty text. */
  public String header(String name) {
    List<String> values = all(name);
    assertThat(values).as(name).hasSizeLessThan(2);
    return values.isEmpty() ? "" : values.getFirst();
  }

  /** Every value of a header, in order. */
  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Headers that the same request gets again, sorted. */
  public List<String> lastingFields() {
    return fields.stream()
        .map(field -> Map.entry(field.getKey().toLowerCase(Locale.ROOT), field.getValue()))
        .filter(field -> !PER_REQUEST.contains(field.getKey()))
        .map(field -> field.getKey() + ": " + field.getValue())
        .sorted()
        .toList();
  }

  /** Checks that this went well, and is whole. */
  public Reply ok() {
    return ok(200);
  }

  /** Checks that this has a status, and is whole. */
  public Reply ok(int expected) {
    assertThat(status).as(this::toString).isEqualTo(expected);
    assertThat(whole).as("whole: %s", this).isTrue();
    return this;
  }

  /**
   * Checks that this broke off, or is a problem document of 500 to 599: while the head of a
   * response is not out, that is what takes its place.
   */
  public Reply broken() {
    if (whole) {
      assertThat(status).as(this::toString).isBetween(500, 599);
      assertThat(header("content-type")).isEqualTo("application/problem+json");
    }
    return this;
  }

  /** Checks that this is a problem document (RFC 9457) of one of some types; tells its detail. */
  public String problem(int expected, String... types) {
    ok(expected);
    assertThat(header("content-type")).isEqualTo("application/problem+json");
    assertThat(json().path("type").asText())
        .as(this::toString)
        .isIn(List.of(types).stream().map(type -> "urn:verge:problem:" + type).toList());
    assertThat(json().path("status").asInt()).isEqualTo(status);
    assertThat(json().path("title").asText()).isNotBlank();
    assertThat(json().path("detail").asText()).isNotBlank();
    leaksNothing();
    return json().path("detail").asText();
  }

  /** Checks that nothing internal stands in the head or body. */
  public Reply leaksNothing() {
    assertThat(fields + "\n" + text()).doesNotContainPattern(INTERNAL);
    return this;
  }

  @Override
  public String toString() {
    String shown = text();
    return "%d %s %s%s"
        .formatted(
            status,
            fields,
            shown.length() > 1000 ? shown.substring(0, 1000) + "…" : shown,
            whole ? "" : " (cut)");
  }
}

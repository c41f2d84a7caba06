package dev.verge.deploy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.verge.deploy.problem.ProblemType;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;

/** A response, read whole. */
public final class Answer {
  private static final JsonMapper JSON = new JsonMapper();

  private final int status;
  private final HttpHeaders headers;
  private final byte[] body;

  private Answer(int status, HttpHeaders headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  static Answer of(HttpResponse<byte[]> response) {
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  public int status() {
    return status;
  }

  public byte[] body() {
    return body.clone();
  }

  public JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new AssertionError("Not JSON: " + text(), e);
    }
  }

  public String text() {
    return new String(body, UTF_8);
  }

  public String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /** Checks that this went well. */
  public Answer ok(int expected) {
    assertThat(status).as(text()).isEqualTo(expected);
    return this;
  }

  /** Checks that this is a problem document of a type, whole as RFC 9457 has it. */
  public String problem(ProblemType type) {
    assertThat(status).as(text()).isEqualTo(type.status());
    assertThat(header("content-type")).isEqualTo("application/problem+json");
    JsonNode document = json();
    assertThat(document.path("type").asText()).as(text()).isEqualTo(type.uri());
    assertThat(document.path("title").asText()).isEqualTo(type.title());
    assertThat(document.path("status").asInt()).isEqualTo(type.status());
    assertThat(document.path("instance").asText()).startsWith("/");
    assertThat(document.path("detail").asText()).isNotBlank();
    return document.path("detail").asText();
  }
}

package dev.verge.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.verge.isolate.pool.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/**
 * An answer of the data plane's own: a problem document (RFC 9457).
 *
 * @param kind its type, title and status
 * @param detail for the client: the fact, and what to do about it
 * @param retryAfter when it is worth trying again, in whole seconds; empty when it is not
 */
record Problem(ProblemKind kind, String detail, Optional<Duration> retryAfter) {
  /** The document's media type. */
  static final String MEDIA_TYPE = "application/problem+json";

  private static final JsonFactory JSON = new JsonFactory();
  private static final Duration SOON = Duration.ofSeconds(1);

  /** One that may be over soon, if its kind is. */
  Problem(ProblemKind kind, String detail) {
    this(kind, detail, kind.isTransient() ? Optional.of(SOON) : Optional.empty());
  }

  /** What tells a client of a fault. */
  static Problem of(Fault fault) {
    Problem problem = new Problem(ProblemKind.of(fault.kind()), fault.detail());
    return fault.retryAfter().isEmpty()
        ? problem
        : new Problem(problem.kind, problem.detail, fault.retryAfter());
  }

  /** The document, in UTF-8. */
  byte[] document() {
    var bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("type", kind.uri());
      json.writeStringField("title", kind.title());
      json.writeNumberField("status", kind.status());
      json.writeStringField("detail", detail);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A byte array refused a problem document", e);
    }
    return bytes.toByteArray();
  }
}

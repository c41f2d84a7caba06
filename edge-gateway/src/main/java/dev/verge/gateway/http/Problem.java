package dev.verge.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * An answer of the data plane's own: a problem document (RFC 9457).
 *
 * @param kind its type, title and status
 * @param detail for the client: the fact, and what to do about it
 */
record Problem(ProblemKind kind, String detail) {
  /** The document's media type. */
  static final String MEDIA_TYPE = "application/problem+json";

  private static final JsonFactory JSON = new JsonFactory();

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

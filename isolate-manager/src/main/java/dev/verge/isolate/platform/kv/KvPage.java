package dev.verge.isolate.platform.kv;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Some of a store's keys.
 *
 * @param keys in the order of their UTF-8 bytes
 * @param limit how many were asked for
 * @param prefix with which they begin
 * @param nextCursor where the next page begins, when there is one
 */
public record KvPage(
    List<String> keys, int limit, Optional<String> prefix, Optional<String> nextCursor) {
  private static final JsonFactory JSON = new JsonFactory();

  public KvPage {
    keys = List.copyOf(keys);
  }

  /**
   * The document of Fastly's own API: {@code {"data":["key"],"meta":{"limit":1000,"prefix":"k",
   * "next_cursor":"…"}}}, what is absent left out.
   */
  public String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("data");
      for (String key : keys) {
        json.writeString(key);
      }
      json.writeEndArray();
      json.writeObjectFieldStart("meta");
      json.writeNumberField("limit", limit);
      if (prefix.isPresent()) {
        json.writeStringField("prefix", prefix.get());
      }
      if (nextCursor.isPresent()) {
        json.writeStringField("next_cursor", nextCursor.get());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A text cannot be written to memory.", e);
    }
    return text.toString();
  }
}

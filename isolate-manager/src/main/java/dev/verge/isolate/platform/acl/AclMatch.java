package dev.verge.isolate.platform.acl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.verge.isolate.binding.AclEntry;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** The entry that holds for an address. */
public record AclMatch(AclEntry entry) {
  private static final JsonFactory JSON = new JsonFactory();

  /** The document of Fastly's own API: {@code {"prefix":"192.0.2.0/24","action":"BLOCK"}}. */
  public String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("prefix", entry.prefix());
      json.writeStringField(
          "action", AclEntry.canonicalAction(entry.action()).orElse(entry.action()));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A text cannot be written to memory.", e);
    }
    return text.toString();
  }
}

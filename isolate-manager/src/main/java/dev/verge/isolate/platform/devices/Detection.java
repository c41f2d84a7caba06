package dev.verge.isolate.platform.devices;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * Everything that a user agent tells.
 *
 * @param device the device's name; this and the others are empty when not known
 */
record Detection(
    UserAgent program,
    OperatingSystem system,
    String device,
    String brand,
    String model,
    Hardware hardware) {
  private static final JsonFactory JSON = new JsonFactory();

  /** How the rules name the devices of crawlers. */
  private static final String SPIDER = "Spider";

  boolean known() {
    return program.known() || !system.name().isEmpty() || !device.isEmpty();
  }

  private boolean bot() {
    return device.equals(SPIDER);
  }

  /** Fastly's document; what is not known is left out. */
  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeObjectFieldStart("user_agent");
      program(json);
      json.writeEndObject();
      json.writeObjectFieldStart("os");
      write(json, "name", system.name());
      write(json, "major", system.major());
      write(json, "minor", system.minor());
      write(json, "patch", system.patch());
      write(json, "patch_minor", system.patchMinor());
      json.writeEndObject();
      json.writeObjectFieldStart("device");
      if (bot()) {
        write(json, "name", program.known() ? program.family() : "");
        json.writeBooleanField("is_bot", true);
      } else {
        write(json, "name", device);
        write(json, "brand", brand);
        write(json, "model", model);
        hardware(json);
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A text cannot be written to memory.", e);
    }
    return text.toString();
  }

  private void program(JsonGenerator json) throws IOException {
    if (program.known()) {
      write(json, "name", program.family());
      write(json, "major", program.major());
      write(json, "minor", program.minor());
      write(json, "patch", program.patch());
    }
    if (bot()) {
      write(json, "bot_name", program.known() ? program.family() : "");
    }
    json.writeBooleanField("is_bot", bot());
    json.writeBooleanField("identified", program.known());
  }

  private void hardware(JsonGenerator json) throws IOException {
    if (hardware == Hardware.UNKNOWN) {
      return;
    }
    write(json, "hwtype", hardware.title());
    json.writeBooleanField("is_ereader", hardware == Hardware.EREADER);
    json.writeBooleanField("is_gameconsole", hardware == Hardware.GAME_CONSOLE);
    json.writeBooleanField("is_mediaplayer", hardware == Hardware.MEDIA_PLAYER);
    json.writeBooleanField("is_mobile", hardware == Hardware.PHONE);
    json.writeBooleanField("is_smarttv", hardware == Hardware.SMART_TV);
    json.writeBooleanField("is_tablet", hardware == Hardware.TABLET);
    json.writeBooleanField("is_tvplayer", hardware == Hardware.TV_PLAYER);
    json.writeBooleanField("is_desktop", hardware == Hardware.DESKTOP);
    json.writeBooleanField(
        "is_touchscreen", hardware == Hardware.PHONE || hardware == Hardware.TABLET);
    json.writeBooleanField("is_bot", false);
  }

  private static void write(JsonGenerator json, String name, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }
}

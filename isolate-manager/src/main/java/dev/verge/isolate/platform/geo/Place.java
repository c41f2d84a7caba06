package dev.verge.isolate.platform.geo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What databases of MaxMind's have about one address, in the terms of Fastly's geolocation. What
 * they do not have is told as {@code ?}, an empty text or 0, since SDKs want those fields.
 *
 * @param records as nested maps and lists, named as in GeoIP2's databases
 */
record Place(List<Map<?, ?>> records) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String UNKNOWN = "?";

  /** How SDKs are told that an offset is not known. */
  private static final int NO_OFFSET = 9999;

  private static final int SECONDS_PER_MINUTE = 60;
  private static final int MINUTES_PER_HOUR = 60;

  /** For a developer's own requests; the same that Fastly's local emulator tells. */
  static final String INVENTED =
      """
      {"as_name":"Fastly, Inc","as_number":54113,"area_code":415,"city":"San Francisco",\
      "conn_speed":"broadband","conn_type":"wired","continent":"NA","country_code":"US",\
      "country_code3":"USA","country_name":"United States of America","latitude":37.77869,\
      "longitude":-122.39557,"metro_code":0,"postal_code":"94107","proxy_description":"?",\
      "proxy_type":"?","region":"CA","utc_offset":-700}""";

  /**
   * @param now at which offsets from UTC are told
   */
  String json(Instant now) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      network(json);
      place(json);
      proxy(json);
      int offset = offset(now).orElse(NO_OFFSET);
      json.writeNumberField("gmt_offset", offset);
      json.writeNumberField("utc_offset", offset);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A text cannot be written to memory.", e);
    }
    return text.toString();
  }

  private void network(JsonGenerator json) throws IOException {
    json.writeStringField(
        "as_name",
        text("autonomous_system_organization")
            .or(() -> text("traits", "autonomous_system_organization"))
            .orElse(""));
    json.writeNumberField(
        "as_number",
        number("autonomous_system_number")
            .or(() -> number("traits", "autonomous_system_number"))
            .map(Number::longValue)
            .orElse(0L));
    Optional<String> connection =
        text("connection_type").or(() -> text("traits", "connection_type"));
    json.writeStringField("conn_speed", connection.map(Place::speed).orElse(UNKNOWN));
    json.writeStringField("conn_type", connection.map(Place::type).orElse(UNKNOWN));
  }

  /** From GeoIP2's connection types. */
  private static String speed(String connection) {
    return switch (connection) {
      case "Dialup" -> "dialup";
      case "Cable/DSL" -> "broadband";
      case "Cellular" -> "mobile";
      case "Satellite" -> "satellite";
      default -> UNKNOWN;
    };
  }

  private static String type(String connection) {
    return switch (connection) {
      case "Dialup" -> "dialup";
      case "Cable/DSL", "Corporate" -> "wired";
      case "Cellular" -> "mobile";
      case "Satellite" -> "satellite";
      default -> UNKNOWN;
    };
  }

  private void place(JsonGenerator json) throws IOException {
    String country =
        text("country", "iso_code").or(() -> text("registered_country", "iso_code")).orElse("");
    json.writeNumberField("area_code", 0);
    json.writeStringField("city", text("city", "names", "en").orElse(""));
    json.writeStringField("continent", text("continent", "code").orElse(""));
    json.writeStringField("country_code", country);
    json.writeStringField("country_code3", threeLetters(country));
    json.writeStringField(
        "country_name",
        text("country", "names", "en")
            .or(() -> text("registered_country", "names", "en"))
            .orElse(""));
    json.writeNumberField("latitude", coordinate("latitude"));
    json.writeNumberField("longitude", coordinate("longitude"));
    json.writeNumberField(
        "metro_code", number("location", "metro_code").map(Number::intValue).orElse(0));
    json.writeStringField("postal_code", text("postal", "code").orElse(""));
    Optional<String> region = text("subdivisions", "iso_code");
    if (region.isPresent()) {
      json.writeStringField("region", region.get());
    }
  }

  private void proxy(JsonGenerator json) throws IOException {
    String description = UNKNOWN;
    if (flag("is_tor_exit_node")) {
      description = "tor-exit";
    } else if (flag("is_anonymous_vpn")) {
      description = "vpn";
    } else if (flag("is_public_proxy")) {
      description = "dns";
    }
    String type = UNKNOWN;
    if (flag("is_hosting_provider")) {
      type = "hosting";
    } else if (flag("is_anonymous") || flag("is_anonymous_proxy")) {
      type = "anonymous";
    }
    json.writeStringField("proxy_description", description);
    json.writeStringField("proxy_type", type);
  }

  /** Hours times 100 plus minutes, such as -330 for three and a half hours behind UTC. */
  private OptionalInt offset(Instant now) {
    Optional<String> zone = text("location", "time_zone");
    if (zone.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int minutes =
          ZoneId.of(zone.get()).getRules().getOffset(now).getTotalSeconds() / SECONDS_PER_MINUTE;
      return OptionalInt.of(minutes / MINUTES_PER_HOUR * 100 + minutes % MINUTES_PER_HOUR);
    } catch (DateTimeException e) {
      return OptionalInt.empty();
    }
  }

  private double coordinate(String name) {
    return number("location", name).map(Number::doubleValue).orElse(0.0);
  }

  /** From ISO 3166-1 alpha-2 to alpha-3. */
  private static String threeLetters(String country) {
    try {
      return new Locale.Builder().setRegion(country).build().getISO3Country();
    } catch (IllformedLocaleException | MissingResourceException e) {
      return "";
    }
  }

  private boolean flag(String name) {
    return find(name).or(() -> find("traits", name)).equals(Optional.of(Boolean.TRUE));
  }

  private Optional<String> text(String... path) {
    return find(path).filter(String.class::isInstance).map(String.class::cast);
  }

  private Optional<Number> number(String... path) {
    return find(path).filter(Number.class::isInstance).map(Number.class::cast);
  }

  private Optional<Object> find(String... path) {
    return records.stream().flatMap(record -> descend(record, path).stream()).findFirst();
  }

  /** Of a list the first element counts: subdivisions begin with the largest. */
  private static Optional<Object> descend(Object from, String... path) {
    Object current = from;
    for (String name : path) {
      if (current instanceof List<?> list && !list.isEmpty()) {
        current = list.getFirst();
      }
      if (!(current instanceof Map<?, ?> map)) {
        return Optional.empty();
      }
      current = map.get(name);
    }
    return Optional.ofNullable(current);
  }
}

package dev.verge.isolate.platform.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verge.isolate.binding.Geolocation;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeoDatabaseTest {
  private static final Instant WINTER = Instant.parse("2026-01-15T00:00:00Z");
  private static final Instant SUMMER = Instant.parse("2026-07-15T00:00:00Z");

  private static final Map<String, ?> MARTIGNY =
      Map.of(
          "city", Map.of("names", Map.of("en", "Martigny")),
          "continent", Map.of("code", "EU"),
          "country", Map.of("iso_code", "CH", "names", Map.of("en", "Switzerland")),
          "location", Map.of("latitude", 46.1, "longitude", 7.07, "time_zone", "Europe/Zurich"),
          "postal", Map.of("code", "1920"),
          "subdivisions", List.of(Map.of("iso_code", "VS"), Map.of("iso_code", "XX")),
          "traits", Map.of("connection_type", "Cable/DSL", "is_hosting_provider", true));

  private static final Map<String, ?> NETWORK =
      Map.of("autonomous_system_number", 64500, "autonomous_system_organization", "Example AG");

  @TempDir private Path directory;

  @Test
  void aRecordIsToldInFastlysTerms() throws Exception {
    Path file = directory.resolve("city.mmdb");
    new MmdbFile().with("192.0.2.0", 24, MARTIGNY).write(file);
    try (GeoDatabase database = GeoDatabase.open(Optional.of(file), () -> WINTER)) {
      assertThat(lookup(database, "192.0.2.77"))
          .contains(
              "{\"as_name\":\"\",\"as_number\":0,\"conn_speed\":\"broadband\",\"conn_type\":\"wired\","
                  + "\"area_code\":0,\"city\":\"Martigny\",\"continent\":\"EU\",\"country_code\":\"CH\","
                  + "\"country_code3\":\"CHE\",\"country_name\":\"Switzerland\",\"latitude\":46.1,"
                  + "\"longitude\":7.07,\"metro_code\":0,\"postal_code\":\"1920\",\"region\":\"VS\","
                  + "\"proxy_description\":\"?\",\"proxy_type\":\"hosting\",\"gmt_offset\":100,"
                  + "\"utc_offset\":100}");
      assertThat(lookup(database, "192.0.3.1")).isEmpty();
      assertThat(lookup(database, "2001:db8::1")).isEmpty();
    }
  }

  @Test
  void offsetsFollowSummerTimeAndHalfHours() throws Exception {
    Path file = directory.resolve("city.mmdb");
    new MmdbFile()
        .with("192.0.2.0", 24, MARTIGNY)
        .with("198.51.100.0", 24, Map.of("location", Map.of("time_zone", "America/St_Johns")))
        .with("203.0.113.0", 24, Map.of("location", Map.of("time_zone", "Nowhere/At_All")))
        .write(file);
    try (GeoDatabase database = GeoDatabase.open(Optional.of(file), () -> SUMMER)) {
      assertThat(lookup(database, "192.0.2.1").orElseThrow()).contains("\"utc_offset\":200");
      assertThat(lookup(database, "198.51.100.1").orElseThrow()).contains("\"utc_offset\":-230");
      assertThat(lookup(database, "203.0.113.1").orElseThrow()).contains("\"utc_offset\":9999");
    }
  }

  @Test
  void databasesInADirectoryComplementOneAnother() throws Exception {
    new MmdbFile()
        .with("2001:db8::", 32, MARTIGNY)
        .with("192.0.2.0", 24, MARTIGNY)
        .write(directory.resolve("city.mmdb"));
    new MmdbFile().with("192.0.2.0", 25, NETWORK).write(directory.resolve("asn.mmdb"));
    try (GeoDatabase database = GeoDatabase.open(Optional.of(directory))) {
      assertThat(lookup(database, "192.0.2.1").orElseThrow())
          .contains("\"as_name\":\"Example AG\",\"as_number\":64500", "Martigny");
      assertThat(lookup(database, "2001:db8::1").orElseThrow()).contains("Martigny");
    }
  }

  @Test
  void whatAVersionDeclaresComesFirst() throws Exception {
    Path file = directory.resolve("city.mmdb");
    new MmdbFile().with("192.0.2.0", 24, MARTIGNY).with("127.0.0.0", 8, NETWORK).write(file);
    Geolocation declared =
        new Geolocation(Map.of(address("192.0.2.1"), "{\"as_name\":\"x\"}"), true);
    try (GeoDatabase database = GeoDatabase.open(Optional.of(file))) {
      assertThat(database.lookup(declared, address("192.0.2.1"))).contains("{\"as_name\":\"x\"}");
      assertThat(database.lookup(declared, address("192.0.2.2")).orElseThrow())
          .contains("Martigny");
      assertThat(database.lookup(declared, address("127.0.0.1")).orElseThrow()).contains("Example");
    }
  }

  @Test
  void theMachineItselfHasAnInventedPlaceUnlessTheVersionWantsNone() throws Exception {
    try (GeoDatabase database = GeoDatabase.open(Optional.empty())) {
      for (String loopback : List.of("127.0.0.1", "::1")) {
        assertThat(lookup(database, loopback).orElseThrow())
            .contains("\"as_number\":54113", "\"city\":\"San Francisco\",\"conn_speed\"");
        assertThat(database.lookup(new Geolocation(Map.of(), false), address(loopback))).isEmpty();
      }
      assertThat(lookup(database, "192.0.2.1")).isEmpty();
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("city.mmdb"), "no database");
    assertThatThrownBy(() -> GeoDatabase.open(Optional.of(file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("city.mmdb is not a readable database");
    assertThatThrownBy(() -> GeoDatabase.open(Optional.of(directory.resolve("missing.mmdb"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Optional<String> lookup(GeoDatabase database, String address) throws Exception {
    return database.lookup(Geolocation.DEFAULT, address(address));
  }

  private static InetAddress address(String text) throws Exception {
    return InetAddress.getByName(text);
  }
}

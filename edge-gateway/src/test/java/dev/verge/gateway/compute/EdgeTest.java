package dev.verge.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Places, devices, rates, logs, the runtime itself and its documented refusals. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgeTest {
  private static final String GUEST = "rust";

  private Origin origin;
  private ComputePlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    origin = Origin.start();
    platform = new ComputePlatform(home);
    platform.deploy(
        GUEST,
        origin.backend("origin")
            + """
            [local_server.geolocation]
            format = "inline-toml"
            [local_server.geolocation.addresses."192.0.2.1"]
            as_name = "Example Net"
            as_number = 64500
            area_code = 0
            city = "Lund"
            conn_speed = "broadband"
            conn_type = "wired"
            continent = "EU"
            country_code = "SE"
            country_code3 = "SWE"
            country_name = "Sweden"
            latitude = 55.71
            longitude = 13.19
            metro_code = 0
            postal_code = "22100"
            proxy_description = "?"
            proxy_type = "?"
            region = "M"
            utc_offset = 100
            [local_server.device_detection]
            format = "inline-toml"
            [local_server.device_detection.user_agents."Example/1.0"]
            user_agent = {}
            os = {}
            device = { name = "Box", brand = "Example", is_mobile = false }
            [local_server.shielding_sites]
            "here-xx" = "Local"
            "far-xx".unencrypted = "http://127.0.0.1:%1$d"
            "far-xx".encrypted = "http://127.0.0.1:%1$d"
            """
                .formatted(origin.port()));
  }

  @AfterAll
  void stop() {
    platform.close();
    origin.close();
  }

  private String asked(String route) {
    return platform.text(GUEST, "/edge/" + route);
  }

  @Test
  void anAddressHasTheConfiguredPlace() {
    assertThat(asked("geo?ip=192.0.2.1")).isEqualTo("Lund SE 64500 55.71 13.19 Example Net");
    assertThat(asked("geo?ip=192.0.2.2")).isEqualTo("none");
  }

  @Test
  void aUserAgentIsTheConfiguredDevice() {
    assertThat(asked("device?agent=Example/1.0"))
        .isEqualTo("Some(\"Box\") Some(\"Example\") mobile=Some(false)");
  }

  @Test
  void ratesAreCountedPerEntry() {
    // A rate is per second, on average over ten of them.
    assertThat(asked("rate?entry=a&by=50")).isEqualTo("count=50 rate=true");
    assertThat(asked("rate?entry=a&by=20")).isEqualTo("count=70 rate=true");
    assertThat(asked("rate?entry=b")).isEqualTo("count=1 rate=false");
  }

  @Test
  void anEntryOverItsRateIsPenalized() {
    assertThat(asked("penalty?entry=greedy&times=5")).endsWith("true boxed=true");
    assertThat(asked("penalty?entry=modest&times=1")).isEqualTo("false boxed=false");
    assertThat(asked("penalty-box")).isEqualTo("false true");
  }

  @Test
  void logsGoToTheFunctionsLog() {
    assertThat(asked("log?endpoint=audit&line=noted-here")).isEqualTo("audit true");
    platform.running().awaitLog(GUEST, "noted-here");
    platform.running().awaitLog(GUEST, "on standard output");
    platform.running().awaitLog(GUEST, "on standard error");
  }

  @Test
  void theRuntimeKnowsItself() {
    assertThat(asked("runtime"))
        .startsWith("vcpu=true heap=true host=")
        .endsWith(" service=true sandbox=true staging=false");
    assertThat(asked("environment").split(",", -1))
        .contains(
            "FASTLY_HOSTNAME", "FASTLY_SERVICE_ID", "FASTLY_SERVICE_VERSION", "FASTLY_TRACE_ID");
    assertThat(asked("vcpu")).isEqualTo("true");
    assertThat(asked("clock")).isEqualTo("true true");
    assertThat(asked("products")).isEqualTo("domain=false image=false origin=false");
  }

  @Test
  void aShieldIsHereOrABackend() {
    assertThat(asked("shield?name=here-xx")).startsWith("here=true ");
    assertThat(asked("shield?name=far-xx"))
        .startsWith("here=false Ok(\"200 GET /echo host=guest.example");
    assertThat(asked("shield?name=nowhere-xx")).isEqualTo("FastlyStatus::INVAL");
  }

  @Test
  void thereIsNoImageOptimizerAndNoFanout() {
    assertThat(asked("image")).isNotBlank();
    assertThat(asked("inspect")).isEqualTo("200 Allow");
  }
}

package dev.verge.gateway.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path directory;
  private Path launcher;

  @BeforeEach
  void makeLauncherFolder() throws IOException {
    launcher = Files.createDirectory(directory.resolve("launcher"));
  }

  @Test
  void defaultsHoldWhenNobodySaysAnything() {
    Settings settings = settings(Map.of(), Map.of());

    assertThat(settings.bind().isLoopbackAddress()).isTrue();
    assertThat(settings.port()).isEqualTo(8787);
    assertThat(settings.adminBind().isLoopbackAddress()).isTrue();
    assertThat(settings.adminPort()).isEqualTo(8788);
    assertThat(settings.home()).isEqualTo(launcher.resolve(".verge"));
    assertThat(settings.domain()).isEqualTo("localhost");
    assertThat(settings.logFormat()).isEqualTo(LogFormat.TEXT);
    assertThat(settings.samples()).isTrue();
    assertThat(settings.guestMemoryBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 100 * 50);
  }

  @Test
  void aFlagWinsOverAVariableOverTheFileOverTheDefault() throws IOException {
    Files.writeString(
        launcher.resolve("verge.toml"), "port = 1\nadmin_port = 1\ndrain_seconds = 1\n");

    Settings settings =
        settings(Map.of("port", "3"), Map.of("VERGE_PORT", "2", "VERGE_ADMIN_PORT", "2"));

    assertThat(settings.port()).isEqualTo(3);
    assertThat(settings.adminPort()).isEqualTo(2);
    assertThat(settings.drain()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.idleTimeout()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void theControlPlanesOwnNamesAreHostNames() {
    assertThat(settings(Map.of(), Map.of()).adminHosts()).isEmpty();
    assertThat(
            settings(Map.of(), Map.of("VERGE_ADMIN_HOSTS", "verge, Admin.Example.com"))
                .adminHosts())
        .containsExactly("verge", "admin.example.com");
    for (String wrong : new String[] {"", "verge,", "verge:8788", "http://verge", "*"}) {
      assertThatThrownBy(() -> settings(Map.of("admin_hosts", wrong), Map.of()))
          .isInstanceOf(UpException.class)
          .hasMessageContaining("host names such as");
    }
  }

  @Test
  void theFileMayLieInTheStateDirectory() throws IOException {
    Path home = Files.createDirectory(directory.resolve("home"));
    Files.writeString(home.resolve("verge.toml"), "port = 7");

    assertThat(settings(Map.of("home", home.toString()), Map.of()).port()).isEqualTo(7);
  }

  @Test
  void theFileInTheStateDirectoryCannotMoveTheStateDirectory() throws IOException {
    Path home = Files.createDirectory(directory.resolve("home"));
    Files.writeString(home.resolve("verge.toml"), "home = \"elsewhere\"");

    assertThatThrownBy(() -> settings(Map.of("home", home.toString()), Map.of()))
        .isInstanceOf(UpException.class)
        .hasMessageContaining("unknown key home");
  }

  @Test
  void aRelativeHomeStartsFromWhereItIsSaid() throws IOException {
    assertThat(settings(Map.of("home", "x"), Map.of()).home()).isEqualTo(directory.resolve("x"));
    assertThat(settings(Map.of(), Map.of("VERGE_HOME", "x")).home())
        .isEqualTo(directory.resolve("x"));

    Files.writeString(launcher.resolve("verge.toml"), "home = \"x\"");
    assertThat(settings(Map.of(), Map.of()).home()).isEqualTo(launcher.resolve("x"));
  }

  @Test
  void aFileThatWasAskedForMustBeThere() {
    assertThatThrownBy(() -> settings(Map.of(), Map.of("VERGE_CONFIG", "none.toml")))
        .isInstanceOf(UpException.class)
        .hasMessageContaining("none.toml");
  }

  @Test
  void anUnknownKeyIsNamedWithItsFile() throws IOException {
    Files.writeString(launcher.resolve("verge.toml"), "prot = 1");

    assertThatThrownBy(() -> settings(Map.of(), Map.of()))
        .isInstanceOf(UpException.class)
        .hasMessageContaining("verge.toml has the unknown key prot")
        .hasMessageContaining("admin_port");
  }

  @Test
  void brokenTomlIsToldWithItsLine() throws IOException {
    Files.writeString(launcher.resolve("verge.toml"), "port = 1\nport = = 2\n");

    assertThatThrownBy(() -> settings(Map.of(), Map.of()))
        .isInstanceOf(UpException.class)
        .hasMessageContaining("verge.toml is not TOML, line 2");
  }

  @Test
  void aWrongValueIsToldWithTheFlagThatSaysIt() {
    assertThatThrownBy(() -> settings(Map.of("port", "65536"), Map.of()))
        .isInstanceOf(UpException.class)
        .hasMessage(
            "--port is \"65536\": it must be a port from 0 to 65535, where 0 picks a free one.");
  }

  @Test
  void aWrongValueIsToldWithTheVariableThatSaysIt() {
    assertThatThrownBy(() -> settings(Map.of(), Map.of("VERGE_DRAIN_SECONDS", "soon")))
        .isInstanceOf(UpException.class)
        .hasMessageContaining("VERGE_DRAIN_SECONDS is \"soon\"")
        .hasMessageContaining("whole seconds from 0 to 3600");
  }

  @Test
  void aWrongValueIsToldWithTheFileThatSaysIt() throws IOException {
    Path file = Files.writeString(launcher.resolve("verge.toml"), "log_format = \"xml\"");

    assertThatThrownBy(() -> settings(Map.of(), Map.of()))
        .isInstanceOf(UpException.class)
        .hasMessageContaining("The key log_format in " + file)
        .hasMessageContaining("one of text, json");
  }

  @Test
  void bytesTakeUnitsAndSharesOfTheHeap() {
    assertThat(uploadOf("2048")).isEqualTo(2048);
    assertThat(uploadOf("64KiB")).isEqualTo(64 << 10);
    assertThat(uploadOf("3MiB")).isEqualTo(3 << 20);
    assertThat(uploadOf("2GiB")).isEqualTo(2L << 30);
    assertThat(uploadOf("10%")).isEqualTo(Runtime.getRuntime().maxMemory() / 100 * 10);
  }

  @Test
  void bytesOfOtherFormsAreRefused() {
    for (String text : new String[] {"", "-1", "1kb", "1.5MiB", "100%", "999999999999999999GiB"}) {
      assertThatThrownBy(() -> uploadOf(text))
          .as(text)
          .isInstanceOf(UpException.class)
          .hasMessageContaining("--max-assets-bytes");
    }
  }

  @Test
  void tracesGoNowhereUnlessAServersUrlIsGiven() throws IOException {
    assertThat(settings(Map.of(), Map.of()).otlpEndpoint()).isEmpty();
    Files.writeString(
        launcher.resolve("verge.toml"),
        "otlp_endpoint = \"https://collector.example/otlp\"\ntrace_sample = 0.05\n");
    Settings settings = settings(Map.of(), Map.of());
    assertThat(settings.otlpEndpoint()).hasToString("Optional[https://collector.example/otlp]");
    assertThat(settings.traceSample()).isEqualTo(0.05);
    for (String text :
        new String[] {"", "collector:4318", "grpc://c:4317", "http://u@c", "http://c?q", "http:"}) {
      assertThatThrownBy(() -> settings(Map.of("otlp_endpoint", text), Map.of()))
          .as(text)
          .isInstanceOf(UpException.class)
          .hasMessageContaining("--otlp-endpoint");
    }
    for (String text : new String[] {"", "-0.1", "1.1", "5%", "NaN", "1e-3"}) {
      assertThatThrownBy(() -> settings(Map.of("trace_sample", text), Map.of()))
          .as(text)
          .isInstanceOf(UpException.class)
          .hasMessageContaining("--trace-sample");
    }
  }

  @Test
  void headersForTheCollectorAreReadAsTheStandardVariableIs() {
    assertThat(settings(Map.of(), Map.of()).otlpHeaders().fields()).isEmpty();
    Settings settings =
        settings(
            Map.of(),
            Map.of("VERGE_OTLP_HEADERS", "Api-Key = s3cr+t , authorization=Basic%20a%2Cb=="));
    assertThat(settings.otlpHeaders().fields())
        .containsOnly(Map.entry("api-key", "s3cr+t"), Map.entry("authorization", "Basic a,b=="));
    assertThat(settings.toString()).contains("api-key").doesNotContain("s3cr", "Basic");
  }

  @Test
  void headersForTheCollectorThatAreNoneAreRefusedAndNotShown() {
    for (String text :
        new String[] {
          "",
          "s3cret",
          "=s3cret",
          "a b=s3cret",
          "a=s3cret,",
          "a=",
          "a=s3cret%0d%0ab",
          "a=s3cret%zz",
          "a=s3cret,A=x",
          "host=s3cret",
          "Content-Length=s3cret",
          "a=" + "s3cret".repeat(1000)
        }) {
      assertThatThrownBy(() -> settings(Map.of("otlp_headers", text), Map.of()))
          .as(text)
          .isInstanceOf(UpException.class)
          .hasNoCause()
          .hasMessageStartingWith("--otlp-headers is not allowed: it must be header fields such as")
          .hasMessageNotContaining("s3cret");
    }
  }

  private long uploadOf(String text) {
    return settings(Map.of("max_assets_bytes", text), Map.of()).maxAssetsBytes();
  }

  private Settings settings(Map<String, String> flags, Map<String, String> variables) {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("VERGE_ROOT", launcher.toString());
    return Settings.of(new Asked(flags, environment, directory));
  }
}

package dev.verge.deploy.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {
  @Test
  void anEmptyManifestMeansTheDefaults() {
    assertThat(read("{}")).isEqualTo(Manifest.DEFAULT);
    assertThat(read("{}").guestConfig()).isEqualTo(GuestConfig.DEFAULT);
  }

  @Test
  void readsEveryMember() {
    Manifest manifest =
        read(
            """
            {"hostnames":["www.example.com"],"entrypoint":"handle","initializer":"set-up","args":["-v"],"env":{"K":"V"},
             "assets":{"mount":"/files"},
             "limits":{"memory_bytes":65536,"wall_ms":2,"cpu_ms":3,"request_bytes":4,
                       "response_bytes":5,"in_flight":6,"log_bytes":7}}
            """);

    assertThat(manifest.hostnames()).containsExactly("www.example.com");
    assertThat(manifest.guestConfig())
        .isEqualTo(
            new GuestConfig(
                    Optional.of("handle"),
                    List.of("-v"),
                    Map.of("K", "V"),
                    Optional.of("/files"),
                    new Limits(65536, Duration.ofMillis(2), Duration.ofMillis(3), 4, 5, 6, 7))
                .withInitializer(Optional.of("set-up")));
  }

  @Test
  void fillsInTheLimitsThatAreLeftOut() {
    assertThat(read("{\"limits\":{\"in_flight\":3}}").limits().toLimits())
        .isEqualTo(
            new Limits(
                Limits.DEFAULT.memoryBytes(),
                Limits.DEFAULT.wallClock(),
                Limits.DEFAULT.cpu(),
                Limits.DEFAULT.requestBytes(),
                Limits.DEFAULT.responseBytes(),
                3,
                Limits.DEFAULT.logBytes()));
  }

  @Test
  void aStoredManifestIsReadBackAsItWas() {
    Manifest manifest =
        read(
            "{\"hostnames\":[\"a.example.com\"],\"env\":{\"K\":\"V\"},\"assets\":{},"
                + "\"warmup\":{\"requests\":[{\"path\":\"/a?b\"}],\"budget_ms\":0}}");

    assertThat(ManifestReader.stored(ManifestReader.write(manifest))).isEqualTo(manifest);
    assertThat(manifest.assets()).contains(Manifest.Assets.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"host\":[]} | \"host\" is not a member",
        "{\"limits\":{\"memory\":1}} | \"limits.memory\" is not a member",
        "{\"limits\":{\"memory_bytes\":\"1\"}} | \"limits.memory_bytes\" is not of the expected type, a whole number",
        "{\"limits\":{\"in_flight\":1.5}} | \"limits.in_flight\" is not of the expected type, a whole number",
        "{\"limits\":{\"in_flight\":0}} | limit in_flight is 0",
        "{\"limits\":{\"wall_ms\":-1}} | limit wall_ms is -1",
        "{\"limits\":{\"memory_bytes\":1073741825}} | limit memory_bytes is 1073741825",
        "{\"hostnames\":\"a\"} | \"hostnames\" is not of the expected type, a list",
        "{\"hostnames\":[1]} | \"hostnames[0]\" is not of the expected type, a string",
        "{\"args\":[null]} | \"args[0]\" holds null",
        "{\"env\":{\"K\":null}} | \"env.K\" holds null",
        "{\"env\":{\"A=B\":\"x\"}} | env has the name \"A=B\"",
        "{\"env\":{\"\":\"x\"}} | env has the name \"\"",
        "{\"env\":{\"K\":\"a\\u0000b\"}} | env.K contains a NUL",
        "{\"args\":[\"a\\u0000b\"]} | args[0] contains a NUL",
        "{\"entrypoint\":\"\"} | entrypoint must be",
        "{\"assets\":{\"mount\":\"assets\"}} | assets.mount is \"assets\"",
        "{\"assets\":{\"mount\":\"/a/../b\"}} | assets.mount",
        "{\"assets\":{\"mount\":\"/a/\"}} | assets.mount",
        "{\"env\":{\"K\":true}} | \"env.K\" is not of the expected type, a string",
        "{\"warmup\":{\"budget_ms\":300001}} | warmup.budget_ms is 300001",
        "{\"warmup\":{\"budget_ms\":-1}} | warmup.budget_ms is -1",
        "{\"warmup\":{\"budget\":1}} | \"warmup.budget\" is not a member",
        "{\"warmup\":{\"requests\":[{\"path\":\"a\"}]}} | warmup.requests[0].path is \"a\"; it must start with /",
        "{\"warmup\":{\"requests\":[{},{\"path\":\"/a b\"}]}} | warmup.requests[1].path is \"/a b\"",
        "{\"warmup\":{\"requests\":[{\"method\":\"GET \"}]}} | warmup.requests[0].method is \"GET \"",
        "{\"warmup\":{\"requests\":[{\"headers\":{\"a b\":\"c\"}}]}} | warmup.requests[0].headers has the name \"a b\"",
        "{\"warmup\":{\"requests\":[{\"headers\":{\"a\":\"b\\r\\nc\"}}]}} | warmup.requests[0].headers.a has a value",
        "[] | The manifest is not of the expected type",
        "null | The manifest is null",
      })
  void refusesByName(String json, String detail) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> read(json))
        .withMessageContaining(detail)
        .satisfies(e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID_MANIFEST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{} {}", "nothing", "{\"args\":[],\"args\":[]}", "{'args':[]}"})
  void refusesWhatIsNotJson(String json) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> read(json))
        .satisfies(e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_JSON));
  }

  @Test
  void refusesMoreEntriesThanFit() {
    String args = String.join(",", java.util.Collections.nCopies(257, "\"x\""));

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> read("{\"args\":[%s]}".formatted(args)))
        .withMessageContaining("args has 257 entries");
  }

  private static Manifest read(String json) {
    return ManifestReader.read(json.getBytes(UTF_8));
  }
}

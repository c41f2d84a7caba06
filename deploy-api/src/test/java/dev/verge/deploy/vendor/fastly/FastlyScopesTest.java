package dev.verge.deploy.vendor.fastly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.http.ControlApi;
import dev.verge.deploy.http.Endpoint;
import dev.verge.deploy.http.UploadLimits;
import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.isolate.platform.PlatformServices;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every endpoint under {@code /fastly/}, asked by who may not. */
class FastlyScopesTest {
  private static final Map<Scope, String> TOKENS = new EnumMap<>(Scope.class);
  private static RunningControlPlane platform;
  private static List<Endpoint> endpoints;

  @BeforeAll
  static void start(@TempDir Path home) {
    endpoints = endpoints(home.resolve("apart"));
    platform = RunningControlPlane.in(home);
    platform.put("/v1/tenants/acme", "application/json", "{}".getBytes(UTF_8)).ok(201);
    for (Scope scope : Scope.values()) {
      JsonNode made =
          platform
              .send(
                  platform
                      .request("/v1/tokens")
                      .header("Content-Type", "application/json")
                      .POST(
                          BodyPublishers.ofString(
                              "{\"name\":\"t\",\"scope\":\"%s\",\"tenant\":\"acme\"}"
                                  .formatted(scope.label()))))
              .ok(201)
              .json();
      TOKENS.put(scope, made.path("token").asText());
    }
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  static Stream<Endpoint> endpoints() {
    return endpoints.stream();
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void nothingIsForAnybody(Endpoint endpoint) {
    assertThat(endpoint.path()).startsWith("/fastly/");
    assertThat(endpoint.access()).isPresent();
    Answer answer = ask(endpoint, "Fastly-Key", "verge_" + "A".repeat(43));
    assertThat(answer.status()).as(answer.text()).isEqualTo(401);
    assertThat(answer.json().path("msg").asText()).isNotBlank();
    assertThat(ask(endpoint, "X-None", "none").status()).isEqualTo(401);
    assertThat(ask(endpoint, "Authorization", "Bearer " + platform.token()).status())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void aTokenMayDoWhatItsScopeAllowsAndNothingElse(Endpoint endpoint) {
    Scope needed = ((Access.OfOwn) endpoint.access().orElseThrow()).scope();
    for (Scope scope : Scope.values()) {
      Answer answer = ask(endpoint, "Fastly-Key", TOKENS.get(scope));
      if (scope.compareTo(needed) < 0) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.json().path("detail").asText()).contains(needed.label());
      } else {
        // What it is about is not there, or the body is missing.
        assertThat(answer.status()).as(answer.text()).isIn(200, 400, 404, 415);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void aPageOfAnotherSiteChangesNothing(Endpoint endpoint) {
    if (!endpoint.method().name().equals("GET")) {
      Answer answer =
          platform.send(
              platform
                  .anonymous(filled(endpoint))
                  .header("Fastly-Key", TOKENS.get(Scope.ADMIN))
                  .header("Origin", "https://evil.example")
                  .method(endpoint.method().name(), BodyPublishers.noBody()));
      assertThat(answer.status()).isEqualTo(403);
    }
  }

  private static List<Endpoint> endpoints(Path home) {
    try (Store store = Store.open(home);
        PlatformServices services = PlatformServices.open(PlatformServices.Settings.in(home))) {
      return FastlyApi.vendor(
              new ControlApi.Parts(
                  home, store, null, null, null, null, services, null, null, null, null, null,
                  null),
              new UploadLimits(1, 1),
              new HostnameRules("localhost", 1))
          .endpoints();
    }
  }

  private static Answer ask(Endpoint endpoint, String field, String token) {
    return platform.send(
        platform
            .anonymous(filled(endpoint))
            .header(field, token)
            .method(endpoint.method().name(), BodyPublishers.noBody()));
  }

  private static String filled(Endpoint endpoint) {
    return endpoint
        .path()
        .replace("{number}", "1")
        .replaceAll("\\{\\w+}", "0000000000000000000000");
  }
}

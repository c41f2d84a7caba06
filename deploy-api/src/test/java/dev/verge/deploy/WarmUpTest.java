package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.Multipart;
import dev.verge.deploy.testing.RunningControlPlane;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warm-ups as a client of the control plane sees them. */
class WarmUpTest {
  private static final String HELLO = path("demo/hello");
  private static final List<String> ENDED = List.of("done", "budget");

  @TempDir Path home;

  @Test
  void whatIsDeployedIsWarmedUpThenAndWhenThePlatformStartsAgain() {
    try (RunningControlPlane platform = RunningControlPlane.warmingUp(home)) {
      platform.upload("demo/hello", manifest(200), Modules.command("x")).ok(201);
      await().until(() -> ENDED.contains(warm(platform, 1)));
    }
    try (RunningControlPlane platform = RunningControlPlane.warmingUp(home)) {
      await().until(() -> ENDED.contains(warm(platform, 1)));
    }
  }

  @Test
  void anUploadThatIsToBeWarmServesWhenItIs() {
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      Answer answer =
          platform
              .put(
                  HELLO + "?wait_warm=true",
                  Multipart.TYPE,
                  new Multipart().manifest(manifest(200)).module(Modules.command("x")).end())
              .ok(201);

      assertThat(ENDED).contains(answer.json().path("warm").asText());
      assertThat(answer.json().path("active").asBoolean()).isTrue();
    }
  }

  @Test
  void anActivationThatIsToBeWarmServesWhenItIs() {
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      platform.upload("demo/hello", manifest(200), Modules.command("1")).ok(201);
      platform.upload("demo/hello", manifest(200), Modules.command("2")).ok(201);

      Answer answer =
          platform
              .put(
                  HELLO + "/deployment?wait_warm=true",
                  "application/json",
                  "{\"version\":1}".getBytes(StandardCharsets.UTF_8))
              .ok(200);

      assertThat(ENDED).contains(answer.json().path("warm").asText());
      assertThat(answer.json().path("version").asInt()).isEqualTo(1);
      assertThat(warm(platform, 2)).isEmpty();
    }
  }

  @Test
  void aWarmUpEndsWithTheDeploymentThatItWasFor() {
    try (RunningControlPlane platform = RunningControlPlane.warmingUp(home)) {
      platform.upload("demo/hello", manifest(300_000), Modules.endless()).ok(201);
      await().until(() -> warm(platform, 1).equals("running"));
      platform.upload("demo/other", manifest(200), Modules.command("x")).ok(201);

      platform.delete(HELLO + "/deployment").ok(204);

      assertThat(warm(platform, 1)).isEmpty();
      String other = path("demo/other") + "/versions/1";
      await().until(() -> ENDED.contains(platform.get(other).ok(200).json().path("warm").asText()));
    }
  }

  @Test
  void aCanaryIsWarmedUpBesideTheDeployedVersionAndStaysWarmWhenItIsPromoted() {
    String canary = HELLO + "/deployment/canary";
    try (RunningControlPlane platform = RunningControlPlane.warmingUp(home)) {
      platform.upload("demo/hello", manifest(200), Modules.command("1")).ok(201);
      platform.upload("demo/hello", manifest(200), Modules.command("2")).ok(201);
      platform
          .put(
              canary,
              "application/json",
              "{\"version\":1,\"percent\":5}".getBytes(StandardCharsets.UTF_8))
          .ok(200);

      await().until(() -> ENDED.contains(warm(platform, 1)) && ENDED.contains(warm(platform, 2)));
      assertThat(ENDED).contains(platform.get(canary).json().path("warm").asText());
      platform.send(platform.request(canary + "/promotion").POST(BodyPublishers.noBody())).ok(200);

      assertThat(ENDED).contains(warm(platform, 1));
      assertThat(warm(platform, 2)).isEmpty();
    }
  }

  @Test
  void aVersionThatWantsNoneHasNone() {
    try (RunningControlPlane platform = RunningControlPlane.warmingUp(home)) {
      Answer answer = platform.upload("demo/hello", manifest(0), Modules.command("x")).ok(201);

      assertThat(answer.json().has("warm")).isFalse();
    }
  }

  private static String manifest(int budget) {
    return "{\"warmup\":{\"budget_ms\":%d}}".formatted(budget);
  }

  private static String warm(RunningControlPlane platform, int version) {
    return platform.get(HELLO + "/versions/" + version).ok(200).json().path("warm").asText();
  }
}

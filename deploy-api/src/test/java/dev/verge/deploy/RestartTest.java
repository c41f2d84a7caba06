package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.Multipart;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.deploy.testing.Zip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is still there after a stop and a start. */
class RestartTest {
  private static final String DEPLOYMENT = path("demo/hello") + "/deployment";

  @TempDir Path home;

  @Test
  void whatWasDeployedServesAgain() {
    byte[] module = Modules.command("one");
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      platform
          .put(
              path("demo/hello"),
              Multipart.TYPE,
              new Multipart()
                  .module(module)
                  .assets(Zip.of("a.txt", "a"))
                  .manifest("{\"hostnames\":[\"www.example.com\"],\"env\":{\"K\":\"V\"}}")
                  .end())
          .ok(201);
      platform.upload("demo/hello", Modules.command("two")).ok(201);
      platform.activate("demo/hello", 1).ok(200);
      platform.upload("demo/idle", Modules.command("three")).ok(201);
      platform.delete(path("demo/idle") + "/deployment").ok(204);
    }

    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      Deployment deployment = settled(platform, "www.example.com");
      assertThat(deployment).isInstanceOf(Deployment.Ready.class);
      assertThat(deployment.version()).hasToString("demo/hello@1");
      assertThat(platform.controlPlane().routes().lookup("idle.demo.localhost")).isEmpty();
      assertThat(platform.get(path("demo/hello")).ok(200).json().path("versions")).hasSize(2);
      assertThat(platform.get(path("demo/hello") + "/versions/1/module").body()).isEqualTo(module);
      assertThat(
              platform
                  .get(path("demo/hello") + "/versions/1")
                  .json()
                  .at("/manifest/env/K")
                  .asText())
          .isEqualTo("V");
    }
  }

  @Test
  void aDamagedVersionIsUnavailableAndStopsNoOther() throws Exception {
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      platform.upload("demo/broken", Modules.command("to be damaged")).ok(201);
      Path blob = platform.files("blobs").getFirst();
      platform.upload("demo/hello", Modules.command("neighbour")).ok(201);
      Files.writeString(blob, "damaged");
    }

    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      assertThat(settled(platform, "broken.demo.localhost"))
          .isInstanceOf(Deployment.Unavailable.class);
      assertThat(settled(platform, "hello.demo.localhost")).isInstanceOf(Deployment.Ready.class);
      assertThat(platform.get(path("demo/broken")).ok(200).json().path("unavailable").asText())
          .contains("damaged");
      assertThat(platform.get("/metrics").text())
          .contains("verge_deployments{state=\"unavailable\",} 1.0");

      platform.upload("demo/broken", Modules.command("to be damaged")).ok(201);

      assertThat(settled(platform, "broken.demo.localhost")).isInstanceOf(Deployment.Ready.class);
      platform.activate("demo/broken", 1).ok(200);
    }
  }

  @Test
  void aVersionThatCouldNotBeReadServesOnceItCanBe() throws Exception {
    Path blob;
    byte[] module;
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      platform.upload("demo/hello", Modules.command("one")).ok(201);
      blob = platform.files("blobs").getFirst();
      module = Files.readAllBytes(blob);
      Files.delete(blob);
    }

    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      assertThat(settled(platform, "hello.demo.localhost"))
          .isInstanceOf(Deployment.Unavailable.class);
      Files.write(blob, module);

      await()
          .until(
              () ->
                  platform.controlPlane().routes().lookup("hello.demo.localhost").orElseThrow()
                      instanceof Deployment.Ready);
      assertThat(platform.get(path("demo/hello")).ok(200).json().has("unavailable")).isFalse();
    }
  }

  @Test
  void aCanaryThatCouldNotBeReadIsNotAborted() throws Exception {
    Path blob;
    byte[] module = Modules.command("two");
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      platform.upload("demo/hello", Modules.command("one")).ok(201);
      Path first = platform.files("blobs").getFirst();
      tryOut(platform, module);
      blob = platform.files("blobs").stream().filter(it -> !it.equals(first)).findFirst().get();
      Files.delete(blob);
    }

    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      await().until(() -> canary(platform) instanceof Deployment.Unavailable);
      assertThat(state(platform)).isEqualTo("running");
      Files.write(blob, module);

      await().until(() -> canary(platform) instanceof Deployment.Ready);
      assertThat(state(platform)).isEqualTo("running");
    }
  }

  @Test
  void aCanaryThatThisVergeRefusesIsAborted() throws Exception {
    refuseTheSecondVersion(platform -> tryOut(platform, Modules.command("two")));

    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      await().until(() -> state(platform).equals("aborted"));
      assertThat(platform.get(DEPLOYMENT).json().at("/rollout/why").asText())
          .contains("cannot be served", "env.mystery");
      assertThat(settled(platform, "hello.demo.localhost").version()).hasToString("demo/hello@1");
    }
  }

  @Test
  void aWatchedVersionThatThisVergeRefusesIsTakenBack() throws Exception {
    refuseTheSecondVersion(
        platform -> {
          platform
              .put(
                  path("demo/hello") + "?activate=false",
                  "application/wasm",
                  Modules.command("two"))
              .ok(201);
          platform
              .put(
                  DEPLOYMENT,
                  "application/json",
                  "{\"version\":2,\"rollback\":{\"error_rate\":0.5}}".getBytes(UTF_8))
              .ok(200);
        });

    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      await().until(() -> state(platform).equals("rolled-back"));
      assertThat(settled(platform, "hello.demo.localhost").version()).hasToString("demo/hello@1");
    }
  }

  /** As when a newer Verge does not offer any more what a module imports. */
  private void refuseTheSecondVersion(Consumer<RunningControlPlane> rollout) throws Exception {
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      platform.upload("demo/hello", Modules.command("one")).ok(201);
      rollout.accept(platform);
    }
    byte[] refused = Modules.unknownImport();
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(refused));
    Path blob = home.resolve("blobs/sha256").resolve(sha256.substring(0, 2)).resolve(sha256);
    Files.createDirectories(blob.getParent());
    Files.write(blob, refused);
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("verge.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE versions SET module_sha256 = '%s' WHERE number = 2".formatted(sha256));
    }
  }

  private static void tryOut(RunningControlPlane platform, byte[] module) {
    platform.put(path("demo/hello") + "?activate=false", "application/wasm", module).ok(201);
    platform
        .put(
            DEPLOYMENT + "/canary",
            "application/json",
            "{\"version\":2,\"percent\":50}".getBytes(UTF_8))
        .ok(200);
  }

  private static String state(RunningControlPlane platform) {
    return platform.get(DEPLOYMENT).ok(200).json().at("/rollout/state").asText();
  }

  private static Deployment canary(RunningControlPlane platform) {
    return ((Deployment.Split)
            platform.controlPlane().routes().lookup("hello.demo.localhost").orElseThrow())
        .canary();
  }

  @Test
  void anUnpackedArchiveThatIsMissingIsUnpackedAgain() throws Exception {
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      platform
          .put(
              path("demo/hello"),
              Multipart.TYPE,
              new Multipart().module(Modules.command("one")).assets(Zip.of("a.txt", "a")).end())
          .ok(201);
      for (Path file : platform.files("trees")) {
        Files.writeString(file, "damaged");
      }
    }

    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      assertThat(settled(platform, "hello.demo.localhost")).isInstanceOf(Deployment.Ready.class);
    }
  }

  @Test
  void leftoversAreSwept() throws Exception {
    RunningControlPlane.in(home).close();
    Path orphan = home.resolve("blobs/sha256/ab/" + "ab".repeat(32));
    Files.createDirectories(orphan.getParent());
    Files.writeString(orphan, "an upload whose transaction never came");
    Path tree = home.resolve("trees/sha256/cd/" + "cd".repeat(32));
    Files.createDirectories(tree.resolve("some"));
    Files.writeString(home.resolve("tmp/half-an-upload"), "half");

    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      assertThat(platform.files("blobs")).isEmpty();
      assertThat(platform.files("tmp")).isEmpty();
      assertThat(tree).doesNotExist();
    }
  }

  @Test
  void theRootTokenIsMadeOnceForItsOwnerOnly() throws Exception {
    String token;
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      token = platform.token();
      assertThat(Base64.getUrlDecoder().decode(token)).hasSize(32);
      assertThat(Files.getPosixFilePermissions(home.resolve("root-token")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      assertThat(platform.token()).isEqualTo(token);
      platform.get("/v1/functions").ok(200);
    }
  }

  @Test
  void aFileThatHoldsNoTokenIsNotBelieved() throws Exception {
    Files.write(home.resolve("root-token"), "\n".getBytes(UTF_8));

    assertThatIllegalStateException()
        .isThrownBy(() -> RunningControlPlane.in(home))
        .withMessageContaining("root-token");
  }

  @Test
  void aSecondPlatformIsKeptOutOfTheHome() {
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> RunningControlPlane.in(home))
          .withMessageContaining("Another Verge runs in");
      platform.get("/v1/functions").ok(200);
    }
  }

  @Test
  void underAnotherDomainAFunctionsOwnNameGoesBeforeAClaim() {
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      platform.upload("demo/hello", Modules.command("one")).ok(201);
      platform
          .upload(
              "demo/web",
              "{\"hostnames\":[\"hello.demo.example\",\"shop.acme.example\"]}",
              Modules.command("two"))
          .ok(201);
    }

    try (RunningControlPlane platform = RunningControlPlane.in(home, "example")) {
      assertThat(
              platform
                  .controlPlane()
                  .routes()
                  .lookup("hello.demo.example")
                  .map(Deployment::version))
          .hasToString("Optional[demo/hello@1]");
      assertThat(platform.controlPlane().routes().lookup("shop.acme.example")).isEmpty();
      assertThat(platform.controlPlane().routes().lookup("hello.demo.localhost")).isEmpty();
      platform.upload("demo/hello", Modules.command("x")).problem(ProblemType.HOSTNAME_TAKEN);
    }
  }

  /** What a host's deployment has become once it is prepared. */
  private static Deployment settled(RunningControlPlane platform, String host) {
    return await()
        .until(
            () -> platform.controlPlane().routes().lookup(host).orElseThrow(),
            deployment -> !(deployment instanceof Deployment.Preparing));
  }
}

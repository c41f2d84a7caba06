package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.Multipart;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.deploy.testing.Zip;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client can do over REST, against real isolates and a real store. */
class ControlPlaneTest {
  private static final String HELLO = path("demo/hello");
  @TempDir Path home;
  private RunningControlPlane platform;

  @BeforeEach
  void start() {
    platform = RunningControlPlane.in(home);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void anUploadedModuleBecomesVersionOneAndIsRouted() throws Exception {
    byte[] module = Modules.command("first");

    Answer answer = platform.upload("demo/hello", module).ok(201);

    JsonNode version = answer.json();
    assertThat(version.path("tenant").asText()).isEqualTo("demo");
    assertThat(version.path("function").asText()).isEqualTo("hello");
    assertThat(version.path("version").asInt()).isEqualTo(1);
    assertThat(version.path("active").asBoolean()).isTrue();
    assertThat(version.path("created").asText()).matches("20\\d\\d-\\d\\d-\\d\\dT.*Z");
    assertThat(version.path("module").path("bytes").asInt()).isEqualTo(module.length);
    assertThat(version.path("module").path("sha256").asText())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(module)));
    assertThat(version.has("assets")).isFalse();
    assertThat(version.at("/manifest/limits/in_flight").asInt()).isEqualTo(64);
    assertThat(version.at("/urls/0").asText()).isEqualTo("http://hello.demo.localhost:8787/");
    assertThat(answer.header("location")).isEqualTo(HELLO + "/versions/1");
    assertThat(served("hello.demo.localhost")).isEqualTo(1);
    assertThat(platform.get(answer.header("location")).ok(200).json()).isEqualTo(version);
  }

  @Test
  void anUploadWithManifestAndAssetsKeepsAllThree() {
    byte[] module = Modules.command("with assets");
    byte[] zip = Zip.of("index.html", "<h1>hello</h1>");
    String manifest =
        """
        {"hostnames":["WWW.example.com"],"args":["-v"],"env":{"K":"V"},
         "limits":{"wall_ms":1000}}
        """;

    JsonNode version =
        platform
            .put(
                HELLO,
                Multipart.TYPE,
                new Multipart().assets(zip).module(module).manifest(manifest).end())
            .ok(201)
            .json();

    assertThat(version.at("/assets/bytes").asInt()).isEqualTo(zip.length);
    assertThat(version.at("/manifest/hostnames/0").asText()).isEqualTo("www.example.com");
    assertThat(version.at("/manifest/assets/mount").asText()).isEqualTo("/assets");
    assertThat(version.at("/manifest/limits/wall_ms").asInt()).isEqualTo(1000);
    assertThat(version.at("/urls/1").asText()).isEqualTo("http://www.example.com:8787/");
    assertThat(served("www.example.com")).isEqualTo(1);
    Answer download = platform.get(HELLO + "/versions/1/assets").ok(200);
    assertThat(download.body()).isEqualTo(zip);
    assertThat(download.header("content-type")).isEqualTo("application/zip");
  }

  @Test
  void aDownloadedModuleIsTheUploadedOne() {
    byte[] module = Modules.commandOfBytes(300_000);
    platform.upload("demo/hello", module).ok(201);

    Answer download = platform.get(HELLO + "/versions/1/module").ok(200);

    assertThat(download.body()).isEqualTo(module);
    assertThat(download.header("content-type")).isEqualTo("application/wasm");
    assertThat(download.header("content-disposition")).contains("hello-1.wasm");
    platform.get(HELLO + "/versions/1/assets").problem(ProblemType.NO_ASSETS);
  }

  @Test
  void anEarlierVersionCanBeActivatedAgain() {
    platform.upload("demo/hello", Modules.command("one")).ok(201);
    platform.upload("demo/hello", Modules.command("two")).ok(201);
    assertThat(served("hello.demo.localhost")).isEqualTo(2);

    JsonNode deployment = platform.activate("demo/hello", 1).ok(200).json();

    assertThat(deployment.path("version").asInt()).isEqualTo(1);
    assertThat(served("hello.demo.localhost")).isEqualTo(1);
    assertThat(platform.get(HELLO + "/deployment").ok(200).json()).isEqualTo(deployment);
    JsonNode function = platform.get(HELLO).ok(200).json();
    assertThat(function.path("active").asInt()).isEqualTo(1);
    assertThat(function.at("/versions/0/active").asBoolean()).isTrue();
    assertThat(function.at("/versions/1/active").asBoolean()).isFalse();
  }

  @Test
  void aVersionUploadedWithoutActivationIsStoredOnly() {
    platform.upload("demo/hello", Modules.command("one")).ok(201);

    JsonNode version =
        platform
            .put(HELLO + "?activate=false", "application/wasm", Modules.command("two"))
            .ok(201)
            .json();

    assertThat(version.path("active").asBoolean()).isFalse();
    assertThat(served("hello.demo.localhost")).isEqualTo(1);
    assertThat(platform.get(HELLO + "/versions").ok(200).json().path("versions")).hasSize(2);
  }

  @Test
  void aFunctionWithoutADeploymentIsNotRouted() {
    platform.put(HELLO + "?activate=false", "application/wasm", Modules.command("one")).ok(201);

    assertThat(platform.controlPlane().routes().lookup("hello.demo.localhost")).isEmpty();
    platform.get(HELLO + "/deployment").problem(ProblemType.NO_DEPLOYMENT);
    platform.delete(HELLO + "/deployment").problem(ProblemType.NO_DEPLOYMENT);
    assertThat(platform.get(HELLO).ok(200).json().has("active")).isFalse();

    platform.activate("demo/hello", 1).ok(200);
    assertThat(served("hello.demo.localhost")).isEqualTo(1);

    platform.delete(HELLO + "/deployment").ok(204);
    assertThat(platform.controlPlane().routes().lookup("hello.demo.localhost")).isEmpty();
  }

  @Test
  void functionsAreListedByTenant() {
    platform.upload("demo/hello", Modules.command("one")).ok(201);
    platform.upload("demo/bye", Modules.command("two")).ok(201);
    platform.upload("other/hello", Modules.command("three")).ok(201);

    assertThat(names(platform.get("/v1/functions")))
        .containsExactly("demo/bye", "demo/hello", "other/hello");
    assertThat(names(platform.get("/v1/tenants/demo/functions")))
        .containsExactly("demo/bye", "demo/hello");
    assertThat(names(platform.get("/v1/tenants/nobody/functions"))).isEmpty();
  }

  @Test
  void theVersionThatServesCannotBeDeletedAndOthersCan() {
    platform.upload("demo/hello", Modules.command("one")).ok(201);
    platform.upload("demo/hello", Modules.command("two")).ok(201);

    platform.delete(HELLO + "/versions/2").problem(ProblemType.VERSION_ACTIVE);
    platform.delete(HELLO + "/versions/1").ok(204);

    platform.get(HELLO + "/versions/1").problem(ProblemType.NO_SUCH_VERSION);
    platform.delete(HELLO + "/versions/1").problem(ProblemType.NO_SUCH_VERSION);
    assertThat(platform.files("blobs")).hasSize(1);
  }

  @Test
  void numbersAreNeverUsedAgain() {
    platform.upload("demo/hello", Modules.command("one")).ok(201);
    platform.put(HELLO + "?activate=false", "application/wasm", Modules.command("two")).ok(201);
    platform.delete(HELLO + "/versions/2").ok(204);

    assertThat(number(platform.upload("demo/hello", Modules.command("three")))).isEqualTo(3);

    platform.delete(HELLO).ok(204);
    assertThat(number(platform.upload("demo/hello", Modules.command("four")))).isEqualTo(4);
  }

  @Test
  void aRefusedUploadUsesNoNumber() {
    platform.upload("demo/hello", Modules.truncated()).problem(ProblemType.MALFORMED_MODULE);

    assertThat(number(platform.upload("demo/hello", Modules.command("one")))).isEqualTo(1);
  }

  @Test
  void aDeletedFunctionLeavesNothingBehind() {
    platform
        .put(
            HELLO,
            Multipart.TYPE,
            new Multipart()
                .module(Modules.command("one"))
                .assets(Zip.of("a.txt", "a"))
                .manifest("{\"hostnames\":[\"www.example.com\"]}")
                .end())
        .ok(201);
    platform.upload("demo/neighbour", Modules.command("neighbour")).ok(201);

    platform.delete(HELLO).ok(204);

    platform.get(HELLO).problem(ProblemType.NO_SUCH_FUNCTION);
    platform.delete(HELLO).problem(ProblemType.NO_SUCH_FUNCTION);
    assertThat(platform.controlPlane().routes().lookup("hello.demo.localhost")).isEmpty();
    assertThat(platform.controlPlane().routes().lookup("www.example.com")).isEmpty();
    assertThat(platform.files("blobs")).hasSize(1);
    assertThat(platform.files("trees")).isEmpty();
    assertThat(served("neighbour.demo.localhost")).isEqualTo(1);
  }

  @Test
  void versionsOfTheSameBytesShareABlobUntilTheLastIsDeleted() {
    byte[] module = Modules.command("same");
    platform.upload("demo/hello", module).ok(201);
    platform.upload("other/hello", module).ok(201);
    assertThat(platform.files("blobs")).hasSize(1);

    platform.delete(HELLO).ok(204);

    assertThat(platform.get(path("other/hello") + "/versions/1/module").ok(200).body())
        .isEqualTo(module);
  }

  @Test
  void uploadsAtOnceToOneFunctionTakeTurns() throws Exception {
    List<Integer> numbers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> uploads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        byte[] module = Modules.command("number " + i);
        uploads.add(threads.submit(() -> platform.upload("demo/hello", module)));
      }
      for (Future<Answer> upload : uploads) {
        numbers.add(number(upload.get()));
      }
    }

    assertThat(numbers).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(served("hello.demo.localhost")).isEqualTo(8);
  }

  @Test
  void idleIsolatesAreClosedOnDemand() {
    platform.upload("demo/hello", Modules.command("one")).ok(201);

    // One is prepared for a version that was just deployed, some time soon.
    await()
        .until(
            () -> platform.delete(HELLO + "/isolates").ok(200).json().path("closed").asInt() == 1);
    assertThat(platform.delete(HELLO + "/isolates").ok(200).json().path("closed").asInt()).isZero();
    platform.delete(path("demo/nobody") + "/isolates").problem(ProblemType.NO_SUCH_FUNCTION);
  }

  @Test
  void anUnusedIsolateIsPreparedOnDemand() {
    platform.upload("demo/hello", Modules.command("one")).ok(201);
    await()
        .until(
            () -> platform.delete(HELLO + "/isolates").ok(200).json().path("closed").asInt() == 1);

    assertThat(renew("demo/hello").ok(202).json().path("closed").asInt()).isZero();

    await().until(() -> renew("demo/hello").ok(202).json().path("closed").asInt() == 1);
    renew("demo/nobody").problem(ProblemType.NO_SUCH_FUNCTION);
    platform.delete(HELLO + "/deployment").ok(204);
    renew("demo/hello").problem(ProblemType.NO_DEPLOYMENT);
  }

  private Answer renew(String function) {
    return platform.send(
        platform.request(path(function) + "/isolates").POST(BodyPublishers.noBody()));
  }

  @Test
  void aHeadRequestIsAnsweredLikeAGetWithoutBody() {
    byte[] module = Modules.command("one");
    platform.upload("demo/hello", module).ok(201);

    Answer answer = platform.send(platform.request(HELLO + "/versions/1/module").HEAD()).ok(200);

    assertThat(answer.header("content-length")).isEqualTo(Integer.toString(module.length));
    assertThat(answer.body()).isEmpty();
    platform.send(platform.request(HELLO).HEAD()).ok(200);
  }

  @Test
  void aDownloadBesideADeletionIsWholeOrFindsNothing() throws Exception {
    byte[] module = Modules.commandOfBytes(200_000);
    platform.upload("demo/hello", module).ok(201);
    platform.upload("demo/hello", Modules.command("serves")).ok(201);
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> last = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        last.add(readers.submit(() -> downloadUntilGone(module)));
      }
      platform.delete(HELLO + "/versions/1").ok(204);
      for (Future<Answer> answer : last) {
        answer.get().problem(ProblemType.NO_SUCH_VERSION);
      }
    }
  }

  private Answer downloadUntilGone(byte[] module) {
    Answer answer = platform.get(HELLO + "/versions/1/module");
    while (answer.status() == 200) {
      assertThat(answer.body()).isEqualTo(module);
      answer = platform.get(HELLO + "/versions/1/module");
    }
    return answer;
  }

  private int served(String host) {
    Deployment deployment = platform.controlPlane().routes().lookup(host).orElseThrow();
    assertThat(deployment).isInstanceOf(Deployment.Ready.class);
    return deployment.version().number();
  }

  private static int number(Answer answer) {
    return answer.ok(201).json().path("version").asInt();
  }

  private static List<String> names(Answer answer) {
    List<String> names = new ArrayList<>();
    for (JsonNode function : answer.ok(200).json().path("functions")) {
      names.add(function.path("tenant").asText() + "/" + function.path("function").asText());
    }
    return names;
  }
}

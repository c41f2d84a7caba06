package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.verge.deploy.manifest.ManifestReader;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Certificates;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.Multipart;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.deploy.testing.Zip;
import dev.verge.isolate.GuestConfig;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** New versions of old ones, with another manifest. */
class ManifestEditTest {
  private static final String HELLO = path("demo/hello");
  private static RunningControlPlane platform;

  @BeforeAll
  static void start(@TempDir Path home) {
    platform = RunningControlPlane.in(home);
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @AfterEach
  void clear() {
    platform.delete(HELLO);
    platform.delete(path("demo/other"));
  }

  @Test
  void aNewVersionHasTheFilesOfTheOldOneAndServes() {
    JsonNode first =
        platform
            .put(
                HELLO,
                Multipart.TYPE,
                new Multipart()
                    .manifest("{\"env\":{\"A\":\"1\",\"B\":\"2\"}}")
                    .module(Modules.command("x"))
                    .assets(Zip.of("a.txt", "a"))
                    .end())
            .ok(201)
            .json();
    int number = first.path("version").asInt();

    Answer answer = edit(number, "", "{\"env\":{\"A\":null,\"C\":\"3\"}}").ok(201);

    JsonNode second = answer.json();
    assertThat(answer.header("location")).isEqualTo("%s/versions/%d".formatted(HELLO, number + 1));
    assertThat(second.path("version").asInt()).isEqualTo(number + 1);
    assertThat(second.path("active").asBoolean()).isTrue();
    assertThat(second.path("module")).isEqualTo(first.path("module"));
    assertThat(second.path("assets")).isEqualTo(first.path("assets"));
    assertThat(second.at("/manifest/env").toString()).isEqualTo("{\"B\":\"2\",\"C\":\"3\"}");
    assertThat(serving().env()).isEqualTo(Map.of("B", "2", "C", "3"));
    assertThat(platform.get("%s/versions/%d".formatted(HELLO, number)).json().at("/manifest/env/A"))
        .isEqualTo(first.at("/manifest/env/A"));
    assertThat(platform.files("blobs")).hasSize(2);
    platform.delete("%s/versions/%d".formatted(HELLO, number)).ok(204);
    assertThat(platform.get(answer.header("location") + "/module").ok(200).body())
        .isEqualTo(Modules.command("x"));
  }

  @Test
  void aNewVersionWaitsWhenItIsToldTo() {
    int number = upload("{}");

    assertThat(
            edit(number, "?activate=false", "{\"args\":[\"a\"]}")
                .ok(201)
                .json()
                .path("active")
                .asBoolean())
        .isFalse();
    assertThat(serving().args()).isEmpty();
    edit(number, "?wait_warm=true", "{\"args\":[\"b\"]}").ok(201);
    assertThat(serving().args()).containsExactly("b");
  }

  @Test
  void whatIsNeverToldStaysUnlessThePatchHasAnother() {
    ObjectNode manifest = new JsonMapper().createObjectNode();
    ObjectNode origin = manifest.putObject("backends").putObject("origin");
    origin.put("url", "https://www.example.com");
    origin
        .putObject("client_certificate")
        .put("certificate", Certificates.CERTIFICATE)
        .put("key", Certificates.KEY);
    manifest.putArray("purge_keys").add("sesame");
    int number = upload(manifest.toString());

    Answer edited =
        edit(number, "", "{\"backends\":{\"origin\":{\"connect_timeout_ms\":7}}}").ok(201);

    assertThat(edited.text())
        .contains("(key 1, not told)")
        .doesNotContain("sesame", "PRIVATE KEY", "sealed");
    var backend = serving().bindings().backends().get("origin");
    assertThat(backend.tls().orElseThrow().clientCertificate().orElseThrow().key())
        .isEqualTo(Certificates.KEY);
    assertThat(backend.timeouts().connect().toMillis()).isEqualTo(7);
    assertThat(serving().bindings().purgeKeys()).containsExactly("sesame");

    String told = edited.json().path("manifest").toString();
    assertThat(edit(number + 1, "", told).problem(ProblemType.INVALID_MANIFEST))
        .contains("only stands for a key");
    edit(
            number + 1,
            "",
            "{\"purge_keys\":null,\"backends\":{\"origin\":{\"client_certificate\":null}}}")
        .ok(201);
    assertThat(serving().bindings().purgeKeys()).isEmpty();
    assertThat(
            serving().bindings().backends().get("origin").tls().orElseThrow().clientCertificate())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"env\":{\"1\":\"x\"}} | INVALID_MANIFEST",
        "{\"nothing\":true} | INVALID_MANIFEST",
        "{\"assets\":{\"mount\":\"/a\"}} | INVALID_MANIFEST",
        "{\"entrypoint\":\"missing\"} | NO_ENTRYPOINT",
        "{\"hostnames\":[\"other.localhost\"]} | INVALID_HOSTNAME",
        "{\"hostnames\":[\"taken.example.com\"]} | HOSTNAME_TAKEN",
        "null | INVALID_MANIFEST",
        "nothing | MALFORMED_JSON",
        "'' | MALFORMED_JSON"
      })
  void aPatchIsCheckedAsAnUploadIs(String patch, ProblemType type) {
    platform
        .upload("demo/other", "{\"hostnames\":[\"taken.example.com\"]}", Modules.command("other"))
        .ok(201);
    int number = upload("{}");

    edit(number, "", patch).problem(type);

    assertThat(platform.get(HELLO).json().path("versions")).hasSize(1);
    assertThat(platform.get(HELLO).json().path("active").asInt()).isEqualTo(number);
  }

  @Test
  void whatIsNotThereOrNoPatchIsRefused() {
    int number = upload("{}");
    edit(number + 9, "", "{}").problem(ProblemType.NO_SUCH_VERSION);
    platform
        .send(
            platform
                .request("%s/versions/1/manifest".formatted(path("demo/nobody")))
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString("{}")))
        .problem(ProblemType.NO_SUCH_FUNCTION);
    platform
        .send(
            platform
                .request("%s/versions/%d/manifest".formatted(HELLO, number))
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString("{}")))
        .problem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    edit(number, "", " ".repeat(ManifestReader.MAX_BYTES + 1))
        .problem(ProblemType.UPLOAD_TOO_LARGE);
    edit(number, "?activate=perhaps", "{}").problem(ProblemType.INVALID_PARAMETER);
  }

  @Test
  void aVersionOfWhatDoesNotServeAnyMoreIsNotMadeUnasked() {
    int number = upload("{\"env\":{\"A\":\"1\"}}");
    String seen = platform.get(HELLO + "/deployment").ok(200).header("etag");
    edit(number, "", "{\"env\":{\"B\":\"2\"}}").ok(201);

    edit(number, "", "{\"env\":{\"C\":\"3\"}}", seen).problem(ProblemType.PRECONDITION_FAILED);

    assertThat(platform.get(HELLO).json().path("versions")).hasSize(2);
    assertThat(serving().env()).isEqualTo(Map.of("A", "1", "B", "2"));
    String now = platform.get(HELLO + "/deployment").ok(200).header("etag");
    edit(number + 1, "", "{\"env\":{\"C\":\"3\"}}", now).ok(201);
    assertThat(serving().env()).isEqualTo(Map.of("A", "1", "B", "2", "C", "3"));
  }

  private static Answer edit(int version, String query, String patch, String tag) {
    return platform.send(editing(version, query, patch).header("If-Match", tag));
  }

  private static int upload(String manifest) {
    return platform
        .upload("demo/hello", manifest, Modules.command("x"))
        .ok(201)
        .json()
        .path("version")
        .asInt();
  }

  private static Answer edit(int version, String query, String patch) {
    return platform.send(editing(version, query, patch));
  }

  private static HttpRequest.Builder editing(int version, String query, String patch) {
    return platform
        .request("%s/versions/%d/manifest%s".formatted(HELLO, version, query))
        .header("Content-Type", "application/merge-patch+json")
        .method("PATCH", BodyPublishers.ofString(patch, UTF_8));
  }

  private static GuestConfig serving() {
    return ((Deployment.Ready)
            platform.controlPlane().routes().lookup("hello.demo.localhost").orElseThrow())
        .template()
        .config();
  }
}

package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.testing.Certificates;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the private keys of client certificates. */
class ClientKeysTest {
  @TempDir Path home;

  @Test
  void aPrivateKeyIsNeverToldAndNotReadableOnDisk() throws IOException {
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      JsonNode version = upload(platform);

      JsonNode certificate = version.at("/manifest/backends/origin/client_certificate");
      assertThat(certificate.path("certificate").asText()).isEqualTo(Certificates.CERTIFICATE);
      assertThat(certificate).hasSize(1);
      assertThat(platform.get(path("demo/hello")).ok(200).text())
          .doesNotContain("PRIVATE KEY")
          .doesNotContain("sealed");
      String secretLine = Certificates.KEY.lines().skip(1).findFirst().orElseThrow();
      for (Path file : platform.files("")) {
        assertThat(Files.readString(file, ISO_8859_1))
            .as(file.toString())
            .doesNotContain(secretLine);
      }
    }
  }

  @Test
  void aVersionWithAPrivateKeyServesAgainAfterARestart() {
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      upload(platform);
      platform.upload("demo/hello", Modules.command("two")).ok(201);
      platform.activate("demo/hello", 1).ok(200);
    }

    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          platform
                              .controlPlane()
                              .routes()
                              .lookup("hello.demo.localhost")
                              .orElseThrow())
                      .isInstanceOf(Deployment.Ready.class));
    }
  }

  private static JsonNode upload(RunningControlPlane platform) {
    ObjectNode manifest = new JsonMapper().createObjectNode();
    ObjectNode origin = manifest.putObject("backends").putObject("origin");
    origin.put("url", "https://www.example.com");
    origin
        .putObject("client_certificate")
        .put("certificate", Certificates.CERTIFICATE)
        .put("key", Certificates.KEY);
    return platform
        .upload("demo/hello", manifest.toString(), Modules.command("one"))
        .ok(201)
        .json();
  }
}

package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.MAX_UPLOAD;
import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.deploy.testing.Tar;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages over REST. */
class PackageUploadTest {
  private static final String SHOP = path("demo/shop");
  private static final String KEY = "/v1/tenants/demo/kv-stores/pages/keys/index";
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
  void aPackageBecomesAVersionWithItsBindingsAndData() {
    byte[] archive =
        archive(
            """
            name = "shop"
            [local_server]
            backends.origin.url = "https://www.example.com"
            kv_stores.pages = [{ key = "index", data = "<h1>", metadata = "html" }]
            secret_stores.keys = [{ key = "token", data = "sesame" }]
            """,
            Modules.command("one"));

    JsonNode version = put(SHOP, archive).ok(201).json();

    assertThat(version.path("active").asBoolean()).isTrue();
    assertThat(version.at("/manifest/backends/origin/url").asText())
        .isEqualTo("https://www.example.com");
    assertThat(version.toString()).doesNotContain("sesame");
    assertThat(platform.controlPlane().routes().lookup("shop.demo.localhost")).isPresent();
    assertThat(platform.get(KEY).ok(200).text()).isEqualTo("<h1>");
    assertThat(platform.get(KEY).header("x-verge-metadata")).isEqualTo("html");
    assertThat(platform.get("/v1/tenants/demo/secret-stores/keys/secrets").ok(200).text())
        .contains("\"token\"");
    assertThat(platform.get("/v1/audit").ok(200).text())
        .contains("kv-store-create", "kv-entry-put");

    platform.put(KEY, "text/plain", "mine".getBytes(UTF_8)).ok(200);
    assertThat(put(SHOP, archive).ok(201).json().path("version").asInt()).isEqualTo(2);
    assertThat(platform.get(KEY).text()).isEqualTo("mine");
    assertThat(platform.files("tmp")).isEmpty();
  }

  @Test
  void aPackageThatIsOnlyStoredBringsNoData() {
    byte[] archive =
        archive(
            "[local_server]\nkv_stores.pages = [{ key = \"index\", data = \"x\" }]",
            Modules.command("one"));

    assertThat(put(SHOP + "?activate=false", archive).ok(201).json().path("active").asBoolean())
        .isFalse();

    platform.get(KEY).problem(ProblemType.NO_SUCH_STORE);
  }

  @Test
  void aPackageThatCannotBeTakenChangesNothing() {
    byte[] module = Modules.command("one");

    put(SHOP, "no archive".getBytes(UTF_8)).problem(ProblemType.PACKAGE_REFUSED);
    put(SHOP, archive("name = 3", module)).problem(ProblemType.PACKAGE_REFUSED);
    assertThat(
            put(SHOP, archive("local_server.acls.a = \"/etc/hostname\"", module))
                .problem(ProblemType.PACKAGE_REFUSED))
        .contains("names a file");
    assertThat(
            put(SHOP, archive("local_server.backends.b = {}", module))
                .problem(ProblemType.PACKAGE_REFUSED))
        .contains("backends.b.url is missing");
    assertThat(
            put(
                    SHOP,
                    archive("local_server.kv_stores.s = [{ key = \"a#b\", data = \"\" }]", module))
                .problem(ProblemType.PACKAGE_REFUSED))
        .contains("A key that has");
    put(SHOP, archive("", Modules.truncated())).problem(ProblemType.MALFORMED_MODULE);
    put(SHOP, archive("", Modules.commandOfBytes(MAX_UPLOAD))).problem(ProblemType.PACKAGE_REFUSED);

    assertThat(platform.get("/v1/functions").ok(200).json().at("/functions/0/versions")).isEmpty();
    assertThat(platform.files("tmp")).isEmpty();
    assertThat(platform.files("blobs")).isEmpty();
  }

  private Answer put(String path, byte[] archive) {
    return platform.put(path, "application/gzip", archive);
  }

  private static byte[] archive(String toml, byte[] module) {
    return new Tar().file("shop/bin/main.wasm", module).file("shop/fastly.toml", toml).end();
  }
}

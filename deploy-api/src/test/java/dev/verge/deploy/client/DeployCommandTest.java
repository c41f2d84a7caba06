package dev.verge.deploy.client;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.deploy.testing.Tar;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command {@code deploy}, on Fastly Compute projects, against a real control plane. */
class DeployCommandTest {
  private static final String TOML =
      """
      manifest_version = 3
      name = "My Shop"

      [local_server.backends.origin]
      url = "https://www.example.com"

      [[local_server.kv_stores.pages]]
      key = "articles/1 %"
      file = "article.html"
      metadata = "höchst wichtig"

      [[local_server.secret_stores.keys]]
      key = "token"
      env = "SHOP_TOKEN"

      [[local_server.secret_stores.keys]]
      key = "unset"
      env = "NOT_SET"
      """;
  private static final String ENTRY = "/v1/tenants/acme/kv-stores/pages/keys/articles%2F1%20%25";

  @TempDir Path home;
  @TempDir Path project;
  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();
  private RunningControlPlane platform;

  @BeforeEach
  void start() throws IOException {
    platform = RunningControlPlane.in(home);
    Files.createDirectory(project.resolve("bin"));
    Files.write(project.resolve("bin/main.wasm"), Modules.command("shop"));
    Files.writeString(project.resolve("fastly.toml"), TOML);
    Files.writeString(project.resolve("article.html"), "<h1>");
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void aProjectIsDeployedWithItsData() {
    deploy(project.toString(), "--tenant", "acme");

    JsonNode version = platform.get(path("acme/my-shop") + "/versions/1").ok(200).json();
    assertThat(version.path("active").asBoolean()).isTrue();
    assertThat(version.at("/manifest/backends/origin/url").asText())
        .isEqualTo("https://www.example.com");
    assertThat(version.at("/manifest/kv_stores/0").asText()).isEqualTo("pages");
    assertThat(platform.get(ENTRY).ok(200).text()).isEqualTo("<h1>");
    assertThat(platform.get(ENTRY).header("x-verge-metadata")).isEqualTo("h%C3%B6chst%20wichtig");
    assertThat(platform.get("/v1/tenants/acme/secret-stores/keys/secrets").text())
        .contains("\"token\"")
        .doesNotContain("unset");
    assertThat(errors.toString())
        .contains("Put 1 secrets and 1 new KV entries (0 were there already).");
    assertThat(output.toString())
        .contains("Deployed acme/my-shop version 1")
        .contains("http://my-shop.acme.localhost");
    assertThat(errors.toString()).contains("Note: The secret unset of keys is empty");

    deploy(project.toString(), "--tenant", "acme");
    assertThat(errors.toString()).contains("0 new KV entries (1 were there already)");
    assertThat(platform.controlPlane().routes().lookup("my-shop.acme.localhost")).isPresent();
  }

  @Test
  void aStoredProjectLeavesTheDataAlone() {
    deploy(project.toString(), "--tenant", "acme", "--function", "other", "--no-activate");

    assertThat(platform.get(path("acme/other")).ok(200).json().has("active")).isFalse();
    assertThat(platform.get("/v1/tenants/acme/kv-stores").text()).isEqualTo("{\"kv_stores\":[]}");
    assertThat(errors.toString()).contains("without --no-activate");
  }

  @Test
  void aPackageOfTheProjectIsDeployed() throws IOException {
    Files.createDirectory(project.resolve("pkg"));
    Path archive =
        Files.write(
            project.resolve("pkg/my-shop.tar.gz"),
            new Tar()
                .file("my-shop/bin/main.wasm", Modules.command("packed"))
                .file("my-shop/fastly.toml", TOML)
                .end());

    deploy(archive.toString(), "-t", "acme", "-e", "A=B");

    JsonNode version = platform.get(path("acme/my-shop") + "/versions/1").ok(200).json();
    assertThat(version.at("/manifest/env/A").asText()).isEqualTo("B");
    assertThat(platform.get(ENTRY).ok(200).text()).isEqualTo("<h1>");
  }

  @Test
  void aProjectThatIsWrongIsToldAndNotDeployed() throws IOException {
    Files.writeString(project.resolve("fastly.toml"), "name = \"x\"\nlocal_server = 1");

    assertThatExceptionOfType(ClientException.class)
        .isThrownBy(() -> deploy(project.toString()))
        .withMessageContaining("fastly.toml: local_server must be a table");
    assertThat(platform.get("/v1/functions").json().path("functions")).isEmpty();
  }

  @Test
  void aFunctionTomlMayHaveBindings() throws IOException {
    Files.writeString(
        project.resolve("function.toml"),
        """
        name = "bound"
        module = "bin/main.wasm"
        kv_stores = ["pages"]
        [backends.origin]
        url = "http://127.0.0.1:9/"
        [config_stores.settings]
        "a.b" = "c"
        """);

    deploy(project.toString());

    JsonNode manifest =
        platform.get(path("demo/bound") + "/versions/1").ok(200).json().path("manifest");
    assertThat(manifest.at("/config_stores/settings/a.b").asText()).isEqualTo("c");
    assertThat(manifest.at("/backends/origin/connect_timeout_ms").asInt()).isEqualTo(1000);
  }

  private void deploy(String... arguments) {
    Shell shell = new Shell(Map.of("SHOP_TOKEN", "sesame"), () -> home, false);
    DeployCommand command = new DeployCommand(shell);
    CommandLine line = new CommandLine(command);
    line.setOut(new PrintWriter(output, true));
    line.setErr(new PrintWriter(errors, true));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--url");
    all.add("http://127.0.0.1:%d".formatted(platform.controlPlane().address().getPort()));
    line.parseArgs(all.toArray(String[]::new));
    assertThat(command.call()).isZero();
  }
}

package dev.verge.deploy.client;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about tenants, tokens and the audit log, against a real control plane. */
class AccessCommandsTest {
  @TempDir Path home;
  @TempDir Path project;
  private RunningControlPlane platform;
  private Typed typed;

  @BeforeEach
  void start() {
    platform = RunningControlPlane.in(home);
    typed = new Typed(platform, home, false);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void aTokenMadeForATenantDeploysThereUntilItIsRevoked() throws IOException {
    Path module = Files.write(project.resolve("hi.wasm"), Modules.command("hi"));
    assertThat(run("tenant", "create", "acme")).contains("The tenant acme is there.");

    String token = run("token", "create", "--tenant", "acme", "--scope", "deploy", "ci").strip();

    assertThat(token).matches("verge_[A-Za-z0-9_-]{43}");
    assertThat(typed.errors()).contains("not shown again");
    String[] deploy = {
      "deploy", module.toString(), "--function", "hi", "--tenant", "acme", "--token", token
    };
    assertThat(run(deploy)).contains("Deployed acme/hi version 1");
    assertThat(run("tokens")).contains("ci", "acme", "deploy", "root").doesNotContain(token);
    assertThat(refused("delete", "hi", "--tenant", "acme", "--yes", "--token", token))
        .contains("scope admin");

    String id = platform.get("/v1/tokens").json().at("/tokens/0/id").asText();
    assertThat(run("token", "revoke", id)).contains("Revoked");
    assertThat(refused(deploy)).contains("revoked");
    assertThat(run("audit", "--tenant", "acme"))
        .contains("token-revoke", "function-delete", "refused", "version-upload", "acme/hi", "ci");
    assertThat(run("audit", "-n", "1").lines()).hasSize(2);
  }

  @Test
  void theDashboardsAddressSignsIn() {
    assertThat(run("ui"))
        .isEqualToIgnoringNewLines(
            "http://127.0.0.1:%d/ui#token=%s"
                .formatted(platform.controlPlane().address().getPort(), platform.token().strip()));
  }

  @Test
  void tenantsAreShownWithTheirQuotas() {
    assertThat(run("tenants")).contains("No tenants yet");
    assertThat(run("tokens")).contains("No tokens but the root token");

    run("tenant", "create", "acme", "--functions", "2", "--stored-bytes", "2048");
    platform.upload("acme/hello", Modules.command("x")).ok(201);

    assertThat(run("tenants")).contains("acme", "1 of 2", "of 2.0 KiB");
    run(
        "tenant create acme --memory-bytes 2097152 --cpu-ms-per-request 40 --cpu-ms-per-minute 900 --in-flight 7"
            .split(" "));
    assertThat(run("tenants")).contains("of 2.0 MiB", "40 ms", "0 ms of 900 ms", "0 of 7");
    run("tenant", "create", "acme");
    assertThat(run("tenants")).contains("0 of 7");
    assertThat(typed.misused("tenant", "create", "acme", "--no-quotas", "--in-flight", "1"))
        .contains("not both");
    run("tenant", "create", "acme", "--no-quotas");
    assertThat(platform.get("/v1/tenants/acme").ok(200).json().path("quotas")).isEmpty();
    assertThat(refused("tenant", "delete", "acme")).contains("still has functions");
    platform.delete(path("acme/hello")).ok(204);
    assertThat(run("tenant", "delete", "acme")).contains("Deleted");
    assertThat(run("tenants")).contains("No tenants yet");
  }

  @Test
  void programsGetTheControlPlanesDocuments() throws IOException {
    platform.upload("demo/hello", Modules.command("x")).ok(201);
    run("token", "create", "--tenant", "demo", "--scope", "READ", "ci");

    assertThat(json("list").at("/functions/0/function").asText()).isEqualTo("hello");
    assertThat(json("versions", "hello").at("/versions/0/version").asInt()).isEqualTo(1);
    assertThat(json("canary", "hello").path("version").asInt()).isEqualTo(1);
    assertThat(json("triggers", "hello")).isEmpty();
    assertThat(json("env", "hello").isObject()).isTrue();
    assertThat(json("backend", "hello").isObject()).isTrue();
    assertThat(json("tenants").at("/tenants/0/tenant").asText()).isEqualTo("demo");
    assertThat(json("tokens").at("/tokens/0/scope").asText()).isEqualTo("read");
    assertThat(json("audit", "-n", "1").path("entries")).hasSize(1);
    assertThat(json("kv", "list").isArray()).isTrue();
    run("kv", "put", "pages", "k", "v");
    assertThat(json("kv", "list", "pages").path(0).asText()).isEqualTo("k");
    assertThat(json("kv", "list").at("/0/name").asText()).isEqualTo("pages");
    assertThat(json("secret", "list")).isEmpty();
    JsonNode top = json("top");
    assertThat(top.path("functions").isInt()).isTrue();
    assertThat(top.path("guest_memory_bytes").isIntegralNumber()).isTrue();
    assertThat(top.path("busiest").isArray()).isTrue();
  }

  private JsonNode json(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.add("--json");
    return ControlPlaneClient.JSON.readTree(run(line.toArray(String[]::new)));
  }

  @Test
  void whatNoTokenCanBeIsNeitherSentNorShown() {
    assertThat(refused("list", "--token", "one two")).contains("characters").doesNotContain("two");
    assertThat(refused("list", "--token", "a\nb")).contains("characters");
  }

  @Test
  void aRefusalSaysWhereToLook() {
    assertThat(refused("versions", "nobody")).contains("no function nobody", "./verge list");
    assertThat(typed.misused("token", "create", "--scope", "root", "ci")).contains("READ");
  }

  private String run(String... arguments) {
    return typed.run(arguments);
  }

  private String refused(String... arguments) {
    return typed.refused(arguments);
  }
}

package dev.verge.deploy.client;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
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
import picocli.CommandLine.Model.CommandSpec;

/** The commands about tenants, tokens and the audit log, against a real control plane. */
class AccessCommandsTest {
  @TempDir Path home;
  @TempDir Path project;
  private RunningControlPlane platform;
  private StringWriter output = new StringWriter();
  private StringWriter errors = new StringWriter();

  @BeforeEach
  void start() {
    platform = RunningControlPlane.in(home);
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
    assertThat(errors.toString()).contains("not shown again");
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
  void tenantsAreShownWithTheirQuotas() {
    assertThat(run("tenants")).contains("No tenants yet");
    assertThat(run("tokens")).contains("No tokens but the root token");

    run("tenant", "create", "acme", "--functions", "2", "--stored-bytes", "2048");
    platform.upload("acme/hello", Modules.command("x")).ok(201);

    assertThat(run("tenants")).contains("acme", "1 of 2", "of 2.0 KiB");
    assertThat(refused("tenant", "delete", "acme")).contains("still has functions");
    platform.delete(path("acme/hello")).ok(204);
    assertThat(run("tenant", "delete", "acme")).contains("Deleted");
    assertThat(run("tenants")).contains("No tenants yet");
  }

  private String run(String... arguments) {
    assertThat(execute(arguments)).as(errors.toString()).isZero();
    return output.toString();
  }

  private String refused(String... arguments) {
    assertThat(execute(arguments)).isNotZero();
    return errors.toString();
  }

  private int execute(String... arguments) {
    output = new StringWriter();
    errors = new StringWriter();
    CommandLine commands = new CommandLine(CommandSpec.create());
    ClientCommands.in(new Shell(Map.of(), () -> home, false)).forEach(commands::addSubcommand);
    commands.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(errors, true));
    commands.setExecutionExceptionHandler(
        (e, at, _) -> {
          at.getErr().println(e.getMessage());
          return 1;
        });
    List<String> line = new ArrayList<>(List.of(arguments));
    line.add("--url");
    line.add("http://127.0.0.1:%d".formatted(platform.controlPlane().address().getPort()));
    return commands.execute(line.toArray(String[]::new));
  }
}

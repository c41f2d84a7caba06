package dev.verge.deploy.client;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about versions and what serves, against a real control plane. */
class RolloutCommandsTest {
  @TempDir Path home;
  @TempDir Path project;
  private RunningControlPlane platform;
  private Typed typed;

  @BeforeEach
  void start() throws IOException {
    platform = RunningControlPlane.in(home);
    typed = new Typed(platform, home, false);
    Path module = Files.write(project.resolve("hi.wasm"), Modules.command("hi"));
    typed.run("deploy", module.toString(), "--function", "hi", "--note", "the first & best");
    typed.run("deploy", module.toString(), "--function", "hi", "--no-activate");
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void versionsAreShownWithWhatTheyAre() {
    typed.run("canary", "hi", "2", "--percent", "2.5");

    List<String> lines = typed.run("versions", "hi").lines().toList();

    assertThat(lines.getFirst()).matches("VERSION +CREATED +BY +ABI +SIZE +STATE +NOTE");
    assertThat(lines.get(1)).startsWith("2 ").contains("root", "wasi-cgi", "bytes", "canary");
    assertThat(lines.get(2)).startsWith("1 ").contains("active").endsWith("the first & best");
    assertThat(lines.get(3))
        .isEqualTo("Canary 2 with 2.5 %: running, 0 requests, 0 failed, 0 slow.");
    assertThat(typed.run("versions", "hi", "-n", "1")).contains("1 older ones are not shown");
  }

  @Test
  void triggersAreShownAndRun() {
    assertThat(typed.run("triggers", "hi")).contains("Nothing calls it by a schedule");
    platform
        .upload(
            "demo/hi",
            "{\"triggers\":{\"cron\":[{\"schedule\":\"0 3 * * *\",\"path\":\"/tasks\"},{\"schedule\":\"0 4 * * *\",\"path\":\"/fails\"}]}}",
            Modules.command("hi"))
        .ok(201);

    assertThat(typed.run("triggers", "hi")).contains("0 3 * * *", "GET /tasks", "T03:00:00Z");
    assertThat(typed.run("triggers", "hi", "--run", "1")).contains("served");
    assertThat(typed.run("triggers", "hi")).contains("served");
    assertThat(typed.refused("triggers", "hi", "--run", "3")).contains("no trigger 3");
    assertThat(typed.refused("triggers", "hi", "--run", "2")).isEmpty();
    assertThat(typed.output()).contains("500 served");
    assertThat(typed.refused("triggers", "hi", "--run", "2", "--json")).isEmpty();
  }

  @Test
  void aVersionIsActivated() {
    assertThat(typed.run("activate", "hi", "2"))
        .isEqualTo("demo/hi now serves version 2.%n".formatted());
    assertThat(typed.run("activate", "hi", "1", "--wait-warm", "--max-error-rate", "0.5"))
        .contains("now serves version 1");

    assertThat(typed.run("canary", "hi")).startsWith("Watched version 1: running");
    assertThat(typed.refused("activate", "hi", "7")).contains("no version 7");
  }

  @Test
  void aCanaryIsTriedPromotedAndAborted() {
    assertThat(typed.run("canary", "hi")).contains("No version was tried yet.");
    assertThat(
            typed.run(
                "canary",
                "hi",
                "2",
                "--percent",
                "5",
                "--sticky",
                "header:X-User",
                "--max-error-rate",
                "0.05",
                "--max-p99-ms",
                "2.5",
                "--min-requests",
                "9",
                "--window-s",
                "8"))
        .isEqualTo("demo/hi serves version 2 to 5 %% of its requests.%n".formatted());
    assertThat(platform.get(path("demo/hi") + "/deployment/canary").ok(200).text())
        .contains(
            "\"header\":\"X-User\"",
            "{\"error_rate\":0.05,\"p99_us\":2500,\"min_requests\":9,\"window_s\":8}");

    assertThat(typed.run("canary", "hi", "--abort")).contains("demo/hi now serves version 1.");
    assertThat(typed.refused("canary", "hi", "--promote")).contains("beside the deployed one");
    typed.run("canary", "hi", "2", "-p", "5", "--sticky", "cookie");
    assertThat(typed.run("canary", "hi", "--promote")).contains("demo/hi now serves version 2.");
    assertThat(typed.run("rollback", "hi")).contains("demo/hi now serves version 1.");
    assertThat(typed.refused("rollback", "hi")).contains("Name the one that is to serve");
    assertThat(typed.run("rollback", "hi", "--to", "2")).contains("demo/hi now serves version 2.");
  }

  @Test
  void whatIsNotSaidOfTheRunningCanaryStays() {
    typed.run(
        "canary",
        "hi",
        "2",
        "-p",
        "5",
        "--sticky",
        "header:X-User",
        "--max-error-rate",
        "0.05",
        "--window-s",
        "8");

    typed.run("canary", "hi", "2", "-p", "25");
    assertThat(canary())
        .contains(
            "\"percent\":25.0",
            "\"header\":\"X-User\"",
            "{\"error_rate\":0.05,\"min_requests\":50,\"window_s\":8}");
    typed.run("canary", "hi", "2", "-p", "50", "--sticky", "none", "--max-p99-ms", "2");
    assertThat(canary())
        .contains(
            "\"sticky\":\"none\"",
            "{\"error_rate\":0.05,\"p99_us\":2000,\"min_requests\":50,\"window_s\":8}")
        .doesNotContain("X-User");
  }

  @Test
  void whatWasSaidOfAnotherCanaryDoesNotStay() {
    typed.run("canary", "hi", "2", "-p", "5", "--sticky", "cookie", "--max-error-rate", "0.05");
    typed.run("canary", "hi", "--abort");

    typed.run("canary", "hi", "2", "-p", "25");

    assertThat(canary()).contains("\"sticky\":\"none\"").doesNotContain("rollback");
  }

  @Test
  void aRuleGivesWayToACanaryWhenThatIsMeant() {
    typed.run("activate", "hi", "2", "--max-error-rate", "0.5");

    assertThat(typed.refused("canary", "hi", "1", "-p", "5")).contains("--replace-rule");
    assertThat(typed.run("canary", "hi", "1", "-p", "5", "--replace-rule"))
        .contains("serves version 1 to 5 %");
  }

  @Test
  void whatIsOfACanaryIsNotIgnoredWhereThereIsNone() {
    for (String[] line :
        new String[][] {
          {"canary", "hi", "--promote", "--max-error-rate", "0.1"},
          {"canary", "hi", "--abort", "--sticky", "cookie"},
          {"canary", "hi", "--sticky", "cookie"},
          {"canary", "hi", "--min-requests", "5"},
          {"canary", "hi", "--promote", "--replace-rule"}
        }) {
      assertThat(typed.misused(line)).contains("give them with a VERSION and --percent");
    }
  }

  private String canary() {
    return platform.get(path("demo/hi") + "/deployment/canary").ok(200).text();
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    for (String[] line :
        new String[][] {
          {"canary", "hi", "2"},
          {"canary", "hi", "--percent", "2"},
          {"canary", "hi", "2", "--percent", "2", "--abort"},
          {"canary", "hi", "--abort", "--promote"}
        }) {
      assertThat(typed.misused(line)).contains("Give a VERSION with --percent");
    }
    assertThat(typed.refused("canary", "hi", "2", "--percent", "200")).contains("0 to 100");
  }
}

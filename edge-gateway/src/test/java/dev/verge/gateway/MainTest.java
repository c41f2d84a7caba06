package dev.verge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.gateway.up.Asked;
import dev.verge.gateway.up.Platform;
import dev.verge.gateway.up.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands as typed in a shell, against a running platform. */
class MainTest {
  private static final Path HELLO = Path.of("..", "functions", "hello-c");
  private static final Path SITE = Path.of("..", "functions", "site-c");

  @TempDir static Path directory;
  private static Platform platform;
  private static Map<String, String> environment;

  @BeforeAll
  static void start() {
    Path home = directory.resolve("home");
    Map<String, String> flags =
        Map.of("port", "0", "admin_port", "0", "home", home.toString(), "drain_seconds", "1");
    platform = Platform.start(Settings.of(new Asked(flags, Map.of(), directory)), () -> {});
    environment = Map.of("VERGE_HOME", home.toString());
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @Test
  void aFolderIsDeployedAndAnswersAtTheUrlThatIsTold() throws IOException {
    Result result = run("deploy", HELLO.toString(), "--tenant", "folder");

    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .contains("Deployed folder/hello version 1")
        .contains("curl http://hello.folder.localhost:" + platform.dataPlane().getPort() + "/");
    assertThat(get("hello.folder.localhost", "/?name=you")).contains("200 OK", "Hello, you!");
  }

  @Test
  void aFileIsDeployedUnderTheNameThatIsGiven() throws IOException {
    Result result =
        run(
            "deploy",
            HELLO.resolve("hello.wasm").toString(),
            "--function",
            "greeter",
            "--tenant",
            "file",
            "--hostname",
            "www.greeter.example",
            "--env",
            "GREETING=a=b");

    assertThat(result.exit()).isZero();
    assertThat(get("www.greeter.example", "/")).contains("200 OK", "Hello, world!");
    assertThat(run("list", "--json").out()).contains("\"GREETING\" : \"a=b\"");
  }

  @Test
  void aFileWithoutNameIsWrongUsage() {
    Result result = run("deploy", HELLO.resolve("hello.wasm").toString());

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains("give --function NAME");
  }

  @Test
  void assetsAreSentAlong() throws IOException {
    assertThat(run("deploy", SITE.toString(), "--tenant", "assets").exit()).isZero();

    assertThat(get("site.assets.localhost", "/css/site.css"))
        .contains(Files.readString(SITE.resolve("public/css/site.css")));
  }

  @Test
  void aStoredVersionServesOnceItIsRolledTo() {
    run("deploy", HELLO.toString(), "--tenant", "roll");
    Result stored = run("deploy", HELLO.toString(), "--tenant", "roll", "--no-activate");

    assertThat(stored.out())
        .contains("Stored roll/hello version 2", "activate hello 2 --tenant roll");
    assertThat(row("roll")).contains("hello", "1");

    assertThat(run("activate", "hello", "2", "--tenant", "roll").out())
        .contains("roll/hello now serves version 2");
    assertThat(row("roll")).contains("hello", "2");

    assertThat(run("rollback", "hello", "--tenant", "roll").out())
        .contains("roll/hello now serves version 1");
    Result again = run("rollback", "hello", "--tenant", "roll");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err()).contains("Name the one that is to serve");
  }

  @Test
  void aFunctionIsDeletedOnlyWhenThatIsMeant() throws IOException {
    run("deploy", HELLO.toString(), "--tenant", "gone");

    Result unsure = run("delete", "hello", "--tenant", "gone");
    assertThat(unsure.exit()).isEqualTo(2);
    assertThat(unsure.err()).contains("give --yes to delete gone/hello");

    assertThat(run("delete", "hello", "--tenant", "gone", "--yes").exit()).isZero();
    assertThat(get("hello.gone.localhost", "/")).startsWith("HTTP/1.1 404");
    Result again = run("delete", "hello", "--tenant", "gone", "--yes");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err()).contains("no function hello");
  }

  @Test
  void theVersionThatServesIsNotDeleted() {
    run("deploy", HELLO.toString(), "--tenant", "keep");

    Result result = run("delete", "hello", "--tenant", "keep", "--version", "1", "--yes");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).startsWith("verge: ").hasLineCount(1);
  }

  @Test
  void whatAGuestWritesToStandardErrorIsInItsLog() throws IOException {
    run("deploy", HELLO.toString(), "--tenant", "log");
    Http.post(platform.dataPlane(), "hello.log.localhost", "/", "four");

    await()
        .untilAsserted(
            () ->
                assertThat(run("logs", "hello", "--tenant", "log").out())
                    .contains(" v1 ", " stderr hello: sent 4 bytes back"));
  }

  @Test
  void aFollowedLogGoesOnUntilThePlatformIsInterrupted() throws Exception {
    run("deploy", HELLO.toString(), "--tenant", "follow");
    StringWriter out = new StringWriter();
    CommandLine line = Main.commandLine(environment, false);
    line.setOut(new PrintWriter(out, true));
    Thread following =
        Thread.ofPlatform().start(() -> line.execute("logs", "hello", "-f", "--tenant", "follow"));
    try {
      for (String body : List.of("1", "22")) {
        await()
            .untilAsserted(
                () -> {
                  Http.post(platform.dataPlane(), "hello.follow.localhost", "/", body);
                  assertThat(out.toString())
                      .contains("hello: sent %d bytes back".formatted(body.length()));
                });
      }
    } finally {
      following.interrupt();
      following.join();
    }
  }

  @Test
  void linesOfALogAreFiltered() throws IOException {
    run("deploy", HELLO.toString(), "--tenant", "filter");
    Http.post(platform.dataPlane(), "hello.filter.localhost", "/", "1");
    Http.post(platform.dataPlane(), "hello.filter.localhost", "/", "22");

    await()
        .untilAsserted(
            () ->
                assertThat(
                        run("logs", "hello", "-t", "filter", "--text", "sent 2 bytes & back").out()
                            + run("logs", "hello", "-t", "filter", "--text", "sent 2 bytes").out())
                    .contains("hello: sent 2 bytes back")
                    .hasLineCount(1));
    assertThat(run("logs", "hello", "-t", "filter", "--source", "verge").out()).isEmpty();
    assertThat(run("logs", "hello", "-t", "filter", "--source", "x").err())
        .contains("source must be stdout, stderr, endpoint or verge");
  }

  @Test
  void requestsAreShownOneALine() throws IOException {
    run("deploy", HELLO.toString(), "--tenant", "asked");
    get("hello.asked.localhost", "/one");
    Http.post(platform.dataPlane(), "hello.asked.localhost", "/two?x", "body");

    await()
        .untilAsserted(
            () ->
                assertThat(run("requests", "hello", "-t", "asked").out().lines())
                    .satisfiesExactly(
                        first ->
                            assertThat(first)
                                .matches("\\S+Z 200 GET /one (cold|prepared|warm) \\d+\\.\\d us"),
                        second -> assertThat(second).contains(" 200 POST /two?x ")));
    assertThat(run("requests", "hello", "-t", "asked", "-n", "1", "--json").out())
        .startsWith("{\"time\":")
        .contains("\"path\":\"/two?x\"");
    assertThat(run("requests", "hello", "-t", "asked", "--status", "5xx").out()).isEmpty();
  }

  @Test
  void followedRequestsGoOn() throws Exception {
    run("deploy", HELLO.toString(), "--tenant", "watched");
    StringWriter out = new StringWriter();
    CommandLine line = Main.commandLine(environment, false);
    line.setOut(new PrintWriter(out, true));
    Thread following =
        Thread.ofPlatform()
            .start(() -> line.execute("requests", "hello", "-f", "--tenant", "watched"));
    try {
      for (String path : List.of("/first", "/second")) {
        await()
            .untilAsserted(
                () -> {
                  get("hello.watched.localhost", path);
                  assertThat(out.toString()).contains(" 200 GET " + path + " ");
                });
      }
    } finally {
      following.interrupt();
      following.join();
    }
  }

  @Test
  void topShowsWhatFunctionsDo() throws IOException {
    run("deploy", HELLO.toString(), "--tenant", "busy");
    get("hello.busy.localhost", "/");

    Result result = run("top", "--count", "1", "--tenant", "busy");

    assertThat(result.exit()).isZero();
    assertThat(result.out().lines())
        .satisfiesExactly(
            platformLine ->
                assertThat(platformLine).contains("memory of running guests: ", "idle isolates"),
            titles -> assertThat(titles).startsWith("FUNCTION").contains("REQ/S", "P99 US"),
            row -> assertThat(row).startsWith("busy/hello ").doesNotContain("\u001b"));
  }

  @Test
  void aRefusedModuleIsToldInOneLine() throws IOException {
    Path file = Files.writeString(directory.resolve("not.wasm"), "<html>");

    Result result = run("deploy", file.toString(), "--function", "not");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).startsWith("verge: ").hasLineCount(1);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void anUnknownKeyInFunctionTomlIsNamed() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("typo"));
    Files.copy(HELLO.resolve("hello.wasm"), folder.resolve("hello.wasm"));
    Files.writeString(folder.resolve("function.toml"), "name = \"typo\"\nhostname = \"x.example\"");

    Result result = run("deploy", folder.toString());

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("hostname").hasLineCount(1);
  }

  @Test
  void aNameThatIsNoLabelIsRefused() {
    Result result = run("deploy", HELLO.toString(), "--function", "Not_A_Label");

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains("\"Not_A_Label\" is not a DNS label");
    assertThat(run("logs", "hi", "--tenant", "Not_A_Label").exit()).isEqualTo(2);
  }

  @Test
  void aWrongTokenIsToldWithWhereTokensComeFrom() {
    Result result = run("list", "--token", "wrong");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("--token, VERGE_TOKEN").hasLineCount(1);
  }

  @Test
  void aControlPlaneThatIsNotThereIsToldWithHowToStartOne() {
    Result result = run("list", "--url", "http://127.0.0.1:1");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .contains("Nothing answers at http://127.0.0.1:1", "./verge up")
        .hasLineCount(1);
  }

  @Test
  void aHomeWithoutTokenIsToldWithHowToGetOne() {
    Result result = run("list", "--home", directory.resolve("nowhere").toString());

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("There is no token", "./verge up").hasLineCount(1);
  }

  @Test
  void aTokenMadeForATenantIsGoodForThatTenantOnly() {
    assertThat(run("tenant", "create", "bound").exit()).isZero();
    Result made = run("token", "create", "--tenant", "bound", "--scope", "deploy", "ci");
    String token = made.out().strip();

    assertThat(run("deploy", HELLO.toString(), "-f", "hi", "-t", "bound", "--token", token).out())
        .contains("Deployed bound/hi version 1");
    assertThat(run("deploy", HELLO.toString(), "-f", "hi", "-t", "free", "--token", token).err())
        .contains("verge: The token is for another tenant")
        .hasLineCount(1);
    assertThat(run("token", "create", "--help").out()).contains("--scope", "--tenant", "--url");
    assertThat(run("token").exit()).isEqualTo(2);
  }

  @Test
  void wrongUsageIsToldWithHowItIsRight() {
    Result missing = run("activate", "hello");
    assertThat(missing.exit()).isEqualTo(2);
    assertThat(missing.err())
        .startsWith("verge: Missing required parameter: 'VERSION'")
        .contains("Usage: verge activate", "verge activate --help tells more.")
        .doesNotContain("Show stack traces");
    assertThat(run("lits").err()).contains("Did you mean", "list");
    assertThat(run("list", "--jsn").err()).contains("--jsn", "--json");
    assertThat(run("kv").err()).contains("list, get, put or delete", "Commands:");
    assertThat(run("--help").out()).contains("Exit codes:", "1   It could not be done");
  }

  @Test
  void aStoreOfTrustedCertificatesIsNamedAsTheHelpDoes() {
    Result result = run("ca", "trust", "--only", "browsers", "--home", directory.toString());

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("There is no authority yet");
  }

  @Test
  void verboseAddsTheStackTrace() {
    assertThat(run("list", "--url", "http://127.0.0.1:1", "--verbose").err())
        .contains("Nothing answers", "\tat dev.verge");
  }

  private static List<String> row(String tenant) {
    return run("list")
        .out()
        .lines()
        .map(line -> Arrays.asList(line.split(" +", -1)))
        .filter(cells -> cells.getFirst().equals(tenant))
        .findFirst()
        .orElseThrow();
  }

  private static String get(String host, String path) throws IOException {
    return Http.get(platform.dataPlane(), host, path);
  }

  private record Result(int exit, String out, String err) {}

  private static Result run(String... arguments) {
    CommandLine line = Main.commandLine(new HashMap<>(environment), false);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int exit = line.execute(arguments);
    return new Result(exit, out.toString(), err.toString());
  }
}

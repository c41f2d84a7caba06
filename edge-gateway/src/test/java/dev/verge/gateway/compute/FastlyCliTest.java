package dev.verge.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.gateway.compute.FastlyCli.Ended;
import dev.verge.gateway.e2e.RunningPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fastly's own command line, unmodified, pointed at Verge. What it says is in {@code
 * docs/fastly-cli-transcript.md}, which this writes with {@code ./verge test -pl edge-gateway -am
 * -Dtest=FastlyCliTest -Dsurefire.failIfNoSpecifiedTests=false -Dverge.readme.write}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FastlyCliTest {
  private static final Path PAGE = Path.of("..", "docs", "fastly-cli-transcript.md");
  private static final String SHOP = "shop.acme.localhost";

  private final Transcript transcript = new Transcript();
  private Origin origin;
  private RunningPlatform platform;
  private Path scratch;
  private Path project;
  private FastlyCli cli;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    scratch = folder;
    origin = Origin.start();
    platform = RunningPlatform.in(Files.createDirectories(folder.resolve("state")));
    project = FastlyCli.project(folder.resolve("corner-shop"));
    edit("fastly.toml", "port = 80", "port = " + origin.port());
    transcript
        .also("(?<=127\\.0\\.0\\.1)(, port: | +)%d".formatted(origin.port()), "$118080")
        .also(Pattern.quote(folder.toString()), "…");
    platform.rest("PUT", "/v1/tenants/acme", "application/json", "{}").ok(201);
    cli = cli("acme", "admin");
  }

  @AfterAll
  void stop() {
    platform.close();
    origin.close();
  }

  @Test
  void theCommandLineDoesItsDailyWork() throws IOException {
    firstDeployment();
    services();
    configStores();
    keyValueStores();
    secretStores();
    accessControlLists();
    backendsAndDomains();
    versions();
    nextDeployment();
    domainsOfAService();
    logs();
    purging();
    deletion();

    String page = preamble() + transcript.page();
    if (System.getProperty("verge.readme.write") != null) {
      Files.writeString(PAGE, page);
    } else {
      assertThat(Files.readString(PAGE)).isEqualTo(page);
    }
  }

  @Test
  void anotherTenantsTokenSeesNothingOfIt() {
    platform.rest("PUT", "/v1/tenants/other", "application/json", "{}");
    String id = cli.run("service", "create", "--name", "private").output();
    Matcher service = Pattern.compile("[0-9A-Za-z]{22}").matcher(id);
    assertThat(service.find()).isTrue();
    FastlyCli other = cli("other", "admin");

    assertThat(other.run("service", "list").output()).doesNotContain(service.group());
    for (String command : new String[] {"describe", "delete"}) {
      Ended ended = other.run("service", command, "--service-id", service.group());
      assertThat(ended.exit()).as(command).isEqualTo(1);
      assertThat(ended.output()).as(command).containsPattern("404 (- )?Not Found");
    }
    Ended refused = cli("acme", "read").run("service", "create", "--name", "more");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.output()).contains("403 Forbidden").contains("scope deploy");
    assertThat(cli.run("service", "delete", "--service-id", service.group()).exit()).isZero();
  }

  private void firstDeployment() {
    transcript.heading(
        "A project becomes a service",
        "What `[setup]` of its `fastly.toml` names is made with the service, as on Fastly.");
    assertThat(ok("whoami")).contains("laptop@acme");
    assertThat(
            ok("compute", "publish", "--non-interactive", "--domain", SHOP, "--status-check-off"))
        .contains("Creating KV Store 'pages'")
        .contains("View this service at")
        .contains("version 1)");

    assertThat(text("/")).isEqualTo("open for business\n");
    assertThat(text("/page?key=index")).isEqualTo("the front page\n");
    var _ = text("/origin");
    assertThat(origin.requests()).anyMatch(request -> request.target().toString().equals("/echo"));
    assertThat(platform.get("corner-shop", "/").ok().text()).isEqualTo("open for business\n");
  }

  private void services() {
    transcript.heading("Services", "Every function of the tenant is one, however it came.");
    assertThat(ok("service", "list")).contains("Corner Shop");
    assertThat(ok("service", "describe")).contains("Type: wasm").contains("Versions: 1");
    assertThat(ok("service", "search", "--name", "Corner Shop")).contains("Active version: 1");
    ok("service", "update", "--comment", "On the corner");
    assertThat(ok("service", "create", "--name", "empty")).contains("Created service");
    assertThat(refused("service", "create", "--name", "empty")).contains("409 Conflict");
  }

  private void configStores() throws IOException {
    transcript.heading(
        "Config stores",
        "A link makes a store readable for a version; what is in the store is live.");
    String store = id(ok("config-store", "create", "--name", "settings"));
    ok(
        "config-store-entry",
        "create",
        "--store-id",
        store,
        "--key",
        "greeting",
        "--value",
        "hello");
    ok(
        "service",
        "resource-link",
        "create",
        "--version",
        "active",
        "--autoclone",
        "--resource-id",
        store,
        "--name",
        "settings");
    assertThat(platform.send(SHOP, "GET", "/setting?key=greeting", Map.of(), "").status())
        .isEqualTo(404);
    ok("service", "version", "activate", "--version", "latest");
    assertThat(text("/setting?key=greeting")).isEqualTo("hello\n");
    ok("config-store-entry", "update", "--store-id", store, "--key", "greeting", "--value", "hi");
    assertThat(text("/setting?key=greeting")).isEqualTo("hi\n");
    ok(
        "config-store-entry",
        "update",
        "--upsert",
        "--store-id",
        store,
        "--key",
        "colour",
        "--value",
        "blue");
    assertThat(ok("config-store-entry", "list", "--store-id", store)).contains("colour");
    ok("config-store-entry", "describe", "--store-id", store, "--key", "colour");
    ok("config-store-entry", "delete", "--store-id", store, "--key", "colour");
    assertThat(ok("config-store", "describe", "--store-id", store)).contains("settings");
    assertThat(ok("config-store", "list-services", "--store-id", store)).contains("Corner Shop");
    assertThat(ok("config-store", "list")).contains("settings");
    assertThat(refused("config-store", "update", "--store-id", store, "--name", "other"))
        .contains("a store keeps its name");
    assertThat(ok("service", "resource-link", "list", "--version", "active"))
        .contains("settings")
        .contains("kv-store");
  }

  private void keyValueStores() throws IOException {
    transcript.heading("KV stores", "The same data that functions read and write.");
    String pages = id(ok("kv-store", "list"));
    ok("kv-store-entry", "create", "--store-id", pages, "--key", "news/today", "--value", "rain");
    assertThat(text("/page?key=news/today")).isEqualTo("rain\n");
    assertThat(ok("kv-store-entry", "get", "--store-id", pages, "--key", "news/today"))
        .isEqualTo("rain");
    ok("kv-store-entry", "describe", "--store-id", pages, "--key", "news/today");
    Files.writeString(
        project.resolve("pages.ndjson"),
        """
        {"key": "about", "value": "YSBzaG9w"}
        {"key": "hours", "value": "bm9vbg=="}
        """);
    ok("kv-store-entry", "create", "--store-id", pages, "--file", "pages.ndjson");
    assertThat(ok("kv-store-entry", "list", "--store-id", pages))
        .contains("about")
        .contains("index")
        .contains("news/today");
    ok("kv-store-entry", "delete", "--store-id", pages, "--key", "hours");
    assertThat(refused("kv-store-entry", "get", "--store-id", pages, "--key", "hours"))
        .contains("404");
    String spare = id(ok("kv-store", "create", "--name", "spare"));
    ok("kv-store", "delete", "--store-id", spare);
  }

  private void secretStores() throws IOException {
    transcript.heading(
        "Secret stores",
        "A secret is encrypted to a key of the control plane on its way, and never comes out.");
    String keys = id(ok("secret-store", "list"));
    Files.writeString(project.resolve("token.txt"), "sesame");
    ok(
        "secret-store-entry",
        "create",
        "--store-id",
        keys,
        "--name",
        "token",
        "--file",
        "token.txt");
    assertThat(text("/secret?key=token")).isEqualTo("6 bytes\n");
    assertThat(
            refused(
                "secret-store-entry",
                "create",
                "--store-id",
                keys,
                "--name",
                "token",
                "--file",
                "token.txt"))
        .contains("409");
    Files.writeString(project.resolve("token.txt"), "open sesame");
    ok(
        "secret-store-entry",
        "create",
        "--recreate-allow",
        "--store-id",
        keys,
        "--name",
        "token",
        "--file",
        "token.txt");
    assertThat(text("/secret?key=token")).isEqualTo("11 bytes\n");
    assertThat(ok("secret-store-entry", "list", "--store-id", keys)).doesNotContain("sesame");
    ok("secret-store-entry", "delete", "--store-id", keys, "--name", "token");
    assertThat(platform.send(SHOP, "GET", "/secret?key=token", Map.of(), "").status())
        .isEqualTo(404);
    String spare = id(ok("secret-store", "create", "--name", "spare"));
    ok("secret-store", "delete", "--store-id", spare);
  }

  private void accessControlLists() {
    transcript.heading("Access control lists", "Live, as config stores.");
    String list = id(ok("compute", "acl", "create", "--name", "visitors"));
    ok(
        "compute",
        "acl",
        "update",
        "--acl-id",
        list,
        "--operation",
        "create",
        "--prefix",
        "192.0.2.0/24",
        "--action",
        "BLOCK");
    assertThat(ok("compute", "acl", "list-entries", "--acl-id", list)).contains("192.0.2.0/24");
    assertThat(ok("compute", "acl", "lookup", "--acl-id", list, "--ip", "192.0.2.7"))
        .contains("BLOCK");
    ok("compute", "acl", "lookup", "--acl-id", list, "--ip", "198.51.100.1");
    ok("compute", "acl", "list-acls");
    ok(
        "service",
        "resource-link",
        "create",
        "--version",
        "active",
        "--autoclone",
        "--resource-id",
        list,
        "--name",
        "visitors");
    ok("service", "version", "activate", "--version", "latest");
    assertThat(text("/blocked?ip=192.0.2.7")).isEqualTo("BLOCK\n");
  }

  private void backendsAndDomains() {
    transcript.heading(
        "Backends and domains",
        "They belong to a version; `--autoclone` makes a draft of the active one.");
    ok(
        "service",
        "backend",
        "create",
        "--version",
        "active",
        "--autoclone",
        "--name",
        "api",
        "--address",
        "api.example.com",
        "--port",
        "443",
        "--first-byte-timeout",
        "5000");
    ok("service", "backend", "update", "--version", "latest", "--name", "api", "--max-conn", "9");
    assertThat(ok("service", "backend", "describe", "--version", "latest", "--name", "api"))
        .contains("api.example.com");
    assertThat(ok("service", "backend", "list", "--version", "latest")).contains("origin");
    ok("service", "backend", "delete", "--version", "latest", "--name", "api");
    ok("service", "domain", "create", "--version", "latest", "--name", "www.shop.example");
    assertThat(
            ok(
                "service",
                "domain",
                "validate",
                "--version",
                "latest",
                "--name",
                "www.shop.example"))
        .contains("Valid: true");
    assertThat(
            refused(
                "service",
                "domain",
                "create",
                "--version",
                "latest",
                "--name",
                "shop.other.localhost"))
        .contains("not yours to claim");
    assertThat(ok("service", "domain", "list", "--version", "latest")).contains(SHOP);
    assertThat(platform.send("www.shop.example", "GET", "/", Map.of(), "").status()).isEqualTo(404);
    ok("service", "version", "activate", "--version", "latest");
    platform.send("www.shop.example", "GET", "/", Map.of(), "").ok();
    assertThat(ok("domain", "list")).contains("www.shop.example");
  }

  private void versions() {
    transcript.heading(
        "Versions",
        "One that was active once never changes. Rolling back is activating an earlier one.");
    ok("service-version", "list");
    assertThat(refused("service", "version", "activate", "--version", "active"))
        .contains("is active");
    ok("service", "version", "activate", "--version", "1");
    assertThat(platform.send("www.shop.example", "GET", "/", Map.of(), "").status()).isEqualTo(404);
    assertThat(text("/")).isEqualTo("open for business\n");
    ok("service", "version", "clone", "--version", "4");
    assertThat(refused("service", "version", "stage", "--version", "5"))
        .contains("--corner-shop.acme.localhost");
    ok("service", "version", "update", "--version", "5", "--comment", "for tomorrow");
    ok("service", "version", "lock", "--version", "5");
    ok("service", "version", "deactivate", "--version", "1");
    assertThat(platform.send(SHOP, "GET", "/", Map.of(), "").status()).isEqualTo(404);
    ok("service", "version", "activate", "--version", "5");
    assertThat(text("/blocked?ip=192.0.2.7")).isEqualTo("BLOCK\n");
    ok("service", "version", "list");
  }

  private void nextDeployment() {
    transcript.heading(
        "The next deployment", "The active version is cloned, and gets the package.");
    edit("main.go", "open for business", "open all night");
    assertThat(ok("compute", "publish", "--non-interactive", "--comment", "nights"))
        .contains("version 6)");
    assertThat(text("/")).isEqualTo("open all night\n");
    assertThat(text("/setting?key=greeting")).isEqualTo("hi\n");
    assertThat(ok("compute", "deploy", "--non-interactive"))
        .contains("local and service version are identical");
    assertThat(
            ok(
                "compute",
                "deploy",
                "--non-interactive",
                "--status-check-off",
                "--service-name",
                "empty",
                "--package",
                "pkg/Corner-Shop.tar.gz",
                "--domain",
                "empty.acme.localhost"))
        .contains("Deployed package");
    platform.get("empty", "/").ok();
  }

  private void domainsOfAService() {
    transcript.heading(
        "Domains of a service",
        "A service gets and loses them at once: a version that differs in nothing else takes the active one's place.");
    String service = id(cli.run("service", "describe").output());
    String told = ok("domain", "create", "--fqdn", "shop.example.net", "--service-id", service);
    platform.send("shop.example.net", "GET", "/", Map.of(), "").ok();
    assertThat(ok("service", "version", "list")).containsPattern("7 +true");
    ok("domain", "delete", "--domain-id", id(told));
    assertThat(platform.send("shop.example.net", "GET", "/", Map.of(), "").status()).isEqualTo(404);
    assertThat(text("/")).isEqualTo("open all night\n");
  }

  private void logs() {
    transcript.heading("Logs", "What the function writes, a second or two later.");
    Ended tail =
        cli.runUntil(
            "somebody asked for lamps",
            () -> assertThat(text("/log?key=lamps")).isEqualTo("logged\n"),
            "log-tail");
    assertThat(tail.output()).contains("stderr |");
    transcript.add(
        "fastly log-tail",
        tail.output().lines().limit(4).reduce("", (lines, line) -> lines + line + "\n"));
  }

  private void purging() {
    transcript.heading("Purging", "The cache is one for all services of a tenant.");
    assertThat(ok("service", "purge", "--key", "lamps", "--soft")).contains("lamps");
    String counted = text("/counted");
    assertThat(text("/counted")).isEqualTo(counted);
    assertThat(ok("service", "purge", "--url", "http://origin.example/counted?cc=max-age%3D600"))
        .contains("ok");
    assertThat(text("/counted")).isNotEqualTo(counted);
    assertThat(ok("service", "purge", "--all")).contains("ok");
  }

  private void deletion() {
    transcript.heading("Deletion", "The function goes with the service.");
    assertThat(refused("service", "delete")).contains("Deactivate it first");
    ok("service", "delete", "--force");
    assertThat(platform.send(SHOP, "GET", "/", Map.of(), "").status()).isEqualTo(404);
    assertThat(ok("service", "list")).doesNotContain("Corner Shop");
  }

  private static String preamble() {
    return """
        # What Fastly's command line says

        This is what `@fastly/cli`, unmodified, said when `FastlyCliTest` ran it against Verge; the test fails when it
        says anything else. Identifiers, times and ports are replaced by others of the same length.
        [`fastly-cli.md`](fastly-cli.md) tells how to point it at Verge, and what is mapped.
        """;
  }

  private FastlyCli cli(String tenant, String scope) {
    try {
      String token =
          platform
              .rest(
                  "POST",
                  "/v1/tokens",
                  "application/json",
                  "{\"name\":\"laptop\",\"scope\":\"%s\",\"tenant\":\"%s\"}"
                      .formatted(scope, tenant))
              .ok(201)
              .json()
              .path("token")
              .asText();
      Path home = Files.createTempDirectory(scratch, "home");
      return new FastlyCli(home, project, platform.controlPlane(), token);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String ok(String... arguments) {
    Ended ended = run(arguments);
    assertThat(ended.exit()).as(ended.output()).isZero();
    return ended.output();
  }

  private String refused(String... arguments) {
    Ended ended = run(arguments);
    assertThat(ended.exit()).as(ended.output()).isEqualTo(1);
    return ended.output();
  }

  private Ended run(String... arguments) {
    Ended ended = cli.run(arguments);
    transcript.add("fastly " + typed(arguments), ended.output());
    return ended;
  }

  private static String typed(String... arguments) {
    StringBuilder line = new StringBuilder();
    for (String argument : arguments) {
      line.append(line.isEmpty() ? "" : " ")
          .append(argument.contains(" ") ? "'" + argument + "'" : argument);
    }
    return line.toString();
  }

  /** The identifier in what a command said. */
  private static String id(String output) {
    Matcher id = Pattern.compile("\\b[0-9A-Za-z]{22}\\b").matcher(output);
    assertThat(id.find()).as(output).isTrue();
    return id.group();
  }

  private String text(String target) {
    return platform.send(SHOP, "GET", target, Map.of(), "").ok().text();
  }

  private void edit(String file, String before, String after) {
    try {
      String text = Files.readString(project.resolve(file));
      assertThat(text).contains(before);
      Files.writeString(project.resolve(file), text.replace(before, after));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.verge.deploy.client;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.testing.Certificates;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands about what functions read and are configured with, against a real control plane. */
class DataCommandsTest {
  @TempDir Path home;
  @TempDir Path folder;
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
  void kvEntriesArePutReadListedAndDeleted() throws IOException {
    run("kv", "put", "pages", "a/1", "hello", "--metadata", "höhe", "--ttl", "3600");
    Path file = Files.write(folder.resolve("value"), new byte[] {0, (byte) 0xff, 10});
    run("kv", "put", "pages", "b", "--file", file.toString());
    withInput("piped", () -> run("kv", "put", "pages", "c"));

    assertThat(run("kv", "list")).contains("pages", "3");
    assertThat(run("kv", "list", "pages").lines()).containsExactly("a/1", "b", "c");
    assertThat(run("kv", "list", "pages", "--prefix", "a").lines()).containsExactly("a/1");
    assertThat(read("a/1")).isEqualTo("hello".getBytes(UTF_8));
    assertThat(read("b")).isEqualTo(new byte[] {0, (byte) 0xff, 10});
    assertThat(read("c")).isEqualTo("piped".getBytes(UTF_8));
    Path copy = folder.resolve("copy");
    run("kv", "get", "pages", "b", "--file", copy.toString());
    assertThat(copy).hasSameBinaryContentAs(file);

    run("kv", "put", "pages", "a/1", "!", "--mode", "append");
    assertThat(read("a/1")).isEqualTo("hello!".getBytes(UTF_8));
    assertThat(refused("kv", "put", "pages", "a/1", "x", "--mode", "add")).contains("already");
    assertThat(refused("kv", "put", "pages", "k", "x", "--file", file.toString()))
        .contains("not both");
    run("kv", "delete", "pages", "a/1");
    assertThat(refused("kv", "delete", "pages", "a/1")).contains("no entry");
    assertThat(refused("kv", "delete", "pages")).contains("--all");
    run("kv", "delete", "pages", "--all");
    assertThat(refused("kv", "list", "pages")).contains("no KV store");
    assertThat(refused("kv", "delete", "..", "--all")).contains("not a name");
  }

  @Test
  void aValueMovesNoCursorOfATerminal() {
    run("kv", "put", "pages", "k", "one\n\u001b[31mtwo");
    typed = new Typed(platform, home, true);

    assertThat(run("kv", "get", "pages", "k").lines()).containsExactly("one", "?[31mtwo");
  }

  @Test
  void secretsComeFromFilesOrStandardInputAndAreNotShown() throws IOException {
    withInput("sesame", () -> run("secret", "put", "keys", "token"));
    Path file = Files.writeString(folder.resolve("salt"), "salt");
    assertThat(run("secret", "put", "keys", "salt", "--file", file.toString())).isEmpty();

    assertThat(plaintext("token")).isEqualTo("sesame");
    assertThat(plaintext("salt")).isEqualTo("salt");
    assertThat(run("secret", "list").lines()).containsExactly("keys");
    assertThat(run("secret", "list", "keys")).contains("salt", "token").doesNotContain("sesame");
    assertThat(refused("secret", "put", "keys", "token", "argument")).contains("argument");
    assertThat(plaintext("token")).isEqualTo("sesame");
    run("secret", "delete", "keys", "salt");
    assertThat(run("secret", "list", "keys")).doesNotContain("salt");
    run("secret", "delete", "keys", "--all");
    assertThat(run("secret", "list")).isEmpty();
  }

  @Test
  void liveConfigStoresAreChanged() throws IOException {
    run("config", "set", "flags", "dark=on", "formula=a=b", "empty=");
    assertThat(run("config", "list")).contains("flags", "3");
    assertThat(run("config", "list", "flags"))
        .containsPattern("dark +on\n")
        .containsPattern("formula +a=b\n");

    assertThat(refused("config", "unset", "flags", "dark", "missing")).contains("no item");
    run("config", "unset", "flags", "dark", "empty");
    assertThat(items()).isEqualTo(Map.of("formula", "a=b"));
    Path file = Files.writeString(folder.resolve("flags.json"), "{\"x\":\"1\"}");
    run("config", "replace", "flags", file.toString());
    assertThat(items()).isEqualTo(Map.of("x", "1"));
    assertThat(run("config", "list", "flags", "--json"))
        .startsWith("[")
        .contains("\"key\" : \"x\"", "\"value\" : \"1\"");
    assertThat(misused("config", "set", "flags", "novalue")).contains("NAME=VALUE");
    Files.writeString(file, "{");
    assertThat(refused("config", "replace", "flags", file.toString())).contains("not JSON");
    run("config", "delete", "flags");
    assertThat(refused("config", "list", "flags")).contains("no live config store");
  }

  @Test
  void liveAccessControlListsAreChanged() throws IOException {
    run("acl", "set", "blocked", "192.0.2.0/24=BLOCK", "2001:db8::/32=ALLOW", "--tenant", "demo");
    assertThat(run("acl", "list", "blocked"))
        .contains("PREFIX", "ACTION")
        .containsPattern("192.0.2.0/24 +BLOCK")
        .containsPattern("2001:db8::/32 +ALLOW");
    run("acl", "unset", "blocked", "192.0.2.0/24");
    assertThat(run("acl", "list", "blocked")).doesNotContain("BLOCK");
    withInput(
        "[{\"prefix\":\"10.0.0.0/8\",\"action\":\"BLOCK\"}]",
        () -> run("acl", "replace", "blocked"));
    assertThat(run("acl", "list", "blocked")).contains("10.0.0.0/8").doesNotContain("2001");
    assertThat(refused("acl", "set", "blocked", "10.0.0.0/99=BLOCK")).contains("must look like");
    run("acl", "set", "other");
    assertThat(run("acl", "list")).contains("blocked", "other");
    run("acl", "delete", "blocked");
    assertThat(run("acl", "list")).doesNotContain("blocked");
  }

  @Test
  void aSecretIsNotTypedWhereItWouldBeSeen() {
    CommandLine secret =
        new CommandLine(new SecretCommand(new Shell(Map.of(), () -> home, false, () -> true)));
    StringWriter errors = new StringWriter();
    secret.setErr(new PrintWriter(errors, true));

    assertThat(secret.execute("put", "keys", "token")).isEqualTo(2);
    assertThat(errors.toString()).contains("would be seen", "--file");
    assertThat(run("secret", "list")).isEmpty();
  }

  @Test
  void environmentVariablesAreShownAndChangedByNewVersions() {
    platform.upload("demo/hello", "{\"env\":{\"A\":\"1\\u001b\"}}", Modules.command("x")).ok(201);

    assertThat(run("env", "hello").lines()).containsExactly("A=1?");
    assertThat(run("env", "hello", "set", "B=2", "C=x=y")).contains("demo/hello version 2 serves.");
    assertThat(run("env", "hello", "--tenant", "demo").lines())
        .containsExactly("A=1?", "B=2", "C=x=y");
    assertThat(run("env", "hello", "unset", "A", "--no-activate")).contains("version 3 is stored.");
    assertThat(run("env", "hello").lines()).hasSize(3);
    assertThat(run("env", "hello", "unset", "A", "--wait-warm")).contains("version 4 serves.");
    assertThat(run("env", "hello").lines()).containsExactly("B=2", "C=x=y");
    assertThat(run("env", "hello", "--json"))
        .isEqualToIgnoringWhitespace("{\"B\":\"2\",\"C\":\"x=y\"}");
    assertThat(misused("env", "hello", "set", "=x")).contains("NAME=VALUE");
    assertThat(refused("env", "hello", "set", "1A=x")).contains("env has the name");
    assertThat(refused("env", "nobody")).contains("no function nobody");
  }

  @Test
  void twoWhoSetVariablesAtOnceDoNotUndoEachOther() throws Exception {
    platform.upload("demo/hello", Modules.command("x")).ok(201);
    Typed colleague = new Typed(platform, home, false);
    for (int i = 0; i < 5; i++) {
      String theirs = "THEIRS_%d=x".formatted(i);
      CompletableFuture<String> other =
          CompletableFuture.supplyAsync(() -> colleague.run("env", "hello", "set", theirs));
      run("env", "hello", "set", "OURS_%d=x".formatted(i));
      other.get();
    }

    assertThat(run("env", "hello").lines()).hasSize(10);
  }

  @Test
  void hostnamesAreShownAndChangedByNewVersions() {
    platform.upload("demo/hello", Modules.command("x")).ok(201);

    assertThat(run("hostname", "hello")).isEmpty();
    assertThat(run("hostname", "hello", "add", "Www.Example.com")).contains("version 2 serves.");
    run("hostname", "hello", "add", "shop.example.com");
    assertThat(run("hostname", "hello").lines())
        .containsExactlyInAnyOrder("www.example.com", "shop.example.com");
    assertThat(platform.controlPlane().routes().lookup("www.example.com")).isPresent();
    assertThat(refused("hostname", "hello", "add", "www.example.com")).contains("already");

    run("hostname", "hello", "delete", "www.example.com");
    assertThat(platform.controlPlane().routes().lookup("www.example.com")).isEmpty();
    run("hostname", "hello", "delete", "shop.example.com");
    assertThat(run("hostname", "hello", "--json")).isEqualToIgnoringWhitespace("[]");
    assertThat(refused("hostname", "hello", "delete", "shop.example.com"))
        .contains("no hostname shop.example.com");
    assertThat(refused("hostname", "hello", "add", "other.localhost")).isNotBlank();
  }

  @Test
  void aFunctionThatDoesNotServeStaysSo() {
    platform.upload("demo/hello", Modules.command("x")).ok(201);
    platform.upload("demo/hello", Modules.command("y")).ok(201);
    platform.delete(path("demo/hello") + "/deployment").ok(204);

    assertThat(run("env", "hello", "set", "A=1")).contains("version 3 is stored.");
    JsonNode made = platform.get(path("demo/hello") + "/versions/3").json();
    assertThat(made.path("module"))
        .isEqualTo(platform.get(path("demo/hello") + "/versions/2").json().path("module"));
  }

  @Test
  void backendsAreAddedUpdatedAndDeletedByNewVersions() throws IOException {
    platform.upload("demo/hello", Modules.command("x")).ok(201);
    Path ca = Files.writeString(folder.resolve("ca.pem"), Certificates.CERTIFICATE);

    assertThat(
            run(
                "backend",
                "hello",
                "add",
                "origin",
                "https://www.example.com",
                "override_host=shop.example.com",
                "keepalive.idle_ms=9000",
                "keepalive.tcp.probes=4",
                "min_tls_version=1.3",
                "use_sni=false",
                "ca_certificate=@" + ca))
        .contains("version 2 serves.");
    JsonNode backend = backend();
    assertThat(backend.path("override_host").asText()).isEqualTo("shop.example.com");
    assertThat(backend.at("/keepalive/idle_ms").asInt()).isEqualTo(9000);
    assertThat(backend.at("/keepalive/tcp/probes").asInt()).isEqualTo(4);
    assertThat(backend.path("use_sni").asBoolean()).isFalse();
    assertThat(backend.path("ca_certificate").asText()).isEqualTo(Certificates.CERTIFICATE);
    assertThat(run("backend", "hello"))
        .contains("origin", "https://www.example.com", "shop.example.com");

    run("backend", "hello", "update", "origin", "override_host=", "keepalive.idle_ms=1");
    assertThat(backend().has("override_host")).isFalse();
    assertThat(backend().at("/keepalive/idle_ms").asInt()).isEqualTo(1);
    assertThat(backend().path("min_tls_version").asText()).isEqualTo("1.3");
    assertThat(refused("backend", "hello", "update", "other", "url=http://a"))
        .contains("There is no backend other.");
    assertThat(refused("backend", "hello", "add", "origin", "http://a"))
        .contains("a backend origin already");
    assertThat(refused("backend", "hello", "update", "origin", "color=red"))
        .contains("backends.origin.color");
    run("backend", "hello", "delete", "origin");
    assertThat(run("backend", "hello")).doesNotContain("origin");
  }

  private JsonNode backend() {
    JsonNode function = platform.get(path("demo/hello")).ok(200).json();
    return platform
        .get("%s/versions/%d".formatted(path("demo/hello"), function.path("active").asInt()))
        .json()
        .at("/manifest/backends/origin");
  }

  private Map<String, String> items() {
    return platform.services().liveData().configStores().snapshot("demo", "flags").orElseThrow();
  }

  private String plaintext(String name) {
    return new String(
        platform.services().secretStores().plaintext("demo", "keys", name).orElseThrow(), UTF_8);
  }

  /** What the command writes to standard output itself. */
  private byte[] read(String key) {
    PrintStream before = System.out;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setOut(new PrintStream(written, true, UTF_8));
    try {
      run("kv", "get", "pages", key);
    } finally {
      System.setOut(before);
    }
    return written.toByteArray();
  }

  private static void withInput(String text, Runnable command) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(text.getBytes(UTF_8)));
    try {
      command.run();
    } finally {
      System.setIn(before);
    }
  }

  private String run(String... arguments) {
    return typed.run(arguments);
  }

  private String misused(String... arguments) {
    return typed.misused(arguments);
  }

  private String refused(String... arguments) {
    return typed.refused(arguments);
  }
}

package dev.verge.deploy.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads and changes KV stores. */
@Command(name = "kv", description = "Read and change KV stores, live.")
final class KvCommand implements Runnable {
  private static final int MOST_BYTES = 25_000_000;
  private final Shell shell;
  @Spec private CommandSpec spec;

  KvCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: list, get, put or delete.");
  }

  @Command(name = "list", description = "Show a store's keys, or the stores.")
  int list(
      @Parameters(index = "0", paramLabel = "STORE", arity = "0..1", description = "Which store")
          Optional<String> store,
      @Option(names = "--prefix", paramLabel = "TEXT", description = "With what the keys begin")
          Optional<String> prefix,
      @Mixin TenantOption tenant,
      @Mixin JsonOption json,
      @Mixin Connection connection) {
    ArrayNode all = ControlPlaneClient.JSON.createArrayNode();
    try (ControlPlaneClient client = connection.open(shell)) {
      if (store.isPresent()) {
        String query = prefix.map(text -> "?prefix=" + ControlPlaneClient.escaped(text)).orElse("");
        all.addAll(client.pages("%s/keys%s".formatted(path(tenant, store.get()), query), "keys"));
      } else {
        client.document(tenant.path() + "/kv-stores").path("kv_stores").forEach(all::add);
      }
    }
    json.print(
        spec.commandLine().getOut(),
        () -> all,
        out -> {
          if (store.isPresent()) {
            all.forEach(key -> out.println(Printable.of(key.asText())));
          } else {
            stores(all).print(out);
          }
        });
    return 0;
  }

  private static Table stores(ArrayNode all) {
    Table table = new Table("STORE", "KEYS", "SIZE");
    for (JsonNode store : all) {
      table.row(
          Printable.of(store.path("name").asText()),
          store.path("entries").asText(),
          Sizes.of(store.path("bytes").asLong()));
    }
    return table;
  }

  @Command(
      name = "get",
      description = "Print a value: as it is, but for a terminal without what would control that.")
  int get(
      @Parameters(index = "0", paramLabel = "STORE", description = "Which store") String store,
      @Parameters(index = "1", paramLabel = "KEY", description = "Which entry") String key,
      @Option(names = "--file", paramLabel = "FILE", description = "Write the value there")
          Optional<Path> file,
      @Mixin TenantOption tenant,
      @Mixin Connection connection) {
    byte[] value;
    try (ControlPlaneClient client = connection.open(shell)) {
      value = client.content(path(tenant, store, key));
    }
    if (file.isPresent()) {
      write(file.get(), value);
    } else if (shell.terminal()) {
      new String(value, UTF_8)
          .lines()
          .forEach(line -> spec.commandLine().getOut().println(Printable.of(line)));
    } else {
      System.out.write(value, 0, value.length);
      System.out.flush();
    }
    return 0;
  }

  private static void write(Path file, byte[] value) {
    try {
      Files.write(file, value);
    } catch (IOException e) {
      throw new ClientException("%s cannot be written: %s".formatted(file, Reasons.of(e)), e);
    }
  }

  @Command(
      name = "put",
      description = "Put a value: the argument's, a file's, or what standard input has.")
  int put(
      @Parameters(index = "0", paramLabel = "STORE", description = "Made when it is missing")
          String store,
      @Parameters(index = "1", paramLabel = "KEY", description = "Which entry") String key,
      @Parameters(index = "2", paramLabel = "VALUE", arity = "0..1", description = "The value")
          Optional<String> value,
      @Option(names = "--file", paramLabel = "FILE", description = "Has the value")
          Optional<Path> file,
      @Option(
              names = "--mode",
              paramLabel = "MODE",
              description = "overwrite (the default), add, append or prepend")
          Optional<String> mode,
      @Option(names = "--ttl", paramLabel = "SECONDS", description = "How long the entry stays")
          Optional<Integer> ttl,
      @Option(names = "--metadata", paramLabel = "TEXT", description = "A text beside the value")
          Optional<String> metadata,
      @Mixin TenantOption tenant,
      @Mixin Connection connection) {
    if (value.isPresent() && file.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "Give the value as an argument or in a file, not both.");
    }
    byte[] bytes =
        value.map(text -> text.getBytes(UTF_8)).orElseGet(() -> Given.bytes(file, MOST_BYTES));
    Map<String, String> headers = new HashMap<>();
    metadata.ifPresent(text -> headers.put("X-Verge-Metadata", ControlPlaneClient.escaped(text)));
    String query = "?mode=" + ControlPlaneClient.escaped(mode.orElse("overwrite"));
    try (ControlPlaneClient client = connection.open(shell)) {
      client.put(
          path(tenant, store, key) + query + ttl.map(seconds -> "&ttl_s=" + seconds).orElse(""),
          headers,
          bytes);
    }
    spec.commandLine().getErr().printf("Put %d bytes.%n", bytes.length);
    return 0;
  }

  @Command(name = "delete", description = "Delete an entry, or with --all the store.")
  int delete(
      @Parameters(index = "0", paramLabel = "STORE", description = "Which store") String store,
      @Parameters(index = "1", paramLabel = "KEY", arity = "0..1", description = "Which entry")
          Optional<String> key,
      @Option(names = "--all", description = "The store with all its entries") boolean all,
      @Mixin TenantOption tenant,
      @Mixin Connection connection) {
    if (key.isPresent() == all) {
      throw new ParameterException(spec.commandLine(), "Give a key, or --all for the store.");
    }
    try (ControlPlaneClient client = connection.open(shell)) {
      client.delete(key.map(one -> path(tenant, store, one)).orElseGet(() -> path(tenant, store)));
    }
    return 0;
  }

  private static String path(TenantOption tenant, String store) {
    return "%s/kv-stores/%s".formatted(tenant.path(), segment(store));
  }

  private static String path(TenantOption tenant, String store, String key) {
    return "%s/keys/%s".formatted(path(tenant, store), segment(key));
  }

  private static String segment(String text) {
    return ControlPlaneClient.segment(text);
  }
}

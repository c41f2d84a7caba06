package dev.verge.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads and changes live stores of a kind. Public methods, which picocli finds in subclasses. */
abstract class LiveCommand implements Runnable {
  private static final int MOST_BYTES = 16 << 20;
  private final Shell shell;
  private final Kind kind;
  @Spec private CommandSpec spec;

  LiveCommand(Shell shell, Kind kind) {
    this.shell = shell;
    this.kind = kind;
  }

  /**
   * How the control plane calls things.
   *
   * @param stores in paths
   * @param storesMember in the document of all
   * @param items in paths and documents
   * @param key of an item
   * @param value of an item
   */
  record Kind(String stores, String storesMember, String items, String key, String value) {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: list, set, unset, replace or delete.");
  }

  /** Shows what there is. */
  @Command(name = "list", description = "Show what is in one, or which there are.")
  public int list(
      @Parameters(index = "0", paramLabel = "NAME", arity = "0..1", description = "Which one")
          Optional<String> name,
      @Mixin TenantOption tenant,
      @Mixin JsonOption json,
      @Mixin Connection connection) {
    ArrayNode all = ControlPlaneClient.JSON.createArrayNode();
    try (ControlPlaneClient client = connection.open(shell)) {
      if (name.isPresent()) {
        all.addAll(client.pages(items(tenant, name.get()), kind.items));
      } else {
        String path = "%s/%s".formatted(tenant.path(), kind.stores);
        client.document(path).path(kind.storesMember).forEach(all::add);
      }
    }
    Table table = name.isPresent() ? items(all) : stores(all);
    json.print(spec.commandLine().getOut(), () -> all, table::print);
    return 0;
  }

  private Table items(ArrayNode all) {
    Table table = new Table(kind.key.toUpperCase(Locale.ROOT), kind.value.toUpperCase(Locale.ROOT));
    for (JsonNode item : all) {
      table.row(
          Printable.of(item.path(kind.key).asText()), Printable.of(item.path(kind.value).asText()));
    }
    return table;
  }

  private Table stores(ArrayNode all) {
    Table table = new Table("NAME", kind.items.toUpperCase(Locale.ROOT), "CHANGED");
    for (JsonNode store : all) {
      table.row(
          Printable.of(store.path("name").asText()),
          store.path("items").asText(),
          Printable.of(store.path("updated").asText()));
    }
    return table;
  }

  /** Puts items. */
  @Command(name = "set", description = "Put into one, which is made when it is missing.")
  public int set(
      @Parameters(index = "0", paramLabel = "NAME", description = "Which one") String name,
      @Parameters(
              index = "1..*",
              arity = "0..*",
              paramLabel = "KEY=VALUE",
              description = "What; of an access control list PREFIX=ACTION. All or none")
          List<String> pairs,
      @Mixin TenantOption tenant,
      @Mixin Connection connection) {
    ObjectNode body = ControlPlaneClient.JSON.createObjectNode();
    ArrayNode changes = body.putArray("changes");
    for (String text : pairs == null ? List.<String>of() : pairs) {
      Given.Pair pair = Given.pair(spec, text);
      changes
          .addObject()
          .put("op", "upsert")
          .put(kind.key, pair.name())
          .put(kind.value, pair.value());
    }
    return change(name, body, tenant, connection);
  }

  /** Removes items. */
  @Command(name = "unset", description = "Remove from one. All or none.")
  public int unset(
      @Parameters(index = "0", paramLabel = "NAME", description = "Which one") String name,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY", description = "What")
          List<String> keys,
      @Mixin TenantOption tenant,
      @Mixin Connection connection) {
    ObjectNode body = ControlPlaneClient.JSON.createObjectNode();
    ArrayNode changes = body.putArray("changes");
    keys.forEach(key -> changes.addObject().put("op", "delete").put(kind.key, key));
    return change(name, body, tenant, connection);
  }

  private int change(String name, ObjectNode body, TenantOption tenant, Connection connection) {
    try (ControlPlaneClient client = connection.open(shell)) {
      client.patch(items(tenant, name), "application/json", body);
    }
    return 0;
  }

  /** Replaces all items. */
  @Command(
      name = "replace",
      description = "Put what a file, or standard input, has in place of all that is in one.")
  public int replace(
      @Parameters(index = "0", paramLabel = "NAME", description = "Which one") String name,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "FILE",
              description =
                  "JSON: of a config store an object of texts, of an access control list an array of objects with prefix and action")
          Optional<Path> file,
      @Mixin TenantOption tenant,
      @Mixin Connection connection) {
    JsonNode content = json(Given.bytes(file, MOST_BYTES));
    ObjectNode body = ControlPlaneClient.JSON.createObjectNode();
    body.set(kind.items, content);
    try (ControlPlaneClient client = connection.open(shell)) {
      client.put(
          items(tenant, name),
          Map.of("Content-Type", "application/json"),
          ControlPlaneClient.json(body));
    }
    return 0;
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return ControlPlaneClient.JSON.readTree(bytes);
    } catch (IOException e) {
      throw new ClientException("The file is not JSON: " + Printable.of(e.getMessage()), e);
    }
  }

  /** Deletes a store. */
  @Command(name = "delete", description = "Delete one with all that is in it.")
  public int delete(
      @Parameters(index = "0", paramLabel = "NAME", description = "Which one") String name,
      @Mixin TenantOption tenant,
      @Mixin Connection connection) {
    try (ControlPlaneClient client = connection.open(shell)) {
      client.delete(store(tenant, name));
    }
    return 0;
  }

  private String store(TenantOption tenant, String name) {
    return "%s/%s/%s".formatted(tenant.path(), kind.stores, ControlPlaneClient.segment(name));
  }

  private String items(TenantOption tenant, String name) {
    return "%s/%s".formatted(store(tenant, name), kind.items);
  }
}

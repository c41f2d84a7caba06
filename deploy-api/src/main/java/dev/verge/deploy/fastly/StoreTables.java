package dev.verge.deploy.fastly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Config stores, KV stores and secret stores under {@code [local_server]}. */
final class StoreTables {
  private static final String FORMAT = "format";
  private static final String FILE = "file";

  private StoreTables() {}

  /** {@code config_stores}, also called {@code dictionaries}. */
  static void configStores(Section stores, ObjectNode target) {
    for (Map.Entry<String, JsonNode> entry : stores.entries().entrySet()) {
      Section store = stores.section(entry.getKey(), entry.getValue());
      if (target.has(entry.getKey())) {
        throw stores.refused(entry.getKey(), "is there twice");
      }
      target.set(entry.getKey(), items(store));
    }
  }

  private static ObjectNode items(Section store) {
    String format =
        store
            .string(FORMAT)
            .orElseThrow(() -> store.refused("lacks format, either inline-toml or json"));
    String place = format.equals("json") ? FILE : "contents";
    for (String key : store.entries().keySet()) {
      if (!key.equals(FORMAT) && !key.equals(place)) {
        throw store.refused(key, "is not known here; known are format and " + place);
      }
    }
    return switch (format) {
      case "inline-toml" ->
          object(
              store
                  .value("contents")
                  .orElseThrow(() -> store.refused("lacks contents, a table of keys and strings")),
              store);
      case "json" -> store.files().jsonObject(store, FILE);
      default -> throw store.refused(FORMAT, "must be inline-toml or json");
    };
  }

  private static ObjectNode object(JsonNode value, Section store) {
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw store.refused("contents", "must be a table of keys and strings");
  }

  /** {@code kv_stores}, also called {@code object_stores} and {@code object_store}. */
  static void kvStores(Section stores, List<String> names, List<KvEntry> entries) {
    for (Map.Entry<String, JsonNode> entry : stores.entries().entrySet()) {
      String store = entry.getKey();
      names.add(store);
      if (entry.getValue().isObject()) {
        Section file = jsonFile(stores, store, entry.getValue());
        kvFile(store, file, entries);
        continue;
      }
      for (Section item : stores.sections(store, entry.getValue())) {
        entries.add(kvEntry(store, key(item), item));
      }
    }
  }

  private static void kvFile(String store, Section file, List<KvEntry> entries) {
    ObjectNode items = file.files().jsonObject(file, FILE);
    for (Map.Entry<String, JsonNode> item : items.properties()) {
      String key = item.getKey();
      if (item.getValue().isTextual()) {
        entries.add(
            new KvEntry(
                store, key, new Content.Inline(item.getValue().textValue()), Optional.empty()));
      } else if (item.getValue() instanceof ObjectNode inner) {
        Section section =
            new Section(file.files(), file.files().file(file, FILE).toString(), "", items)
                .section(key, inner);
        entries.add(kvEntry(store, key, section));
      } else {
        throw file.refused(
            FILE,
            "names a file in which the value of \"%s\" is neither a string nor an object"
                .formatted(key));
      }
    }
  }

  private static KvEntry kvEntry(String store, String key, Section item) {
    // Once upon a time, file was called path.
    String file = item.has(FILE) || !item.has("path") ? FILE : "path";
    return new KvEntry(
        store,
        key,
        one(
            item,
            "either data or file",
            Map.of(
                "data",
                name -> new Content.Inline(item.string(name).orElseThrow()),
                file,
                name -> new Content.InFile(item.files().file(item, name)))),
        item.string("metadata"));
  }

  /**
   * {@code secret_stores}.
   *
   * @param environment where secrets may be
   * @param notes gets the secrets that are left out
   */
  static void secretStores(
      Section stores,
      Map<String, String> environment,
      List<String> names,
      List<Secret> secrets,
      List<String> notes) {
    for (Map.Entry<String, JsonNode> entry : stores.entries().entrySet()) {
      String store = entry.getKey();
      names.add(store);
      if (entry.getValue().isObject()) {
        secretFile(store, jsonFile(stores, store, entry.getValue()), secrets, notes);
        continue;
      }
      for (Section item : stores.sections(store, entry.getValue())) {
        Content value =
            one(
                item,
                "one of data, file and env",
                Map.of(
                    "data",
                    name -> new Content.Inline(item.string(name).orElseThrow()),
                    FILE,
                    name -> new Content.InFile(item.files().file(item, name)),
                    "env",
                    name -> variable(item, name, environment)));
        add(new Secret(store, key(item), value), secrets, notes);
      }
    }
  }

  private static void secretFile(
      String store, Section file, List<Secret> secrets, List<String> notes) {
    for (Map.Entry<String, JsonNode> item : file.files().jsonObject(file, FILE).properties()) {
      if (!item.getValue().isTextual()) {
        throw file.refused(
            FILE,
            "names a file in which the value of \"%s\" is not a string".formatted(item.getKey()));
      }
      Content value = new Content.Inline(item.getValue().textValue());
      add(new Secret(store, item.getKey(), value), secrets, notes);
    }
  }

  /** A secret has at least one byte. */
  private static void add(Secret secret, List<Secret> secrets, List<String> notes) {
    if (secret.value().equals(Content.Inline.EMPTY)) {
      notes.add(
          "The secret %s of %s is empty, or its environment variable is not set; it is left out."
              .formatted(secret.name(), secret.store()));
      return;
    }
    secrets.add(secret);
  }

  private static Content variable(Section item, String name, Map<String, String> environment) {
    return new Content.Inline(environment.getOrDefault(item.text(name).orElseThrow(), ""));
  }

  private static Section jsonFile(Section stores, String store, JsonNode value) {
    Section file = stores.section(store, value);
    if (!file.has(FILE) || !file.has(FORMAT)) {
      throw file.refused("must have both file and format, or be an array of tables");
    }
    if (!file.string(FORMAT).orElseThrow().equals("json")) {
      throw file.refused(FORMAT, "must be json");
    }
    return file;
  }

  private static String key(Section item) {
    return item.string("key").orElseThrow(() -> item.refused("lacks key"));
  }

  private static Content one(
      Section item, String expected, Map<String, Function<String, Content>> sources) {
    List<String> present = sources.keySet().stream().filter(item::has).toList();
    if (present.size() != 1) {
      throw item.refused("must have " + expected);
    }
    return sources.get(present.getFirst()).apply(present.getFirst());
  }
}

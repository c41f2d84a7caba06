package dev.verge.deploy.fastly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code [local_server]}: the services that the project's program reaches by name, turned into the
 * members of a manifest.
 */
final class LocalServer {
  /** Of the tools around the emulator, not of the program. */
  private static final Set<String> OF_TOOLS = Set.of("viceroy_version", "pushpin");

  private final Map<String, String> environment;
  private final ObjectNode manifest;
  private final List<KvEntry> kvEntries = new ArrayList<>();
  private final List<Secret> secrets = new ArrayList<>();
  private final List<String> notes;

  private final List<String> kvStores = new ArrayList<>();
  private final List<String> secretStores = new ArrayList<>();

  /**
   * @param environment where secrets may be
   * @param manifest gets the members
   * @param notes gets what is left out
   */
  LocalServer(Map<String, String> environment, ObjectNode manifest, List<String> notes) {
    this.environment = environment;
    this.manifest = manifest;
    this.notes = notes;
  }

  List<KvEntry> kvEntries() {
    return List.copyOf(kvEntries);
  }

  List<Secret> secrets() {
    return List.copyOf(secrets);
  }

  void read(Section local) {
    for (Map.Entry<String, JsonNode> entry : local.entries().entrySet()) {
      read(local, entry.getKey(), entry.getValue());
    }
    if (!kvStores.isEmpty()) {
      kvStores.forEach(manifest.putArray("kv_stores")::add);
    }
    if (!secretStores.isEmpty()) {
      secretStores.forEach(manifest.putArray("secret_stores")::add);
    }
  }

  private void read(Section local, String key, JsonNode value) {
    switch (key) {
      case "backends" -> BackendTables.read(local.section(key, value), manifest);
      case "config_stores", "dictionaries" ->
          StoreTables.configStores(
              local.section(key, value), manifest.withObjectProperty("config_stores"));
      case "kv_stores", "object_stores", "object_store" ->
          StoreTables.kvStores(local.section(key, value), kvStores, kvEntries);
      case "secret_stores" ->
          StoreTables.secretStores(
              local.section(key, value), environment, secretStores, secrets, notes);
      case "acls" -> acls(local.section(key, value));
      case "geolocation" -> geolocation(local.section(key, value));
      case "device_detection" ->
          entries(local.section(key, value), "user_agents", manifest.putObject(key));
      case "shielding_sites" -> shieldingSites(local.section(key, value));
      case "fake_valid_fastly_keys" ->
          local.strings(key).orElseThrow().forEach(manifest.putArray("purge_keys")::add);
      case "http_cache", "live_acls", "live_config_stores", "log_endpoints" ->
          manifest.set(key, value);
      default ->
          notes.add(
              OF_TOOLS.contains(key)
                  ? "%s has no meaning here and is ignored.".formatted(local.path(key))
                  : "%s is not known and is ignored.".formatted(local.path(key)));
    }
  }

  private void acls(Section acls) {
    ObjectNode target = manifest.putObject("acls");
    for (Map.Entry<String, JsonNode> entry : acls.entries().entrySet()) {
      acl(acls, entry.getKey(), entry.getValue(), target.putArray(entry.getKey()));
    }
  }

  /** The name of a JSON file; or a table that names it, or has the entries itself. */
  private static void acl(Section acls, String name, JsonNode value, ArrayNode target) {
    Section table = value.isTextual() ? acls : acls.section(name, value);
    String key = value.isTextual() ? name : "file";
    if (!table.has(key) && !table.has("entries")) {
      throw table.refused("must name a file, or have entries");
    }
    JsonNode entries =
        table.has(key)
            ? table.files().jsonObject(table, key).path("entries")
            : table.value("entries").orElseThrow();
    if (!entries.isArray()) {
      throw table.refused(key, "must lead to entries, a list of objects with prefix and action");
    }
    for (JsonNode entry : entries) {
      // What it would do to a list at Fastly does not matter to a whole list.
      target.add(entry instanceof ObjectNode line ? line.deepCopy().without("op") : entry);
    }
  }

  private void geolocation(Section geolocation) {
    ObjectNode target = manifest.putObject("geolocation");
    geolocation
        .value("use_default_loopback")
        .ifPresent(value -> target.set("use_default_loopback", value));
    entries(geolocation, "addresses", target);
  }

  /** The entries of a mapping that stands in the table, or in a JSON file of its own. */
  private void entries(Section mapping, String member, ObjectNode target) {
    if (!mapping.has("format")) {
      if (mapping.has(member) || mapping.has("file")) {
        notes.add(
            "%s is ignored, since there is no format beside it.".formatted(mapping.path(member)));
      }
      return;
    }
    target.set(
        member,
        switch (mapping.string("format").orElseThrow()) {
          case "inline-toml" ->
              mapping.value(member).orElseThrow(() -> mapping.refused("lacks the table " + member));
          case "json" -> mapping.files().jsonObject(mapping, "file");
          default -> throw mapping.refused("format", "must be inline-toml or json");
        });
  }

  private void shieldingSites(Section sites) {
    ObjectNode target = manifest.putObject("shielding_sites");
    for (Map.Entry<String, JsonNode> entry : sites.entries().entrySet()) {
      JsonNode site = entry.getValue();
      if (site.isTextual() && site.textValue().equalsIgnoreCase("local")) {
        target.putObject(entry.getKey()).put("local", true);
      } else if (site.isObject()) {
        target.set(entry.getKey(), site);
      } else {
        throw sites.refused(
            entry.getKey(), "must be \"local\", or a table of encrypted and unencrypted URLs");
      }
    }
  }
}

package dev.verge.deploy.fastly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/**
 * {@code [local_server.backends]}. Certificates and keys stand in the file or in files of their
 * own; all else is named as the manifest names it, which checks it.
 */
final class BackendTables {
  private static final String CA = "ca_certificate";
  private static final String CLIENT = "client_certificate";

  private BackendTables() {}

  static void read(Section backends, ObjectNode manifest) {
    ObjectNode target = manifest.putObject("backends");
    for (Map.Entry<String, JsonNode> entry : backends.entries().entrySet()) {
      backend(backends.section(entry.getKey(), entry.getValue()), target.putObject(entry.getKey()));
    }
  }

  private static void backend(Section backend, ObjectNode target) {
    for (Map.Entry<String, JsonNode> entry : backend.entries().entrySet()) {
      String key = entry.getKey();
      JsonNode value = entry.getValue();
      switch (key) {
        case CA -> target.put(CA, authorities(backend, key, value));
        case CLIENT -> clientCertificate(backend.section(key, value), target.putObject(CLIENT));
        case "health" ->
            target.put("health", backend.string("health").orElseThrow().toLowerCase(Locale.ROOT));
        default -> target.set(key, value);
      }
    }
  }

  /** PEM; or a table of {@code file} or {@code value}; or an array of these. */
  private static String authorities(Section backend, String key, JsonNode value) {
    if (value.isTextual() && !value.textValue().isBlank()) {
      return value.textValue();
    }
    if (value.isArray()) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < value.size(); i++) {
        all.append(authorities(backend, "%s[%d]".formatted(key, i), value.get(i))).append('\n');
      }
      return all.toString();
    }
    if (value.isObject()) {
      Section table = backend.section(key, value);
      if (table.has("file")) {
        return table.files().text(table, "file");
      }
      if (table.has("value")) {
        return table.text("value").orElseThrow();
      }
    }
    throw backend.refused(
        key, "must be certificates in PEM, { file = \"ca.pem\" }, or an array of these");
  }

  private static void clientCertificate(Section table, ObjectNode target) {
    target.put("certificate", inlineOrFile(table, "certificate"));
    target.put("key", inlineOrFile(table, "key"));
  }

  private static String inlineOrFile(Section table, String key) {
    String file = key + "_file";
    if (table.has(file)) {
      return table.files().text(table, file);
    }
    return table
        .string(key)
        .orElseThrow(() -> table.refused("lacks %s or %s".formatted(key, file)));
  }
}

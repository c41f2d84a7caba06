package dev.verge.gateway.up;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A {@code verge.toml}.
 *
 * @param path where it lies
 * @param values the text of each key
 */
record ConfigFile(Path path, Map<String, String> values) {
  static final String NAME = "verge.toml";

  /**
   * Reads a file.
   *
   * @param known the keys that it may have
   * @throws UpException when it cannot be read, is not TOML, or has another key
   */
  static ConfigFile read(Path path, Set<String> known) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : parse(path).properties()) {
      if (!known.contains(entry.getKey())) {
        throw new UpException(
            "%s has the unknown key %s. It may have: %s."
                .formatted(path, entry.getKey(), String.join(", ", known)));
      }
      if (!entry.getValue().isValueNode()) {
        throw new UpException(
            "The key %s in %s must be a single value.".formatted(entry.getKey(), path));
      }
      values.put(entry.getKey(), entry.getValue().asText());
    }
    return new ConfigFile(path, values);
  }

  private static JsonNode parse(Path path) {
    try {
      return new TomlMapper().readTree(path.toFile());
    } catch (JsonProcessingException e) {
      throw new UpException(
          "%s is not TOML, line %d: %s"
              .formatted(
                  path,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new UpException("%s cannot be read: %s".formatted(path, e.getMessage()), e);
    }
  }
}

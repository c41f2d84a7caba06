package dev.verge.deploy.fastly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** A table of a configuration file, with the names that lead to it. */
final class Section {
  private final ProjectFiles files;
  private final String file;
  private final String path;
  private final ObjectNode table;

  /**
   * @param files where files that the table names are
   * @param file what the file is called in messages
   * @param path the keys that lead to the table; empty for the whole file
   */
  Section(ProjectFiles files, String file, String path, ObjectNode table) {
    this.files = files;
    this.file = file;
    this.path = path;
    this.table = table;
  }

  ProjectFiles files() {
    return files;
  }

  boolean has(String key) {
    return table.has(key);
  }

  /** Every key with its value, in the order of the file. */
  SequencedMap<String, JsonNode> entries() {
    SequencedMap<String, JsonNode> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : table.properties()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    return entries;
  }

  Optional<JsonNode> value(String key) {
    return Optional.ofNullable(table.get(key));
  }

  Optional<String> string(String key) {
    return value(key)
        .map(
            value -> {
              if (!value.isTextual()) {
                throw refused(key, "must be a string");
              }
              return value.textValue();
            });
  }

  /** A string that says something. */
  Optional<String> text(String key) {
    return string(key)
        .map(
            text -> {
              if (text.isBlank()) {
                throw refused(key, "must not be empty");
              }
              return text;
            });
  }

  Optional<Long> wholeNumber(String key) {
    return value(key)
        .map(
            value -> {
              if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw refused(key, "must be a whole number");
              }
              return value.longValue();
            });
  }

  Optional<Section> section(String key) {
    return value(key).map(value -> section(key, value));
  }

  /** A value that must be a table. */
  Section section(String key, JsonNode value) {
    if (!(value instanceof ObjectNode inner)) {
      throw refused(key, "must be a table");
    }
    return new Section(files, file, path(key), inner);
  }

  Optional<List<String>> strings(String key) {
    return value(key)
        .map(
            value -> {
              List<String> strings = new ArrayList<>();
              for (JsonNode element : value) {
                strings.add(element.textValue());
              }
              if (!value.isArray() || strings.contains(null)) {
                throw refused(key, "must be an array of strings");
              }
              return List.copyOf(strings);
            });
  }

  /** The tables of an array of tables. */
  List<Section> sections(String key, JsonNode value) {
    if (!value.isArray()) {
      throw refused(key, "must be an array of tables, or a table with file and format");
    }
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      if (!(value.get(i) instanceof ObjectNode inner)) {
        throw refused("%s[%d]".formatted(key, i), "must be a table");
      }
      sections.add(new Section(files, file, "%s[%d]".formatted(path(key), i), inner));
    }
    return sections;
  }

  /** What is wrong with this table. */
  FastlyProjectException refused(String wrong) {
    return new FastlyProjectException("%s: %s %s.".formatted(file, path, wrong));
  }

  /** What is wrong with a key. */
  FastlyProjectException refused(String key, String wrong) {
    return new FastlyProjectException("%s: %s %s.".formatted(file, path(key), wrong));
  }

  String path(String key) {
    String step = key.matches("[A-Za-z0-9_-]+(\\[[0-9]+])?") ? key : '"' + shown(key) + '"';
    return path.isEmpty() ? step : path + "." + step;
  }

  private static String shown(String text) {
    String start = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return start.replaceAll("\\p{Cntrl}", "?");
  }
}

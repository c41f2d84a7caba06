package dev.verge.deploy.fastly;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table {@code [scripts]}. */
final class ScriptsTable {
  private ScriptsTable() {}

  /**
   * @param notes gets variables that are none
   */
  static Scripts read(Section scripts, List<String> notes) {
    Map<String, String> env = new LinkedHashMap<>();
    if (scripts.has("env_file")) {
      scripts
          .files()
          .text(scripts, "env_file")
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .forEach(line -> add(line, "a line of the env_file", env, notes));
    }
    scripts
        .strings("env_vars")
        .ifPresent(
            variables ->
                variables.forEach(variable -> add(variable, scripts.path("env_vars"), env, notes)));
    return new Scripts(scripts.string("build"), env);
  }

  private static void add(String line, String place, Map<String, String> env, List<String> notes) {
    String assignment = line.startsWith("export ") ? line.substring("export ".length()) : line;
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      notes.add("What %s says is not KEY=VALUE, and is ignored.".formatted(place));
      return;
    }
    env.put(assignment.substring(0, equals).strip(), unquoted(assignment.substring(equals + 1)));
  }

  private static String unquoted(String value) {
    String text = value.strip();
    boolean quoted = text.matches("\"[^\"]*\"|'[^']*'");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }
}

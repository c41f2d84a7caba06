package dev.verge.gateway.compute;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What was typed and answered, as a page: whatever differs from run to run is replaced by something
 * of the same width.
 */
final class Transcript {
  private static final Pattern ID = Pattern.compile("\\b[0-9A-Za-z]{22}\\b");

  /** What a terminal sees for a moment. */
  private static final Pattern SPINNER = Pattern.compile("(?m)^[|/\\\\-] .*\\R");

  /** The tool that annotates binaries is the command line's own business. */
  private static final Pattern WASM_TOOLS =
      Pattern.compile(
          "(?m)^. Fetching latest wasm-tools.*\\R|^INFO: There was an error down[^$]*?\\R\\R");

  private final StringBuilder page = new StringBuilder();
  private final Map<String, String> ids = new LinkedHashMap<>();
  private final List<Map.Entry<Pattern, String>> replacements = new ArrayList<>();
  private boolean open;

  Transcript() {
    also("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "2026-01-01 00:00:00");
    also("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d(?!:)", "2026-01-01 00:00");
    also("\\b[0-9a-f]{64,128}\\b", "9f86d081…");
    also("(?m)(?<=^stdout \\| |^stderr \\| )[0-9a-f]{8}", "0fe9c492");
    also("(?<=Generation: )\\d+", "1");
  }

  /** Replaces whatever a pattern finds. */
  Transcript also(String pattern, String replacement) {
    replacements.add(Map.entry(Pattern.compile(pattern), replacement));
    return this;
  }

  void heading(String text, String about) {
    end();
    page.append("\n## %s\n\n%s\n\n```console\n".formatted(text, about));
    open = true;
  }

  void add(String command, String output) {
    String told = WASM_TOOLS.matcher(SPINNER.matcher(output).replaceAll("")).replaceAll("");
    StringBuilder lines = new StringBuilder();
    told.strip().lines().forEach(line -> lines.append(line.stripTrailing()).append('\n'));
    page.append(normal("$ %s\n%s".formatted(command, lines))).append('\n');
  }

  String page() {
    end();
    return page.toString().replaceAll("\n{3,}", "\n\n");
  }

  private void end() {
    if (open) {
      page.setLength(page.length() - 1);
      page.append("```\n");
      open = false;
    }
  }

  private String normal(String text) {
    String normal = ID.matcher(text).replaceAll(this::id);
    for (Map.Entry<Pattern, String> replacement : replacements) {
      normal = replacement.getKey().matcher(normal).replaceAll(replacement.getValue());
    }
    return normal;
  }

  private String id(MatchResult found) {
    return ids.computeIfAbsent(found.group(), id -> "Id%020d".formatted(ids.size() + 1));
  }
}

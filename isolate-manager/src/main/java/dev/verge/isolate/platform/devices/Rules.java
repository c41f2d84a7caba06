package dev.verge.isolate.platform.devices;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rules of one kind in the order in which they are tried, as the data of uap-core has them (its
 * {@code docs/specification.md}): the first pattern that is found fills the fields.
 */
final class Rules {
  private static final Pattern GROUP = Pattern.compile("\\$(\\d)");
  private final List<Rule> rules = new ArrayList<>();

  /**
   * @param fills a text with {@code $1} and so on for the pattern's groups, one for each field
   */
  private record Rule(Pattern pattern, List<String> fills) {}

  /**
   * @param entries maps with a {@code regex}, perhaps a {@code regex_flag}, and fields
   * @param fields their names, each with what fills it when an entry does not say
   */
  Rules(List<?> entries, List<Map.Entry<String, String>> fields) {
    for (Object each : entries) {
      Map<?, ?> entry = (Map<?, ?>) each;
      Pattern pattern =
          Pattern.compile(
              String.valueOf(entry.get("regex")),
              "i".equals(entry.get("regex_flag")) ? Pattern.CASE_INSENSITIVE : 0);
      rules.add(
          new Rule(
              pattern,
              fields.stream()
                  .map(
                      field ->
                          entry.containsKey(field.getKey())
                              ? String.valueOf(entry.get(field.getKey()))
                              : field.getValue())
                  .toList()));
    }
  }

  /** The fields of the first rule that holds; empty texts where it has nothing. */
  Optional<List<String>> apply(String text) {
    for (Rule rule : rules) {
      Matcher matcher = rule.pattern.matcher(text);
      if (matcher.find()) {
        return Optional.of(rule.fills.stream().map(fill -> fill(fill, matcher)).toList());
      }
    }
    return Optional.empty();
  }

  private static String fill(String fill, Matcher found) {
    return GROUP
        .matcher(fill)
        .replaceAll(
            reference -> {
              int group = Integer.parseInt(reference.group(1));
              String value = group <= found.groupCount() ? found.group(group) : null;
              return value == null ? "" : Matcher.quoteReplacement(value);
            })
        .strip();
  }
}

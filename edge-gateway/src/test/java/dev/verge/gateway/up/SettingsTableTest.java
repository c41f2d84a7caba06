package dev.verge.gateway.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The README's table of settings is written from the code: {@code ./verge test -pl edge-gateway -am
 * -Dtest=SettingsTableTest -Dsurefire.failIfNoSpecifiedTests=false -Dverge.readme.write} puts it
 * between the README's markers.
 */
class SettingsTableTest {
  private static final Path README = Path.of("..", "README.md");
  private static final String BEGIN = "<!-- settings: written by SettingsTableTest -->\n";
  private static final String END = "<!-- /settings -->";

  @Test
  void theReadmeTellsTheSettingsAsTheyAre() throws IOException {
    String readme = Files.readString(README);
    Matcher between =
        Pattern.compile(Pattern.quote(BEGIN) + "(.*?)" + Pattern.quote(END), Pattern.DOTALL)
            .matcher(readme);
    assertThat(between.find()).as("The README has the lines %s and %s", BEGIN, END).isTrue();
    if (System.getProperty("verge.readme.write") != null) {
      Files.writeString(
          README,
          readme.substring(0, between.start(1)) + table() + readme.substring(between.end(1)));
    } else {
      assertThat(between.group(1)).isEqualTo(table());
    }
  }

  private static String table() {
    return Settings.ALL.stream()
        .map(
            setting ->
                "| `%s` | `%s` | %s |\n"
                    .formatted(setting.key(), setting.defaultText(), setting.description()))
        .collect(Collectors.joining("", "| setting | default | what |\n|---|---|---|\n", ""));
  }
}

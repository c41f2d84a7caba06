package dev.verge.isolate.platform.devices;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The rules of uap-core, as the library uap-java carries them. Its own parser is not used: it drops
 * brands and models. Reading and compiling them takes about half a second.
 *
 * @param programs fill a name and three parts of a version
 * @param systems fill a name and four parts of a version
 * @param devices fill a name, a brand and a model
 */
record UserAgentData(Rules programs, Rules systems, Rules devices) {
  private static final String RESOURCE = "/ua_parser/regexes.yaml";
  private static final int MOST_CHARACTERS = 10_000_000;

  static UserAgentData load() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_CHARACTERS);
    try (InputStream in = UserAgentData.class.getResourceAsStream(RESOURCE)) {
      Map<String, List<?>> kinds = new Yaml(new SafeConstructor(options)).load(in);
      return new UserAgentData(
          new Rules(
              kinds.get("user_agent_parsers"),
              List.of(
                  Map.entry("family_replacement", "$1"),
                  Map.entry("v1_replacement", "$2"),
                  Map.entry("v2_replacement", "$3"),
                  Map.entry("v3_replacement", "$4"))),
          new Rules(
              kinds.get("os_parsers"),
              List.of(
                  Map.entry("os_replacement", "$1"),
                  Map.entry("os_v1_replacement", "$2"),
                  Map.entry("os_v2_replacement", "$3"),
                  Map.entry("os_v3_replacement", "$4"),
                  Map.entry("os_v4_replacement", "$5"))),
          new Rules(
              kinds.get("device_parsers"),
              List.of(
                  Map.entry("device_replacement", "$1"),
                  Map.entry("brand_replacement", ""),
                  Map.entry("model_replacement", "$1"))));
    } catch (IOException e) {
      throw new UncheckedIOException("The rules for user agents cannot be read.", e);
    }
  }
}

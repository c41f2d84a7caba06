package dev.verge.gateway.up;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the person or service that starts the platform said.
 *
 * @param flags texts from the command line, by the setting's key
 * @param variables the environment
 * @param directory the working directory
 */
public record Asked(Map<String, String> flags, Map<String, String> variables, Path directory) {
  /** The folder of the launcher; set by {@code ./verge}. */
  private static final String ROOT = "VERGE_ROOT";

  static final String CONFIG_KEY = "config";
  private static final String CONFIG = "VERGE_CONFIG";

  public Asked {
    flags = Map.copyOf(flags);
    variables = Map.copyOf(variables);
    directory = directory.toAbsolutePath();
  }

  /** The same with other flags in place of some. */
  Asked with(Map<String, String> others) {
    Map<String, String> all = new HashMap<>(flags);
    all.putAll(others);
    return new Asked(all, variables, directory);
  }

  /** A variable that is set to something. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }

  /** The launcher's folder; without a launcher, the working directory. */
  Path root() {
    return variable(ROOT).map(directory::resolve).orElse(directory);
  }

  /** The configuration file that was asked for by name. */
  Optional<Path> config() {
    return Optional.ofNullable(flags.get(CONFIG_KEY))
        .or(() -> variable(CONFIG))
        .map(directory::resolve);
  }
}

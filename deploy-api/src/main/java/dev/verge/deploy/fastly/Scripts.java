package dev.verge.deploy.fastly;

import java.util.Map;
import java.util.Optional;

/**
 * The table {@code [scripts]}: how the project is built.
 *
 * @param build the shell command that makes {@code bin/main.wasm}
 * @param env environment variables of the command, from {@code env_file} and {@code env_vars}
 */
public record Scripts(Optional<String> build, Map<String, String> env) {
  static final Scripts NONE = new Scripts(Optional.empty(), Map.of());

  public Scripts {
    env = Map.copyOf(env);
  }

  /** How many variables there are; their values may be secrets. */
  @Override
  public String toString() {
    return "Scripts[build=%s, env=%s]".formatted(build, env.keySet());
  }
}

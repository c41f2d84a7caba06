package dev.verge.deploy.client;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the commands know of where they run.
 *
 * @param variables the environment
 * @param home the platform's state directory, when neither flag nor variable names one
 * @param terminal whether a person watches
 */
public record Shell(Map<String, String> variables, Supplier<Path> home, boolean terminal) {
  public Shell {
    variables = Map.copyOf(variables);
  }

  /** An environment variable that is set to something. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }
}

package dev.verge.deploy.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * What the commands know of where they run.
 *
 * @param variables the environment
 * @param home the platform's state directory, when neither flag nor variable names one
 * @param terminal whether a person watches
 * @param typed whether standard input is what a person types, watching or not
 */
public record Shell(
    Map<String, String> variables, Supplier<Path> home, boolean terminal, BooleanSupplier typed) {
  public Shell {
    variables = Map.copyOf(variables);
  }

  /** One that finds out about its standard input when that matters. */
  public Shell(Map<String, String> variables, Supplier<Path> home, boolean terminal) {
    this(variables, home, terminal, Shell::isTyped);
  }

  /** Java only knows of a terminal that is output as well; this is POSIX. */
  private static boolean isTyped() {
    try {
      return new ProcessBuilder("test", "-t", "0")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Asks a person whether to go on.
   *
   * @param deed what would be done, such as "delete everything"
   * @throws ParameterException when there is nobody to ask
   */
  boolean agrees(CommandSpec spec, String deed) {
    if (!terminal) {
      throw new ParameterException(
          spec.commandLine(), "There is no terminal to ask at: give --yes to %s.".formatted(deed));
    }
    String question = deed.substring(0, 1).toUpperCase(Locale.ROOT) + deed.substring(1);
    String answer = System.console().readLine("%s? [y/N] ", question);
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }

  /** An environment variable that is set to something. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }
}

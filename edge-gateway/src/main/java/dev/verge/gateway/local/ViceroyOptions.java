package dev.verge.gateway.local;

import dev.verge.gateway.up.ConsoleLog;
import dev.verge.gateway.up.LogFormat;
import dev.verge.gateway.up.LogLevel;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What Viceroy's commands have in common. */
final class ViceroyOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(paramLabel = "INPUT", description = "The path to the service's Wasm module")
  private Path input;

  @Option(
      names = {"-C", "--config"},
      paramLabel = "CONFIG_PATH",
      description = "A TOML file with local_server, such as fastly.toml")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--log-stdout", description = "Show standard output as a logging endpoint")
  private boolean logStdout;

  @Option(names = "--log-stderr", description = "Show standard error as a logging endpoint")
  private boolean logStderr;

  @Option(names = "-v", description = "Tell more; may be repeated")
  private boolean[] verbosity = {};

  @Option(names = "--profile", paramLabel = "STRATEGY", description = "Has no effect here")
  private Optional<String> profile = Optional.empty();

  @Option(
      names = "--local-pushpin-proxy-port",
      paramLabel = "PORT",
      description = "Has no effect here")
  private Optional<Integer> pushpin = Optional.empty();

  @Option(
      names = "--experimental_modules",
      paramLabel = "MODULE",
      description = "Has no effect here")
  private List<String> experimental = List.of();

  @Option(
      names = "--unknown-import-behavior",
      paramLabel = "BEHAVIOR",
      description = "Only link-error has an effect here, which is the default")
  private Optional<String> unknownImports = Optional.empty();

  @Option(names = "--adapt", description = "Has no effect here: core modules run as they are")
  private boolean adapt;

  @Option(names = "--wasm-exceptions", description = "Has no effect here")
  private boolean exceptions;

  @Option(names = "--wasm-gc", description = "Has no effect here")
  private boolean gc;

  @Option(names = "--wasm-cm-gc", description = "Has no effect here")
  private boolean componentGc;

  /**
   * The program.
   *
   * @throws ParameterException when it, or the configuration, does not exist
   */
  ProgramSource source(Map<String, String> variables) {
    requireFile(input);
    config.ifPresent(this::requireFile);
    return ProgramSource.of(input, config, variables);
  }

  GuestOutput output() {
    return new GuestOutput(System.out, System.err, logStdout, logStderr);
  }

  boolean verbose() {
    return verbosity.length > 0;
  }

  /** Sets up the platform's own log, and says which options were not heeded. */
  void begin() {
    LogLevel level =
        switch (verbosity.length) {
          case 0 -> LogLevel.ERROR;
          case 1 -> LogLevel.WARN;
          case 2 -> LogLevel.DEBUG;
          default -> LogLevel.TRACE;
        };
    ConsoleLog.configure(LogFormat.TEXT, level, true);
    PrintWriter err = spec.commandLine().getErr();
    ignored("--profile", profile.isPresent(), err);
    ignored("--local-pushpin-proxy-port", pushpin.isPresent(), err);
    ignored("--experimental_modules", !experimental.isEmpty(), err);
    ignored(
        "--unknown-import-behavior",
        unknownImports.filter(behavior -> !behavior.equals("link-error")).isPresent(),
        err);
    ignored("--wasm-exceptions", exceptions, err);
    ignored("--wasm-gc", gc, err);
    ignored("--wasm-cm-gc", componentGc, err);
    ignored("--adapt", adapt, err);
    err.flush();
  }

  private static void ignored(String option, boolean given, PrintWriter err) {
    if (given) {
      err.printf("verge: %s has no effect here%n", option);
    }
  }

  private void requireFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(
          spec.commandLine(), "%s: No such file or directory".formatted(file));
    }
  }
}

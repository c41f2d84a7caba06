package dev.verge.gateway.up;

import dev.verge.deploy.client.ControlPlaneClient;
import dev.verge.deploy.client.FunctionDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the platform in the foreground until a signal asks it to stop; then the exit code is 0. */
@Command(
    name = "up",
    description = "Start the platform and stay in the foreground.",
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {
      "",
      "Every setting may also stand in the environment or in verge.toml, which is looked for beside the launcher and in the state directory. A flag wins over a variable, a variable over the file."
    })
public final class UpCommand implements Callable<Integer> {
  /** What closing may take beyond the drain before the process is ended the hard way. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final Map<String, String> variables;
  private final Optional<Path> samples;
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration file instead of verge.toml [VERGE_CONFIG]")
  private String config;

  private UpCommand(Map<String, String> variables, Optional<Path> samples) {
    this.variables = variables;
    this.samples = samples;
  }

  /**
   * The command with a flag for every setting.
   *
   * @param variables the environment
   * @param samples a folder with a folder per sample function
   */
  public static CommandSpec spec(Map<String, String> variables, Optional<Path> samples) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new UpCommand(variables, samples));
    Settings.ALL.forEach(setting -> spec.addOption(option(setting)));
    return spec;
  }

  @Override
  public Integer call() throws InterruptedException {
    Asked asked = asked();
    Settings settings = Settings.of(asked);
    ConsoleLog.configure(settings.logFormat(), settings.logLevel(), false);
    StopSignal stop = StopSignal.listen();
    Optional<Map<String, String>> next = run(settings, stop);
    while (next.isPresent()) {
      LoggerFactory.getLogger(UpCommand.class).info("Starting again.");
      next = run(Settings.of(asked.with(next.get())), stop);
    }
    return 0;
  }

  /** Runs one platform. Returns the ports for the next, if one is to follow. */
  private Optional<Map<String, String>> run(Settings settings, StopSignal stop)
      throws InterruptedException {
    Platform platform = Platform.start(settings, stop::restart);
    try {
      welcome(platform, settings);
      boolean again = stop.await();
      LoggerFactory.getLogger(UpCommand.class)
          .info("Stopping; requests in flight have {} s to end.", settings.drain().toSeconds());
      return again ? Optional.of(ports(platform)) : Optional.empty();
    } finally {
      try (StopDeadline _ = StopDeadline.set(settings.drain().plus(GRACE))) {
        platform.close();
      }
    }
  }

  /** Those that were picked stay as they are for clients. */
  private static Map<String, String> ports(Platform platform) {
    Map<String, String> ports = new HashMap<>();
    ports.put(Settings.PORT.key(), Integer.toString(platform.dataPlane().getPort()));
    ports.put(Settings.ADMIN_PORT.key(), Integer.toString(platform.controlPlane().getPort()));
    platform
        .secureDataPlane()
        .ifPresent(url -> ports.put(Settings.TLS_PORT.key(), Integer.toString(url.getPort())));
    return ports;
  }

  private void welcome(Platform platform, Settings settings) {
    PrintWriter out = spec.commandLine().getOut();
    try (ControlPlaneClient client =
        ControlPlaneClient.of(platform.controlPlane(), token(settings.home()))) {
      samples
          .filter(_ -> settings.samples())
          .map(folder -> new Samples(folder, settings.home()))
          .filter(Samples::missing)
          .ifPresent(found -> found.deploy(client));
      List<FunctionDocument> functions = client.functions();
      switch (settings.logFormat()) {
        case TEXT -> new Announcement(out).print(platform, settings.home(), functions);
        case JSON ->
            LoggerFactory.getLogger(UpCommand.class)
                .atInfo()
                .addKeyValue("data_plane", platform.dataPlane())
                .addKeyValue(
                    "secure_data_plane",
                    platform.secureDataPlane().map(URI::toString).orElse("none"))
                .addKeyValue("control_plane", platform.controlPlane())
                .addKeyValue("home", settings.home())
                .addKeyValue("functions", functions.size())
                .addKeyValue("engine", platform.engine().name())
                .addKeyValue("jit", platform.engine().compiled())
                .log("Verge is up.");
      }
    }
  }

  private Asked asked() {
    Map<String, String> flags = new HashMap<>();
    Settings.ALL.forEach(
        setting -> {
          Object text = spec.findOption(setting.flag()).getValue();
          if (text != null) {
            flags.put(setting.key(), text.toString());
          }
        });
    if (config != null) {
      flags.put(Asked.CONFIG_KEY, config);
    }
    return new Asked(flags, variables, Path.of(""));
  }

  private static OptionSpec option(Setting<?> setting) {
    String description =
        "%s [default %s; %s]"
            .formatted(setting.description(), setting.defaultText(), setting.variable())
            // picocli formats a description again.
            .replace("%", "%%");
    OptionSpec.Builder option = OptionSpec.builder(setting.flag()).description(description);
    if (setting.kind().placeholder().isEmpty()) {
      return option.type(Boolean.class).arity("0").negatable(true).fallbackValue("true").build();
    }
    return option.type(String.class).paramLabel(setting.kind().placeholder()).build();
  }

  private static String token(Path home) {
    try {
      return Files.readString(home.resolve("root-token")).strip();
    } catch (IOException e) {
      throw new UpException("The root token in %s cannot be read: %s".formatted(home, e), e);
    }
  }
}

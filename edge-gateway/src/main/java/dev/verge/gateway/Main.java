package dev.verge.gateway;

import dev.verge.deploy.client.ClientCommands;
import dev.verge.deploy.client.ClientException;
import dev.verge.deploy.client.Shell;
import dev.verge.gateway.local.ServeCommand;
import dev.verge.gateway.tls.CaCommand;
import dev.verge.gateway.tls.TlsException;
import dev.verge.gateway.up.Asked;
import dev.verge.gateway.up.Settings;
import dev.verge.gateway.up.UpCommand;
import dev.verge.gateway.up.UpException;
import dev.verge.isolate.InvalidNameException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** Verge's command line. Exit codes: 0 done, 1 could not be done, 2 wrong usage. */
@Command(
    name = "verge",
    description = "Serves WebAssembly functions by hostname.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      " 0:It is done",
      " 1:It could not be done; standard error says why",
      " 2:It was not typed as it should be"
    },
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  /** Set by {@code bin/verge-jvm}: the folder that has {@code samples}. */
  private static final String DIST = "verge.dist";

  /** Characters in a line of help. */
  private static final int USAGE_WIDTH = 110;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show stack traces of errors")
  private boolean verbose;

  @Option(names = "--version", versionHelp = true, description = "Show the version")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean version;

  private Main() {}

  /** Runs a command and ends the process. */
  @SuppressWarnings("SystemConsoleNull") // it is, where JDK 25 takes its default console
  public static void main(String[] args) {
    boolean terminal = System.console() != null && System.console().isTerminal();
    System.exit(commandLine(System.getenv(), terminal).execute(args));
  }

  /**
   * The command line, ready to execute.
   *
   * @param variables the environment
   * @param terminal whether a person watches
   */
  static CommandLine commandLine(Map<String, String> variables, boolean terminal) {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    Optional<Path> samples =
        Optional.ofNullable(System.getProperty(DIST)).map(dist -> Path.of(dist, "samples"));
    line.addSubcommand(UpCommand.spec(variables, samples));
    line.addSubcommand(new ServeCommand(variables));
    Shell shell =
        new Shell(
            variables, () -> Settings.home(new Asked(Map.of(), variables, Path.of(""))), terminal);
    ClientCommands.in(shell).forEach(line::addSubcommand);
    Asked asked = new Asked(Map.of(), variables, Path.of(""));
    line.addSubcommand(
        new CaCommand(() -> Settings.home(asked), () -> Settings.domain(asked), variables));
    line.setUsageHelpWidth(USAGE_WIDTH);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((e, _) -> misused(e));
    line.setExecutionExceptionHandler((e, at, _) -> main.fail(e, at.getErr()));
    return line;
  }

  /** Says what is wrong and how it is right; what every option means is a {@code --help} away. */
  private static int misused(ParameterException e) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("verge: " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    if (line.getSubcommands().isEmpty()) {
      CommandLine.Help help = line.getHelp();
      err.print(help.synopsisHeading() + help.synopsis(help.synopsisHeadingLength()));
      err.printf("%s --help tells more.%n", line.getCommandSpec().qualifiedName());
    } else {
      line.usage(err);
    }
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private int fail(Exception e, PrintWriter err) {
    boolean expected =
        e instanceof ClientException
            || e instanceof UpException
            || e instanceof TlsException
            || e instanceof InvalidNameException;
    if (expected) {
      err.println("verge: " + e.getMessage());
    } else {
      err.printf("verge: unexpected: %s%s%n", e, verbose ? "" : " (--verbose tells more)");
    }
    if (verbose) {
      e.printStackTrace(err);
    }
    err.flush();
    // Typed as no name is, here or in a function.toml.
    return e instanceof InvalidNameException
        ? CommandLine.ExitCode.USAGE
        : CommandLine.ExitCode.SOFTWARE;
  }

  /** The jar's version, and what it runs on. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "Verge %s on Java %s"
            .formatted(version == null ? "(not packaged)" : version, Runtime.version())
      };
    }
  }
}

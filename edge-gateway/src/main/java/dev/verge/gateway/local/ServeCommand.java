package dev.verge.gateway.local;

import dev.verge.gateway.up.ConsoleLog;
import dev.verge.gateway.up.LogFormat;
import dev.verge.gateway.up.LogLevel;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one project in the foreground, until a signal asks it to stop; then the exit code is 0. */
@Command(
    name = "serve",
    description = "Run one function on this machine, with no other configuration.",
    sortOptions = false)
public final class ServeCommand implements Callable<Integer> {
  private final Map<String, String> variables;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR_OR_FILE",
      arity = "0..1",
      defaultValue = ".",
      description =
          "A Compute project (fastly.toml and bin/main.wasm), a folder with a function.toml, or a .wasm file; the working directory by default")
  private Path program;

  @Option(
      names = "--addr",
      paramLabel = "ADDRESS:PORT",
      converter = SocketAddress.class,
      defaultValue = SocketAddress.DEFAULT,
      description = "Where to listen, for every hostname [default ${DEFAULT-VALUE}]")
  private InetSocketAddress address;

  @Option(names = "--port", paramLabel = "PORT", description = "The port alone; 0 picks a free one")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--no-watch",
      negatable = true,
      description = "Load the program again when its files change [default true]")
  private boolean watch = true;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Keep KV stores, secrets and logs there; otherwise they are gone when it stops")
  private Optional<Path> home = Optional.empty();

  @Option(
      names = "--allow-private-backends",
      description =
          "Let backends that the program makes at run time have loopback, link-local and private addresses; those of the project always may")
  private boolean privateBackends;

  @Option(names = "-v", description = "Show the platform's own log; -vv shows more of it")
  private boolean[] verbosity = {};

  /**
   * @param variables the environment, where a project's secrets may be
   */
  public ServeCommand(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  @Override
  public Integer call() throws InterruptedException {
    ConsoleLog.configure(LogFormat.TEXT, level(), true);
    InetSocketAddress where =
        port.map(number -> new InetSocketAddress(address.getAddress(), number)).orElse(address);
    new LocalServer(
            ProgramSource.at(program, variables),
            new LocalServer.Setting(
                where, "--port", home.map(Path::toAbsolutePath), watch, privateBackends),
            new GuestOutput(System.out, System.err, false, false),
            spec.commandLine().getOut())
        .run(this::greet);
    return 0;
  }

  private LogLevel level() {
    return switch (verbosity.length) {
      case 0 -> LogLevel.WARN;
      case 1 -> LogLevel.INFO;
      default -> LogLevel.DEBUG;
    };
  }

  private void greet(LocalPlatform platform, Program served, URI url) {
    PrintWriter out = spec.commandLine().getOut();
    served.notes().forEach(note -> out.println("note: " + note));
    if (!platform.engine().compiled()) {
      out.println("WARNING: the program is interpreted, 50 to 70 times slower: no JIT on this JVM");
    }
    out.printf(
        "%s serves %s, %d ms after the start. Ctrl-C stops it.%n",
        url, served.module(), ProcessAge.millis());
    out.flush();
  }
}

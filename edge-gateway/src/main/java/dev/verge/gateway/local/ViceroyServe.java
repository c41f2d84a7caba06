package dev.verge.gateway.local;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code viceroy serve}: serves until a signal. */
@Command(
    name = "serve",
    description = "Serve the module; the default.",
    mixinStandardHelpOptions = true,
    versionProvider = ViceroyMain.Version.class)
final class ViceroyServe implements Callable<Integer> {
  private final Map<String, String> variables;
  @Spec private CommandSpec spec;
  @Mixin private ViceroyOptions options;

  @Option(
      names = "--addr",
      paramLabel = "SOCKET_ADDR",
      converter = SocketAddress.class,
      defaultValue = SocketAddress.DEFAULT,
      description = "Where to listen [default ${DEFAULT-VALUE}]")
  private InetSocketAddress address;

  ViceroyServe(Map<String, String> variables) {
    this.variables = variables;
  }

  @Override
  public Integer call() throws InterruptedException {
    ProgramSource source = options.source(variables);
    options.begin();
    new LocalServer(
            source,
            // Fastly's command line watches files itself. A local tester's backends are local.
            new LocalServer.Setting(address, "--addr", Optional.empty(), false, true),
            options.output(),
            spec.commandLine().getErr())
        .run(this::greet);
    return 0;
  }

  private void greet(LocalPlatform platform, Program program, URI url) {
    if (options.verbose()) {
      PrintWriter out = spec.commandLine().getOut();
      Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
      program.notes().forEach(note -> out.printf("%s  WARN %s%n", now, note));
      if (!platform.engine().compiled()) {
        out.printf("%s  WARN the program is interpreted: no JIT on this JVM%n", now);
      }
      out.printf("%s  INFO Listening on %s%n", now, url);
      out.flush();
    }
  }
}

package dev.verge.deploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.testing.RunningControlPlane;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Commands as somebody types them, against a running control plane. */
final class Typed {
  private final RunningControlPlane platform;
  private final Path home;
  private final boolean terminal;
  private StringWriter output = new StringWriter();
  private StringWriter errors = new StringWriter();

  Typed(RunningControlPlane platform, Path home, boolean terminal) {
    this.platform = platform;
    this.home = home;
    this.terminal = terminal;
  }

  /** What a command that goes well prints. */
  String run(String... arguments) {
    assertThat(execute(arguments)).as(errors()).isZero();
    return output.toString();
  }

  /** What a command that does not go well complains of. */
  String refused(String... arguments) {
    assertThat(execute(arguments)).isNotZero();
    return errors();
  }

  /** What a command complains of that was not typed as it should be. */
  String misused(String... arguments) {
    assertThat(execute(arguments)).as(errors()).isEqualTo(2);
    return errors();
  }

  /** What the last command printed. */
  String output() {
    return output.toString();
  }

  /** What the last command wrote beside its output. */
  String errors() {
    return errors.toString();
  }

  private int execute(String... arguments) {
    output = new StringWriter();
    errors = new StringWriter();
    CommandLine commands = new CommandLine(CommandSpec.create());
    ClientCommands.in(new Shell(Map.of(), () -> home, terminal)).forEach(commands::addSubcommand);
    commands.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(errors, true));
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setExecutionExceptionHandler(
        (e, at, _) -> {
          at.getErr().println(e.getMessage());
          return 1;
        });
    List<String> line = new ArrayList<>(List.of(arguments));
    line.add("--url");
    line.add("http://127.0.0.1:%d".formatted(platform.controlPlane().address().getPort()));
    return commands.execute(line.toArray(String[]::new));
  }
}

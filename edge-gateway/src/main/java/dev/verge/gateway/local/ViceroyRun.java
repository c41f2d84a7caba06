package dev.verge.gateway.local;

import dev.verge.gateway.up.Parts;
import dev.verge.isolate.exchange.HostRequest;
import dev.verge.isolate.pool.Fault;
import dev.verge.isolate.pool.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code viceroy run}: runs the module once as a program, and ends as it ended. */
@Command(
    name = "run",
    description = "Run the module once and exit.",
    mixinStandardHelpOptions = true,
    versionProvider = ViceroyMain.Version.class)
final class ViceroyRun implements Callable<Integer> {
  /** What shells report for an abort: 128 and the signal's number. */
  private static final int ABORTED = 134;

  private final Map<String, String> variables;
  private final List<String> arguments;
  @Mixin private ViceroyOptions options;

  /**
   * @param arguments of the program
   */
  ViceroyRun(Map<String, String> variables, List<String> arguments) {
    this.variables = variables;
    this.arguments = arguments;
  }

  @Override
  public Integer call() {
    ProgramSource source = options.source(variables);
    options.begin();
    try (Parts parts = new Parts()) {
      Path home = parts.add(TemporaryHome.make()).path();
      Program program = Refusals.inWords(() -> source.read(home));
      LocalPlatform platform = LocalPlatform.start(parts, home, program.kind(), true);
      platform.log().follow(options.output());
      int _ = Refusals.inWords(() -> platform.load(program, arguments));
      CompletableFuture<Outcome> end = new CompletableFuture<>();
      Thread.ofVirtual()
          .name("guest")
          .start(
              () ->
                  end.completeAsync(
                      () -> platform.serve(new HostRequest("run", "example.com")), Runnable::run));
      return exitCode(end.join());
    }
  }

  private static int exitCode(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Served _ -> 0;
      case Outcome.Failed(Fault fault) ->
          switch (fault.kind()) {
            case EXITED -> fault.exitCode().orElse(1) & 0xff;
            case TRAPPED, STACK_EXHAUSTED -> ABORTED;
            default -> 1;
          };
    };
  }
}

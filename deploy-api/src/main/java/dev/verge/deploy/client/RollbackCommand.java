package dev.verge.deploy.client;

import dev.verge.isolate.FunctionId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lets another stored version serve. */
@Command(name = "rollback", description = "Let an earlier version serve again.")
final class RollbackCommand implements Callable<Integer> {
  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private FunctionArguments function = new FunctionArguments();

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      description = "Which one; default the newest before the one that serves now")
  private Optional<Integer> to = Optional.empty();

  @Mixin private Connection connection = new Connection();

  RollbackCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    FunctionId id = function.id();
    try (ControlPlaneClient client = connection.open(shell)) {
      int version = to.orElseGet(() -> earlier(client.function(id)));
      client.activate(id, version);
      spec.commandLine().getOut().printf("%s now serves version %d.%n", id, version);
    }
    return 0;
  }

  private static int earlier(FunctionDocument function) {
    return function
        .beforeActive()
        .orElseThrow(
            () ->
                new ClientException(
                    function.active().isEmpty()
                        ? "No version serves now, so there is none before it. Name one with --to."
                        : "There is no version before %d. Name one with --to."
                            .formatted(function.active().getAsInt())));
  }
}

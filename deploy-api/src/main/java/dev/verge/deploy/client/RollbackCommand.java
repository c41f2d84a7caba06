package dev.verge.deploy.client;

import dev.verge.isolate.FunctionId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes the version that serves back. */
@Command(
    name = "rollback",
    description = "Take the version that serves back, and let an earlier one serve again.")
final class RollbackCommand implements Callable<Integer> {
  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private FunctionArguments function = new FunctionArguments();

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      description = "Which one; default the last that was deployed and not taken back since")
  private Optional<Integer> to = Optional.empty();

  @Mixin private Connection connection = new Connection();

  RollbackCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    FunctionId id = function.id();
    try (ControlPlaneClient client = connection.open(shell)) {
      DeploymentDocument now = client.goBack(id, to);
      spec.commandLine().getOut().printf("%s now serves version %d.%n", id, now.version());
    }
    return 0;
  }
}

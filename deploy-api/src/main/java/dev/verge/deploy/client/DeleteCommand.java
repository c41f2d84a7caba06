package dev.verge.deploy.client;

import dev.verge.isolate.FunctionId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deletes a function, or one version of it. */
@Command(name = "delete", description = "Delete a function, or one version that does not serve.")
final class DeleteCommand implements Callable<Integer> {
  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private FunctionArguments function = new FunctionArguments();

  @Option(names = "--version", paramLabel = "VERSION", description = "Only this version")
  private Optional<Integer> version = Optional.empty();

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask")
  private boolean yes;

  @Mixin private Connection connection = new Connection();

  DeleteCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    FunctionId id = function.id();
    String what = version.map(number -> id + " version " + number).orElse(id.toString());
    if (!yes
        && !shell.agrees(
            spec, "delete " + what + (version.isEmpty() ? " with all its versions" : ""))) {
      throw new ClientException("Nothing was deleted.");
    }
    try (ControlPlaneClient client = connection.open(shell)) {
      version.ifPresentOrElse(number -> client.delete(id, number), () -> client.delete(id));
    }
    spec.commandLine().getOut().printf("Deleted %s.%n", what);
    return 0;
  }
}

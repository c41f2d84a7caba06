package dev.verge.deploy.client;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Prints where the dashboard is. No browser is started: its command line, which others on the
 * machine can read, would have the token in it.
 */
@Command(
    name = "ui",
    description = "Print the dashboard's address, which signs in whoever opens it.")
final class UiCommand implements Callable<Integer> {
  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private Connection connection = new Connection();

  UiCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(connection.dashboard(shell));
    return 0;
  }
}

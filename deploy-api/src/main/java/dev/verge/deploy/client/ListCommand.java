package dev.verge.deploy.client;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what is deployed. */
@Command(name = "list", description = "Show the functions and where they answer.")
final class ListCommand implements Callable<Integer> {
  private final Shell shell;
  @Spec private CommandSpec spec;

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private Connection connection = new Connection();

  ListCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try (ControlPlaneClient client = connection.open(shell)) {
      json.print(
          spec.commandLine().getOut(),
          () -> client.document("/v1/functions"),
          out -> print(client.functions(), out));
    }
    return 0;
  }

  private static void print(List<FunctionDocument> functions, PrintWriter out) {
    if (functions.isEmpty()) {
      out.println("No functions yet. Deploy one: ./verge deploy FILE_OR_DIR --function NAME");
      return;
    }
    Table table = new Table("TENANT", "FUNCTION", "VERSION", "SIZE", "CREATED", "URL");
    for (FunctionDocument function : functions) {
      table.row(
          function.tenant(),
          function.function(),
          function.serving().map(version -> Integer.toString(version.version())).orElse("-"),
          function.serving().map(version -> Sizes.of(version.module().bytes())).orElse("-"),
          function.serving().map(VersionDocument::created).orElse("-"),
          String.join(" ", function.urls()));
    }
    table.print(out);
    for (FunctionDocument function : functions) {
      function
          .unavailable()
          .ifPresent(
              reason ->
                  out.printf(
                      "%s/%s cannot serve: %s%n", function.tenant(), function.function(), reason));
    }
  }
}

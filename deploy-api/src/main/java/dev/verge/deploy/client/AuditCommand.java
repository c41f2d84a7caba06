package dev.verge.deploy.client;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows who changed what. */
@Command(name = "audit", description = "Show who changed what, newest first.")
final class AuditCommand implements Callable<Integer> {
  private final Shell shell;
  @Spec private CommandSpec spec;

  @Option(
      names = {"-t", "--tenant"},
      paramLabel = "TENANT",
      description = "Only what was done to this tenant's things")
  private Optional<String> tenant = Optional.empty();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "LINES",
      description = "How many at most, up to 1000; default ${DEFAULT-VALUE}")
  private int limit = 100;

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private Connection connection = new Connection();

  AuditCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try (ControlPlaneClient client = connection.open(shell)) {
      json.print(
          spec.commandLine().getOut(),
          () -> client.document(ControlPlaneClient.auditPath(tenant, limit)),
          out -> print(client.audit(tenant, limit), out));
    }
    return 0;
  }

  private static void print(List<AuditDocument> entries, PrintWriter out) {
    Table table = new Table("TIME", "BY", "ACTION", "OUTCOME", "ON", "DETAIL");
    for (AuditDocument entry : entries) {
      table.row(
          entry.time(),
          entry.token().told(),
          entry.action(),
          entry.outcome(),
          entry.tenant().orElse("-") + entry.function().map("/"::concat).orElse(""),
          Printable.of(entry.detail()));
    }
    table.print(out);
  }
}

package dev.verge.deploy.client;

import dev.verge.isolate.FunctionId;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows a function's versions. */
@Command(name = "versions", description = "Show a function's versions, newest first.")
final class VersionsCommand implements Callable<Integer> {
  private static final int NOTE_CHARACTERS = 60;

  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private FunctionArguments function = new FunctionArguments();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "VERSIONS",
      description = "How many at most; default ${DEFAULT-VALUE}")
  private int limit = 20;

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private Connection connection = new Connection();

  VersionsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    FunctionId id = function.id();
    try (ControlPlaneClient client = connection.open(shell)) {
      json.print(
          spec.commandLine().getOut(),
          () -> client.document(ControlPlaneClient.path(id) + "/versions"),
          out -> print(client, id, out));
    }
    return 0;
  }

  private void print(ControlPlaneClient client, FunctionId id, PrintWriter out) {
    List<VersionDocument> versions = client.function(id).versions().reversed();
    Table table = new Table("VERSION", "CREATED", "BY", "ABI", "SIZE", "STATE", "NOTE");
    // What a module is, is told of one version at a time: it has to be read for it.
    versions.stream()
        .limit(Math.max(0, limit))
        .map(version -> client.version(id, version.version()))
        .forEach(version -> row(table, version));
    table.print(out);
    if (versions.size() > limit) {
      out.printf("%d older ones are not shown; see --limit.%n", versions.size() - limit);
    }
    if (versions.stream().anyMatch(VersionDocument::active)) {
      client.deployment(id).rollout().ifPresent(rollout -> out.println(rollout.told()));
    }
  }

  private static void row(Table table, VersionDocument version) {
    table.row(
        Integer.toString(version.version()),
        version.created(),
        version.createdBy().map(ActorDocument::told).map(Printable::of).orElse("-"),
        version.provenance().map(VersionDocument.Provenance::abi).orElse("-"),
        Sizes.of(version.module().bytes()),
        version.active() ? "active" : version.canary() ? "canary" : "-",
        version.note().map(VersionsCommand::shortened).orElse("-"));
  }

  private static String shortened(String note) {
    String line = Printable.of(note.replaceAll("\\s+", " "));
    return line.length() > NOTE_CHARACTERS ? line.substring(0, NOTE_CHARACTERS - 1) + "…" : line;
  }
}

package dev.verge.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.isolate.FunctionId;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what calls a function by a schedule, or does so now. */
@Command(
    name = "triggers",
    description = "Show what calls a function by a schedule, or run one of them now.")
final class TriggersCommand implements Callable<Integer> {
  /** Of the statuses that say that a function failed. */
  private static final int FIRST_ERROR = 500;

  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private FunctionArguments function = new FunctionArguments();

  @Option(
      names = "--run",
      paramLabel = "N",
      description =
          "Run the trigger with this number now, and wait for its end; exits with 1 when it did not go well")
  private Optional<Integer> run = Optional.empty();

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private Connection connection = new Connection();

  TriggersCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    FunctionId id = function.id();
    PrintWriter out = spec.commandLine().getOut();
    try (ControlPlaneClient client = connection.open(shell)) {
      JsonNode found = run.isPresent() ? client.runTrigger(id, run.get()) : client.triggers(id);
      json.print(
          out,
          () -> found,
          _ -> {
            if (run.isPresent()) {
              out.println(told(found));
            } else {
              print(found, out);
            }
          });
      return run.isEmpty() || wentWell(found)
          ? CommandLine.ExitCode.OK
          : CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static boolean wentWell(JsonNode run) {
    return run.path("ending").asText().equals("served") && run.path("status").asInt() < FIRST_ERROR;
  }

  private static void print(JsonNode triggers, PrintWriter out) {
    if (triggers.isEmpty()) {
      out.println("Nothing calls it by a schedule. Its manifest may say so: see docs/triggers.md");
      return;
    }
    Table table = new Table("N", "SCHEDULE", "REQUEST", "NEXT", "LAST");
    triggers.forEach(
        trigger ->
            table.row(
                trigger.path("trigger").asText(),
                Printable.of(trigger.path("schedule").asText()),
                Printable.of(
                    "%s %s"
                        .formatted(trigger.path("method").asText(), trigger.path("path").asText())),
                trigger.path("next").asText(trigger.has("error") ? "unreadable" : "-"),
                trigger.path("running").asBoolean()
                    ? "running"
                    : trigger.has("last") ? told(trigger.path("last")) : "-"));
    table.print(out);
  }

  private static String told(JsonNode run) {
    return String.format(
        Locale.ROOT,
        "%s %d %s %.1f us",
        run.path("time").asText(),
        run.path("status").asInt(),
        run.path("ending").asText(),
        run.path("total_us").asDouble());
  }
}

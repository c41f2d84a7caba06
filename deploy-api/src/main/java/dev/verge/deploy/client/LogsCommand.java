package dev.verge.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows a function's log. */
@Command(name = "logs", description = "Show what a function wrote, and what Verge says about it.")
final class LogsCommand implements Callable<Integer> {
  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private FunctionArguments function = new FunctionArguments();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with new lines until Ctrl-C")
  private boolean follow;

  @Option(
      names = {"-n", "--tail"},
      paramLabel = "LINES",
      description = "How many of the newest lines; default ${DEFAULT-VALUE}")
  private int tail = 100;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description = "Only lines from here: stdout, stderr, endpoint or verge")
  private Optional<String> source = Optional.empty();

  @Option(names = "--text", paramLabel = "TEXT", description = "Only lines with this text in them")
  private Optional<String> text = Optional.empty();

  @Option(
      names = "--request",
      paramLabel = "ID",
      description = "Only lines of the request with this id, which is its x-verge-request-id")
  private Optional<String> request = Optional.empty();

  @Option(names = "--json", description = "Print the lines as the control plane tells them")
  private boolean json;

  @Mixin private Connection connection = new Connection();

  LogsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("tail", tail);
    parameters.put("follow", follow);
    source.ifPresent(value -> parameters.put("source", value));
    text.ifPresent(value -> parameters.put("text", value));
    request.ifPresent(value -> parameters.put("request", value));
    try (ControlPlaneClient client = connection.open(shell)) {
      new FollowedLines(out, json, LogsCommand::plain)
          .print(client.lines(function.id(), "logs", parameters));
    } catch (IOException e) {
      throw new ClientException("The log broke off: " + Reasons.of(e), e);
    }
    return 0;
  }

  private static String plain(JsonNode entry) {
    return "%s v%s %s %s %s"
        .formatted(
            entry.path("time").asText(),
            entry.path("version").asText(),
            entry.path("request").asText(),
            entry.path("source").asText(),
            Printable.of(entry.path("text").asText()));
  }
}

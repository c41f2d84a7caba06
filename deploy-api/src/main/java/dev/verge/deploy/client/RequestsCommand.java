package dev.verge.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a function was asked. */
@Command(name = "requests", description = "Show a function's newest requests, one a line.")
final class RequestsCommand implements Callable<Integer> {
  private static final String SERVED = "served";

  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private FunctionArguments function = new FunctionArguments();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with new requests until Ctrl-C")
  private boolean follow;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "REQUESTS",
      description = "How many of the newest; default ${DEFAULT-VALUE}")
  private int limit = 100;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "Only those with this status, such as 404, or one like 5xx")
  private Optional<String> status = Optional.empty();

  @Option(
      names = "--isolate",
      paramLabel = "KIND",
      description = "Only those with this kind of start: cold, prepared, warm or none")
  private Optional<String> isolate = Optional.empty();

  @Option(
      names = "--min-us",
      paramLabel = "MICROSECONDS",
      description = "Only those that took as long")
  private int minMicros;

  @Option(names = "--json", description = "Print the records as the control plane tells them")
  private boolean json;

  @Mixin private Connection connection = new Connection();

  RequestsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("limit", limit);
    parameters.put("follow", follow);
    status.ifPresent(value -> parameters.put("status", value));
    isolate.ifPresent(value -> parameters.put("isolate", value));
    parameters.put("min_us", minMicros);
    try (ControlPlaneClient client = connection.open(shell)) {
      new FollowedLines(out, json, RequestsCommand::plain)
          .print(client.lines(function.id(), "requests", parameters));
    } catch (IOException e) {
      throw new ClientException("The requests broke off: " + Reasons.of(e), e);
    }
    return 0;
  }

  private static String plain(JsonNode request) {
    if (request.has("missed")) {
      return "%d requests are missing here: they came faster than they could be shown."
          .formatted(request.path("missed").asLong());
    }
    String ending = request.path("ending").asText();
    JsonNode calls = request.path("calls");
    return String.format(
        Locale.ROOT,
        "%s %d %s %s %s %.1f us%s%s",
        request.path("time").asText(),
        request.path("status").asInt(),
        Printable.of(request.path("method").asText()),
        Printable.of(request.path("path").asText()),
        request.path("isolate").asText(),
        request.path("total_us").asDouble(),
        calls.isMissingNode()
            ? ""
            : String.format(
                Locale.ROOT,
                " (%d to backends, %.1f us)",
                calls.path("count").asInt(),
                calls.path("total_us").asDouble()),
        ending.equals(SERVED) ? "" : " " + ending);
  }
}

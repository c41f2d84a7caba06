package dev.verge.deploy.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows a function's log. */
@Command(name = "logs", description = "Show what a function wrote to standard error.")
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

  @Option(names = "--json", description = "Print the lines as the control plane tells them")
  private boolean json;

  @Mixin private Connection connection = new Connection();

  LogsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (ControlPlaneClient client = connection.open(shell);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(client.logs(function.id(), tail, follow), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          out.println(json ? line : plain(line));
          out.flush();
        }
      }
    } catch (IOException e) {
      throw new ClientException("The log broke off: " + Reasons.of(e), e);
    }
    return 0;
  }

  private static String plain(String line) throws IOException {
    JsonNode entry = ControlPlaneClient.JSON.readTree(line);
    return "%s v%s %s %s %s"
        .formatted(
            entry.path("time").asText(),
            entry.path("version").asText(),
            entry.path("request").asText(),
            entry.path("source").asText(),
            printable(entry.path("text").asText()));
  }

  /**
   * A guest wrote this: what would move a terminal's cursor or change its colours is shown as ?.
   */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cc}&&[^\\t]]", "?");
  }
}

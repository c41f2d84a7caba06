package dev.verge.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows and changes a function's environment variables. */
@Command(
    name = "env",
    description =
        "Show a function's environment variables; with set or unset, make a version with others.")
final class EnvCommand implements Runnable {
  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private ManifestEdit edit = new ManifestEdit();
  @Mixin private JsonOption json = new JsonOption();

  EnvCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    JsonNode variables = edit.manifest(shell).path("env");
    json.print(spec.commandLine().getOut(), () -> variables, out -> print(variables, out));
  }

  private static void print(JsonNode variables, PrintWriter out) {
    variables
        .properties()
        .forEach(
            variable ->
                out.println(
                    Printable.of(
                        "%s=%s".formatted(variable.getKey(), variable.getValue().asText()))));
  }

  @Command(name = "set", description = "Make a version with these values.")
  int set(
      @Parameters(paramLabel = "NAME=VALUE", arity = "1..*", description = "Variables")
          List<String> pairs) {
    ObjectNode patch = ControlPlaneClient.JSON.createObjectNode();
    ObjectNode env = patch.putObject("env");
    pairs.stream()
        .map(text -> Given.pair(spec, text))
        .forEach(pair -> env.put(pair.name(), pair.value()));
    spec.commandLine().getOut().println(edit.apply(shell, manifest -> patch));
    return 0;
  }

  @Command(name = "unset", description = "Make a version without these variables.")
  int unset(
      @Parameters(paramLabel = "NAME", arity = "1..*", description = "Variables")
          List<String> names) {
    ObjectNode patch = ControlPlaneClient.JSON.createObjectNode();
    ObjectNode env = patch.putObject("env");
    names.forEach(env::putNull);
    spec.commandLine().getOut().println(edit.apply(shell, manifest -> patch));
    return 0;
  }
}

package dev.verge.deploy.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows and changes a function's backends. */
@Command(
    name = "backend",
    description =
        "Show a function's backends; with add, update or delete, make a version with others.")
final class BackendCommand implements Runnable {
  private static final String MEMBERS =
      "Members as in the manifest, such as override_host=www.example.com or keepalive.idle_ms=9000; @FILE for a file's content, nothing for the default";

  private static final int MOST_FILE_BYTES = 1 << 20;
  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private ManifestEdit edit = new ManifestEdit();
  @Mixin private JsonOption json = new JsonOption();

  BackendCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    JsonNode backends = edit.manifest(shell).path("backends");
    json.print(spec.commandLine().getOut(), () -> backends, out -> print(backends, out));
  }

  private static void print(JsonNode backends, PrintWriter out) {
    Table table = new Table("BACKEND", "URL", "OVERRIDE HOST");
    backends
        .properties()
        .forEach(
            backend ->
                table.row(
                    Printable.of(backend.getKey()),
                    Printable.of(backend.getValue().path("url").asText()),
                    Printable.of(backend.getValue().path("override_host").asText("-"))));
    table.print(out);
  }

  @Command(name = "add", description = "Make a version with one more backend.")
  int add(
      @Parameters(index = "0", paramLabel = "BACKEND", description = "Its name") String name,
      @Parameters(index = "1", paramLabel = "URL", description = "Where it is") String url,
      @Parameters(
              index = "2..*",
              arity = "0..*",
              paramLabel = "MEMBER=VALUE",
              description = MEMBERS)
          List<String> members) {
    return apply(
        name, false, backend(Optional.ofNullable(members).orElse(List.of())).put("url", url));
  }

  @Command(name = "update", description = "Make a version with a backend changed.")
  int update(
      @Parameters(index = "0", paramLabel = "BACKEND", description = "Its name") String name,
      @Parameters(
              index = "1..*",
              arity = "1..*",
              paramLabel = "MEMBER=VALUE",
              description = MEMBERS)
          List<String> members) {
    return apply(name, true, backend(members));
  }

  @Command(name = "delete", description = "Make a version without a backend.")
  int delete(
      @Parameters(index = "0", paramLabel = "BACKEND", description = "Its name") String name) {
    return apply(name, true, ControlPlaneClient.JSON.nullNode());
  }

  private int apply(String name, boolean there, JsonNode backend) {
    String told =
        edit.apply(
            shell,
            manifest -> {
              if (manifest.path("backends").has(name) != there) {
                throw new ClientException(
                    (there ? "There is no backend %s." : "There is a backend %s already.")
                        .formatted(Printable.of(name)));
              }
              ObjectNode patch = ControlPlaneClient.JSON.createObjectNode();
              patch.putObject("backends").set(name, backend);
              return patch;
            });
    spec.commandLine().getOut().println(told);
    return 0;
  }

  private ObjectNode backend(List<String> members) {
    ObjectNode backend = ControlPlaneClient.JSON.createObjectNode();
    for (String text : members) {
      Given.Pair pair = Given.pair(spec, text);
      ObjectNode at = backend;
      String[] path = pair.name().split("\\.", -1);
      for (int i = 0; i < path.length - 1; i++) {
        at = at.get(path[i]) instanceof ObjectNode inner ? inner : at.putObject(path[i]);
      }
      at.set(path[path.length - 1], value(pair.value()));
    }
    return backend;
  }

  private static JsonNode value(String text) {
    if (text.isEmpty()) {
      return ControlPlaneClient.JSON.nullNode();
    }
    if (text.startsWith("@")) {
      byte[] content = Given.bytes(Optional.of(Path.of(text.substring(1))), MOST_FILE_BYTES);
      return ControlPlaneClient.JSON.getNodeFactory().textNode(new String(content, UTF_8));
    }
    if (text.equals("true") || text.equals("false")) {
      return ControlPlaneClient.JSON.getNodeFactory().booleanNode(text.equals("true"));
    }
    return text.matches("[0-9]{1,18}")
        ? ControlPlaneClient.JSON.getNodeFactory().numberNode(Long.parseLong(text))
        : ControlPlaneClient.JSON.getNodeFactory().textNode(text);
  }
}

package dev.verge.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows and changes a function's hostnames. */
@Command(
    name = "hostname",
    description =
        "Show a function's hostnames beside its own; with add or delete, make a version with others.")
final class HostnameCommand implements Runnable {
  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private ManifestEdit edit = new ManifestEdit();
  @Mixin private JsonOption json = new JsonOption();

  HostnameCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    ArrayNode hostnames = ControlPlaneClient.JSON.valueToTree(hostnames(edit.manifest(shell)));
    json.print(
        spec.commandLine().getOut(),
        () -> hostnames,
        out -> hostnames.forEach(name -> out.println(Printable.of(name.asText()))));
  }

  @Command(name = "add", description = "Make a version with one more hostname.")
  int add(
      @Parameters(paramLabel = "HOST", description = "Such as www.example.com") String hostname) {
    return apply(hostname, false);
  }

  @Command(name = "delete", description = "Make a version without a hostname.")
  int delete(@Parameters(paramLabel = "HOST", description = "Which one") String hostname) {
    return apply(hostname, true);
  }

  private int apply(String given, boolean there) {
    // As the control plane keeps them.
    String hostname = given.toLowerCase(Locale.ROOT);
    String told =
        edit.apply(
            shell,
            manifest -> {
              List<String> hostnames = hostnames(manifest);
              if (hostnames.contains(hostname) != there) {
                throw new ClientException(
                    (there ? "There is no hostname %s." : "There is a hostname %s already.")
                        .formatted(Printable.of(hostname)));
              }
              if (there) {
                hostnames.remove(hostname);
              } else {
                hostnames.add(hostname);
              }
              // A list is replaced as a whole (RFC 7396).
              ObjectNode patch = ControlPlaneClient.JSON.createObjectNode();
              hostnames.forEach(patch.putArray("hostnames")::add);
              return patch;
            });
    spec.commandLine().getOut().println(told);
    return 0;
  }

  private static List<String> hostnames(JsonNode manifest) {
    List<String> hostnames = new ArrayList<>();
    manifest.path("hostnames").forEach(name -> hostnames.add(name.asText()));
    return hostnames;
  }
}

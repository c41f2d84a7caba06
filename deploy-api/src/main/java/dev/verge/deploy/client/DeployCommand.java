package dev.verge.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.verge.isolate.FunctionId;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Uploads a version. */
@Command(name = "deploy", description = "Upload a function and let it serve.", sortOptions = false)
final class DeployCommand implements Callable<Integer> {
  private final Shell shell;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE_OR_DIR",
      description =
          "A .wasm file, a folder with a function.toml or one .wasm file, a built Fastly Compute project, or its .tar.gz package")
  private Path source;

  @Option(
      names = {"-f", "--function"},
      paramLabel = "NAME",
      description = "The function's name; needed unless function.toml or fastly.toml says it")
  private Optional<String> function = Optional.empty();

  @Option(
      names = {"-t", "--tenant"},
      paramLabel = "TENANT",
      description = "Whose function it is; else function.toml's, else demo")
  private Optional<String> tenant = Optional.empty();

  @Option(
      names = "--hostname",
      paramLabel = "HOST",
      description = "A hostname to serve beside {function}.{tenant}.localhost; repeatable")
  private List<String> hostnames = List.of();

  @Option(
      names = {"-e", "--env"},
      paramLabel = "KEY=VALUE",
      description = "An environment variable of the guest; repeatable")
  private Map<String, String> env = new LinkedHashMap<>();

  @Option(names = "--no-activate", description = "Only store the version; what serves now goes on")
  private boolean store;

  @Option(
      names = "--wait-warm",
      description =
          "Let the version serve only when its code is compiled, or its budget for that has ended, and wait for it")
  private boolean waitWarm;

  @Option(
      names = "--note",
      paramLabel = "TEXT",
      description = "What there is to say about the version, at most 1000 characters")
  private String note = "";

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private Connection connection = new Connection();

  DeployCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try (ScratchFolder scratch = ScratchFolder.make()) {
      deploy(FunctionSource.of(source, scratch.path(), shell.variables()));
    }
    return 0;
  }

  private void deploy(FunctionSource found) {
    FunctionId id =
        new FunctionId(
            tenant.or(found::tenant).orElse(FunctionArguments.DEFAULT_TENANT),
            function
                .or(found::name)
                .orElseThrow(
                    () ->
                        new ParameterException(
                            spec.commandLine(),
                            "Missing the function's name: give --function NAME.")));
    found.notes().forEach(note -> spec.commandLine().getErr().println("Note: " + note));
    amend(found.upload().manifest());
    VersionDocument version = send(id, found);
    json.print(
        spec.commandLine().getOut(), () -> document(id, version), out -> tell(id, version, out));
  }

  private void amend(ObjectNode manifest) {
    if (!hostnames.isEmpty()) {
      ArrayNode list = manifest.withArray("hostnames");
      hostnames.forEach(list::add);
    }
    if (!env.isEmpty()) {
      ObjectNode variables = manifest.withObjectProperty("env");
      env.forEach(variables::put);
    }
  }

  /** A version that needs data serves only once the data is there. */
  private VersionDocument send(FunctionId id, FunctionSource found) {
    try (ControlPlaneClient client = connection.open(shell)) {
      if (store || found.data().isEmpty()) {
        noteUnsent(found.data());
        return upload(client, id, found.upload(), !store);
      }
      VersionDocument stored = upload(client, id, found.upload(), false);
      int added = client.fill(id.tenant(), found.data());
      spec.commandLine()
          .getErr()
          .printf(
              "Put %d secrets and %d new KV entries (%d were there already).%n",
              found.data().secrets().size(), added, found.data().kvEntries().size() - added);
      if (waitWarm) {
        client.activateWhenWarm(id, stored.version());
      } else {
        client.activate(id, stored.version());
      }
      return client.version(id, stored.version());
    }
  }

  private void noteUnsent(StoreData data) {
    if (!data.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              "Note: secrets and KV entries are put when the version is deployed without --no-activate.");
    }
  }

  private VersionDocument upload(
      ControlPlaneClient client, FunctionId id, Upload upload, boolean activate) {
    if (!shell.terminal()) {
      return upload(client, id, upload, activate, Progress.NONE);
    }
    try (UploadBar bar = new UploadBar()) {
      return upload(client, id, upload, activate, bar);
    }
  }

  private VersionDocument upload(
      ControlPlaneClient client,
      FunctionId id,
      Upload upload,
      boolean activate,
      Progress progress) {
    return client.deploy(
        id, upload, new ControlPlaneClient.Wish(activate, activate && waitWarm, note), progress);
  }

  private JsonNode document(FunctionId id, VersionDocument version) {
    try (ControlPlaneClient client = connection.open(shell)) {
      return client.document(
          "%s/versions/%d".formatted(ControlPlaneClient.path(id), version.version()));
    }
  }

  private void tell(FunctionId id, VersionDocument version, PrintWriter out) {
    if (!version.active()) {
      out.printf(
          "Stored %s version %d (%s). Let it serve with: ./verge activate %s %d --tenant %s%n",
          id,
          version.version(),
          Sizes.of(version.module().bytes()),
          id.name(),
          version.version(),
          id.tenant());
      return;
    }
    out.printf(
        "Deployed %s version %d (%s).%n",
        id, version.version(), Sizes.of(version.module().bytes()));
    if (waitWarm) {
      out.println(warmth(version));
    }
    version.urls().forEach(url -> out.printf("  %s%n", url));
    version.urls().stream().findFirst().ifPresent(url -> out.printf("Try: curl %s%n", url));
  }

  private static String warmth(VersionDocument version) {
    return switch (version.warm().orElse("")) {
      case "done" -> "Its code is warm.";
      case "budget" ->
          "Its code is warm as far as warmup.budget_ms of its manifest allows; some may be compiled yet.";
      case "" -> "It wants no warm-up: warmup.budget_ms of its manifest is 0.";
      default -> "Its warm-up was ended early; its code is compiled while it serves.";
    };
  }
}

package dev.verge.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.verge.isolate.FunctionId;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Makes a new version of the one that serves, or of the newest, with another manifest. */
final class ManifestEdit {
  /** RFC 7396, section 4. */
  private static final String MERGE_PATCH = "application/merge-patch+json";

  /** Who meets somebody else twice had better look. */
  private static final int ATTEMPTS = 2;

  @Mixin private FunctionArguments function = new FunctionArguments();
  @Mixin private Connection connection = new Connection();

  @Option(
      names = "--no-activate",
      scope = ScopeType.INHERIT,
      description = "Store the new version, but let the old one serve")
  private boolean noActivate;

  @Option(
      names = "--wait-warm",
      scope = ScopeType.INHERIT,
      description = "Let it serve when its code is warm")
  private boolean waitWarm;

  /** The manifest that a new version would be made from. */
  JsonNode manifest(Shell shell) {
    try (ControlPlaneClient client = connection.open(shell)) {
      return base(client, client.serving(function.id())).path("manifest");
    }
  }

  /**
   * Makes a new version, in place of the one that serves only if that is the one it is made of:
   * somebody else's deployment is not undone.
   *
   * @param edit makes a JSON Merge Patch for a manifest
   * @return what was done, in a sentence
   */
  String apply(Shell shell, Function<JsonNode, ObjectNode> edit) {
    try (ControlPlaneClient client = connection.open(shell)) {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Optional<String> told = attempt(client, edit);
        if (told.isPresent()) {
          return told.get();
        }
      }
      throw new ClientException(
          "Somebody else deploys %s at the same time, and nothing was changed. Look at it, and try again."
              .formatted(function.id()));
    }
  }

  /** Empty when what serves was changed meanwhile. */
  private Optional<String> attempt(ControlPlaneClient client, Function<JsonNode, ObjectNode> edit) {
    FunctionId id = function.id();
    Optional<ControlPlaneClient.Serving> serving = client.serving(id);
    JsonNode base = base(client, serving);
    ObjectNode patch = edit.apply(base.path("manifest"));
    String path =
        "%s/versions/%d/manifest"
            .formatted(ControlPlaneClient.path(id), base.path("version").asInt());
    if (serving.isEmpty() || noActivate) {
      JsonNode made = client.patch(path + "?activate=false", MERGE_PATCH, patch);
      return Optional.of("%s version %d is stored.".formatted(id, made.path("version").asInt()));
    }
    return client
        .patch(path + (waitWarm ? "?wait_warm=true" : ""), MERGE_PATCH, patch, serving.get().tag())
        .map(made -> "%s version %d serves.".formatted(id, made.path("version").asInt()));
  }

  private JsonNode base(ControlPlaneClient client, Optional<ControlPlaneClient.Serving> serving) {
    JsonNode versions = client.document(ControlPlaneClient.path(function.id())).path("versions");
    JsonNode newest = versions.path(0);
    for (JsonNode version : versions) {
      int number = version.path("version").asInt();
      if (serving.filter(active -> active.version() == number).isPresent()) {
        return version;
      }
      newest = number > newest.path("version").asInt() ? version : newest;
    }
    return newest;
  }
}

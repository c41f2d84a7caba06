package dev.verge.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.verge.isolate.FunctionId;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Makes a new version of the one that serves, or of the newest, with another manifest. */
final class ManifestEdit {
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
      return base(client).path("manifest");
    }
  }

  /**
   * Makes a new version.
   *
   * @param edit makes a JSON Merge Patch for a manifest
   * @return what was done, in a sentence
   */
  String apply(Shell shell, Function<JsonNode, ObjectNode> edit) {
    FunctionId id = function.id();
    try (ControlPlaneClient client = connection.open(shell)) {
      JsonNode base = base(client);
      boolean activate = base.path("active").asBoolean() && !noActivate;
      String query = !activate ? "?activate=false" : waitWarm ? "?wait_warm=true" : "";
      JsonNode made =
          client.patch(
              "%s/versions/%d/manifest%s"
                  .formatted(ControlPlaneClient.path(id), base.path("version").asInt(), query),
              "application/merge-patch+json",
              edit.apply(base.path("manifest")));
      return "%s version %d %s."
          .formatted(id, made.path("version").asInt(), activate ? "serves" : "is stored");
    }
  }

  private JsonNode base(ControlPlaneClient client) {
    FunctionId id = function.id();
    JsonNode document = client.document(ControlPlaneClient.path(id));
    JsonNode newest = document.path("versions").path(0);
    for (JsonNode version : document.path("versions")) {
      if (version.path("active").asBoolean()) {
        return version;
      }
      newest = version.path("version").asInt() > newest.path("version").asInt() ? version : newest;
    }
    return newest;
  }
}

package dev.verge.deploy.http;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.store.Blob;
import dev.verge.deploy.store.StoredFunction;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.warmup.WarmUpState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The documents that the control plane answers with.
 *
 * @param rules for functions' own names
 * @param dataPlanePort under which they answer
 * @param warmth how warm a version's code is; empty when that has no meaning
 */
record Documents(
    HostnameRules rules, int dataPlanePort, Function<VersionId, Optional<WarmUpState>> warmth) {
  private static final int HTTP_PORT = 80;

  record FunctionList(List<FunctionDocument> functions) {}

  record VersionList(List<VersionDocument> versions) {}

  record FunctionDocument(
      String tenant,
      String function,
      OptionalInt active,
      Optional<String> unavailable,
      List<String> urls,
      List<VersionDocument> versions) {}

  record VersionDocument(
      String tenant,
      String function,
      int version,
      boolean active,
      Optional<String> warm,
      @JsonSerialize(using = ToStringSerializer.class) Instant created,
      Blob module,
      Optional<Blob> assets,
      Manifest manifest,
      List<String> urls) {}

  record DeploymentDocument(
      int version, Optional<String> unavailable, Optional<String> warm, List<String> urls) {}

  record ClosedDocument(int closed) {}

  record HealthDocument(String status, String engine, boolean jit) {}

  FunctionDocument function(StoredFunction function, Optional<Deployment> deployment) {
    return new FunctionDocument(
        function.id().tenant(),
        function.id().name(),
        function.active(),
        unavailable(deployment),
        function.activeVersion().map(this::urls).orElse(List.of()),
        function.versions().stream().map(version -> version(version, function)).toList());
  }

  VersionList versions(StoredFunction function) {
    return new VersionList(
        function.versions().stream().map(version -> version(version, function)).toList());
  }

  VersionDocument version(StoredVersion version, StoredFunction function) {
    return version(version, function.activeVersion().filter(version::equals).isPresent());
  }

  VersionDocument version(StoredVersion version, boolean active) {
    FunctionId function = version.id().function();
    return new VersionDocument(
        function.tenant(),
        function.name(),
        version.id().number(),
        active,
        warm(version),
        version.created(),
        version.module(),
        version.assets(),
        version.manifest().withoutKeys(),
        urls(version));
  }

  DeploymentDocument deployment(StoredVersion version, Optional<Deployment> deployment) {
    return new DeploymentDocument(
        version.id().number(), unavailable(deployment), warm(version), urls(version));
  }

  private Optional<String> warm(StoredVersion version) {
    return warmth.apply(version.id()).map(WarmUpState::label);
  }

  private static Optional<String> unavailable(Optional<Deployment> deployment) {
    return deployment
        .filter(Deployment.Unavailable.class::isInstance)
        .map(Deployment.Unavailable.class::cast)
        .map(Deployment.Unavailable::reason);
  }

  private List<String> urls(StoredVersion version) {
    String port = dataPlanePort == HTTP_PORT ? "" : ":" + dataPlanePort;
    return Stream.concat(
            Stream.of(rules.ownName(version.id().function())),
            version.manifest().hostnames().stream())
        .map(host -> "http://%s%s/".formatted(host, port))
        .toList();
  }
}

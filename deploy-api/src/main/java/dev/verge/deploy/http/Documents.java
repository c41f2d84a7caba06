package dev.verge.deploy.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.verge.deploy.audit.Actor;
import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.rollout.Rollout;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.store.Blob;
import dev.verge.deploy.store.StoredFunction;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.module.Producers;
import dev.verge.isolate.template.ModuleDescription;
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
      OptionalInt canary,
      Optional<String> unavailable,
      List<String> urls,
      List<VersionDocument> versions) {}

  record VersionDocument(
      String tenant,
      String function,
      int version,
      boolean active,
      boolean canary,
      Optional<String> warm,
      @JsonSerialize(using = ToStringSerializer.class) Instant created,
      @JsonProperty("created_by") Optional<Actor> createdBy,
      Optional<String> note,
      Blob module,
      Optional<Blob> assets,
      Manifest manifest,
      Optional<ProvenanceDocument> provenance,
      List<String> urls,
      Optional<String> preview) {}

  record ProvenanceDocument(
      String abi,
      List<String> imports,
      @JsonProperty("import_count") int importCount,
      ToolchainDocument toolchain) {}

  record ToolchainDocument(
      List<Producers.Tool> language,
      @JsonProperty("processed_by") List<Producers.Tool> processedBy,
      List<Producers.Tool> sdk) {}

  record DeploymentDocument(
      int version,
      OptionalInt previous,
      Optional<String> unavailable,
      Optional<String> warm,
      List<String> urls,
      Optional<RolloutDocument> rollout) {}

  record ClosedDocument(int closed) {}

  record HealthDocument(
      String status,
      String engine,
      boolean jit,
      @JsonSerialize(using = ToStringSerializer.class) Instant started) {}

  FunctionDocument function(StoredFunction function, Optional<Deployment> deployment) {
    return new FunctionDocument(
        function.id().tenant(),
        function.id().name(),
        function.active(),
        function.canary().stream().mapToInt(version -> version.id().number()).findFirst(),
        unavailable(deployment),
        function.activeVersion().map(this::urls).orElse(List.of()),
        function.versions().stream().map(version -> version(version, function)).toList());
  }

  VersionList versions(StoredFunction function) {
    return new VersionList(
        function.versions().stream().map(version -> version(version, function)).toList());
  }

  VersionDocument version(StoredVersion version, StoredFunction function) {
    return version(version, function, Optional.empty());
  }

  /** A version with what is known of its module. */
  VersionDocument version(
      StoredVersion version, StoredFunction function, Optional<ModuleDescription> module) {
    FunctionId id = version.id().function();
    return new VersionDocument(
        id.tenant(),
        id.name(),
        version.id().number(),
        function.activeVersion().filter(version::equals).isPresent(),
        function.canary().filter(version::equals).isPresent(),
        warm(version),
        version.created(),
        version.by(),
        Optional.of(version.note()).filter(note -> !note.isEmpty()),
        version.module(),
        version.assets(),
        version.manifest().withoutKeys(),
        module.map(Documents::provenance),
        urls(version),
        rules.previewName(version.id()).map(this::url));
  }

  private static ProvenanceDocument provenance(ModuleDescription module) {
    Producers producers = module.producers();
    return new ProvenanceDocument(
        module.abi(),
        module.imports(),
        module.importCount(),
        new ToolchainDocument(producers.language(), producers.processedBy(), producers.sdk()));
  }

  DeploymentDocument deployment(
      StoredVersion version,
      OptionalInt previous,
      Optional<Deployment> deployment,
      Optional<Rollout> rollout) {
    return new DeploymentDocument(
        version.id().number(),
        previous,
        unavailable(deployment),
        warm(version),
        urls(version),
        rollout.map(it -> rollout(it, version.id().function())));
  }

  RolloutDocument rollout(Rollout rollout, FunctionId function) {
    return RolloutDocument.of(
        rollout,
        rollout.running()
            ? warmth.apply(new VersionId(function, rollout.version())).map(WarmUpState::label)
            : Optional.empty());
  }

  private Optional<String> warm(StoredVersion version) {
    return warmth.apply(version.id()).map(WarmUpState::label);
  }

  private static Optional<String> unavailable(Optional<Deployment> deployment) {
    return deployment
        .map(Deployment::main)
        .filter(Deployment.Unavailable.class::isInstance)
        .map(Deployment.Unavailable.class::cast)
        .map(Deployment.Unavailable::reason);
  }

  private List<String> urls(StoredVersion version) {
    return Stream.concat(
            Stream.of(rules.ownName(version.id().function())),
            version.manifest().hostnames().stream())
        .map(this::url)
        .toList();
  }

  private String url(String host) {
    String port = dataPlanePort == HTTP_PORT ? "" : ":" + dataPlanePort;
    return "http://%s%s/".formatted(host, port);
  }
}

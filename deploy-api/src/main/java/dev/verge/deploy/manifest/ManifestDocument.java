package dev.verge.deploy.manifest;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A manifest as it is written: everything may be absent. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record ManifestDocument(
    Optional<List<String>> hostnames,
    Optional<String> entrypoint,
    Optional<String> initializer,
    Optional<List<String>> args,
    Optional<Map<String, String>> env,
    Optional<Assets> assets,
    Optional<LimitsDocument> limits,
    Optional<ManifestWarmup> warmup,
    Optional<ManifestTriggers> triggers,
    Optional<Map<String, ManifestBackend>> backends,
    Optional<Map<String, Map<String, String>>> configStores,
    Optional<ManifestStores> liveConfigStores,
    Optional<ManifestStores> kvStores,
    Optional<ManifestStores> secretStores,
    Optional<Map<String, List<ManifestAclEntry>>> acls,
    Optional<ManifestStores> liveAcls,
    Optional<ManifestGeolocation> geolocation,
    Optional<ManifestDevices> deviceDetection,
    Optional<Map<String, ManifestLogEndpoint>> logEndpoints,
    Optional<Map<String, ManifestShield>> shieldingSites,
    Optional<List<String>> purgeKeys,
    Optional<Boolean> httpCache) {

  record Assets(Optional<String> mount) {}

  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record LimitsDocument(
      Optional<Long> memoryBytes,
      Optional<Long> wallMs,
      Optional<Long> cpuMs,
      Optional<Long> requestBytes,
      Optional<Long> responseBytes,
      Optional<Integer> inFlight,
      Optional<Long> logBytes) {

    ManifestLimits orDefaults() {
      ManifestLimits defaults = ManifestLimits.DEFAULT;
      return new ManifestLimits(
          memoryBytes.orElse(defaults.memoryBytes()),
          wallMs.orElse(defaults.wallMs()),
          cpuMs.orElse(defaults.cpuMs()),
          requestBytes.orElse(defaults.requestBytes()),
          responseBytes.orElse(defaults.responseBytes()),
          inFlight.orElse(defaults.inFlight()),
          logBytes.orElse(defaults.logBytes()));
    }
  }

  Manifest orDefaults() {
    return new Manifest(
        hostnames.orElse(List.of()),
        entrypoint,
        initializer,
        args.orElse(List.of()),
        env.orElse(Map.of()),
        assets.map(
            given -> given.mount().map(Manifest.Assets::new).orElse(Manifest.Assets.DEFAULT)),
        limits.map(LimitsDocument::orDefaults).orElse(ManifestLimits.DEFAULT),
        warmup.orElse(ManifestWarmup.DEFAULT),
        triggers,
        bindings());
  }

  private ManifestBindings bindings() {
    ManifestBindings none = ManifestBindings.NONE;
    return new ManifestBindings(
        backends.orElse(none.backends()),
        configStores.orElse(none.configStores()),
        liveConfigStores.orElse(none.liveConfigStores()),
        kvStores.orElse(none.kvStores()),
        secretStores.orElse(none.secretStores()),
        acls.orElse(none.acls()),
        liveAcls.orElse(none.liveAcls()),
        geolocation.orElse(none.geolocation()),
        deviceDetection.orElse(none.deviceDetection()),
        logEndpoints.orElse(none.logEndpoints()),
        shieldingSites.orElse(none.shieldingSites()),
        purgeKeys.orElse(none.purgeKeys()),
        httpCache.orElse(none.httpCache()));
  }
}

package dev.verge.deploy.manifest;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A manifest as it is written: everything may be absent. */
record ManifestDocument(
    Optional<List<String>> hostnames,
    Optional<String> entrypoint,
    Optional<List<String>> args,
    Optional<Map<String, String>> env,
    Optional<Assets> assets,
    Optional<LimitsDocument> limits) {

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
        args.orElse(List.of()),
        env.orElse(Map.of()),
        assets.map(
            given -> given.mount().map(Manifest.Assets::new).orElse(Manifest.Assets.DEFAULT)),
        limits.map(LimitsDocument::orDefaults).orElse(ManifestLimits.DEFAULT));
  }
}

package dev.verge.deploy.manifest;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.verge.isolate.GuestConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;

/**
 * A version's settings with every default filled in, so that a version means the same after a
 * default has changed.
 *
 * @param hostnames claimed beside the function's own name; once checked, in lower case and ASCII
 * @param entrypoint the export to call; when empty, the guest ABI's own
 * @param initializer an export to call before it, beside those that need no name
 * @param args arguments after the program's name
 * @param env environment variables beside those of the guest ABI
 * @param assets where the upload's assets are seen; empty when it has none
 * @param limits what each request may use
 * @param warmup how its code is warmed up
 * @param triggers what calls it beside clients; empty when nothing does
 * @param bindings what the guest sees by name; in a document its members stand among the others
 */
public record Manifest(
    List<String> hostnames,
    Optional<String> entrypoint,
    Optional<String> initializer,
    List<String> args,
    Map<String, String> env,
    Optional<Assets> assets,
    ManifestLimits limits,
    ManifestWarmup warmup,
    Optional<ManifestTriggers> triggers,
    @JsonUnwrapped ManifestBindings bindings) {

  /** What an upload without a manifest has. */
  public static final Manifest DEFAULT =
      new Manifest(
          List.of(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Map.of(),
          Optional.empty(),
          ManifestLimits.DEFAULT,
          ManifestWarmup.DEFAULT,
          Optional.empty(),
          ManifestBindings.NONE);

  public Manifest {
    hostnames = List.copyOf(hostnames);
    args = List.copyOf(args);
    env = Map.copyOf(env);
  }

  /**
   * The version's read-only files.
   *
   * @param mount the directory under which the guest sees them
   */
  public record Assets(String mount) {
    /** Where assets are seen when the manifest does not say. */
    public static final Assets DEFAULT = new Assets("/assets");
  }

  /** This manifest with other hostnames. */
  public Manifest withHostnames(List<String> others) {
    return new Manifest(
        others, entrypoint, initializer, args, env, assets, limits, warmup, triggers, bindings);
  }

  /** This manifest with other bindings. */
  public Manifest withBindings(ManifestBindings others) {
    return new Manifest(
        hostnames, entrypoint, initializer, args, env, assets, limits, warmup, triggers, others);
  }

  /** This manifest with other assets. */
  public Manifest withAssets(Optional<Assets> others) {
    return new Manifest(
        hostnames, entrypoint, initializer, args, env, others, limits, warmup, triggers, bindings);
  }

  /**
   * This manifest as it may be stored: its private keys are sealed.
   *
   * @param seal gets a backend's name and its key
   */
  public Manifest sealed(BinaryOperator<String> seal) {
    return withClientCertificates(
        (backend, certificate) -> certificate.sealed(key -> seal.apply(backend, key)));
  }

  /**
   * A stored manifest with its private keys as they were uploaded.
   *
   * @param unseal gets a backend's name and its sealed key
   */
  public Manifest unsealed(BinaryOperator<String> unseal) {
    return withClientCertificates(
        (backend, certificate) -> certificate.unsealed(key -> unseal.apply(backend, key)));
  }

  /** This manifest as it may be told: without private keys, and without what purge keys are. */
  public Manifest withoutKeys() {
    return withBindings(bindings.withoutKeys());
  }

  private Manifest withClientCertificates(
      BiFunction<String, ManifestCertificate, ManifestCertificate> change) {
    return withBindings(bindings.withClientCertificates(change));
  }

  /**
   * What the isolates need to know of it.
   *
   * @throws dev.verge.deploy.problem.ProblemException when a binding is not what it should be,
   *     which one that was read is not
   * @throws IllegalStateException when a private key is sealed
   */
  public GuestConfig guestConfig() {
    return new GuestConfig(
        entrypoint,
        initializer,
        args,
        env,
        assets.map(Assets::mount),
        limits.toLimits(),
        bindings.toBindings());
  }
}

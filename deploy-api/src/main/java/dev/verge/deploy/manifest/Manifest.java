package dev.verge.deploy.manifest;

import dev.verge.isolate.GuestConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version's settings with every default filled in, so that a version means the same after a
 * default has changed.
 *
 * @param hostnames claimed beside the function's own name; once checked, in lower case and ASCII
 * @param entrypoint the export to call; when empty, the guest ABI's own
 * @param args arguments after the program's name
 * @param env environment variables beside those of the guest ABI
 * @param assets where the upload's assets are seen; empty when it has none
 * @param limits what each request may use
 */
public record Manifest(
    List<String> hostnames,
    Optional<String> entrypoint,
    List<String> args,
    Map<String, String> env,
    Optional<Assets> assets,
    ManifestLimits limits) {

  /** What an upload without a manifest has. */
  public static final Manifest DEFAULT =
      new Manifest(
          List.of(),
          Optional.empty(),
          List.of(),
          Map.of(),
          Optional.empty(),
          ManifestLimits.DEFAULT);

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
    return new Manifest(others, entrypoint, args, env, assets, limits);
  }

  /** This manifest with other assets. */
  public Manifest withAssets(Optional<Assets> others) {
    return new Manifest(hostnames, entrypoint, args, env, others, limits);
  }

  /** What the isolates need to know of it. */
  public GuestConfig guestConfig() {
    return new GuestConfig(entrypoint, args, env, assets.map(Assets::mount), limits.toLimits());
  }
}

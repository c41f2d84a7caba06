package dev.verge.isolate;

import dev.verge.isolate.binding.Bindings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a version says about how its guest is run, beside the binary itself.
 *
 * @param entrypoint the export to call; when empty, {@code _start} for a command and {@code handle}
 *     for a reactor (after {@code _initialize})
 * @param initializer an export to be called before it; {@code _initialize} and {@code
 *     wizer.initialize} are without being named
 * @param args arguments after the program's name
 * @param env environment variables beside those that the guest ABI sets
 * @param assetsMount the name under which the guest sees the version's read-only assets as a
 *     directory, such as {@code /assets}; when empty there is no file system
 * @param limits what each request may use
 * @param bindings what the guest sees by name
 */
public record GuestConfig(
    Optional<String> entrypoint,
    Optional<String> initializer,
    List<String> args,
    Map<String, String> env,
    Optional<String> assetsMount,
    Limits limits,
    Bindings bindings) {

  /** No arguments, no environment, no assets, default limits. */
  public static final GuestConfig DEFAULT =
      new GuestConfig(
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Map.of(),
          Optional.empty(),
          Limits.DEFAULT,
          Bindings.NONE);

  /** With the initialisers that need no name. */
  public GuestConfig(
      Optional<String> entrypoint,
      List<String> args,
      Map<String, String> env,
      Optional<String> assetsMount,
      Limits limits,
      Bindings bindings) {
    this(entrypoint, Optional.empty(), args, env, assetsMount, limits, bindings);
  }

  /** Without bindings, too. */
  public GuestConfig(
      Optional<String> entrypoint,
      List<String> args,
      Map<String, String> env,
      Optional<String> assetsMount,
      Limits limits) {
    this(entrypoint, args, env, assetsMount, limits, Bindings.NONE);
  }

  /** The same with an initialiser. */
  public GuestConfig withInitializer(Optional<String> name) {
    return new GuestConfig(entrypoint, name, args, env, assetsMount, limits, bindings);
  }

  public GuestConfig {
    args = List.copyOf(args);
    env = Map.copyOf(env);
  }
}

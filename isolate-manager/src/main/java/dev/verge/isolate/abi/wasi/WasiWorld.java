package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.platform.assets.AssetTree;
import java.util.List;
import java.util.Optional;

/**
 * What one guest may see.
 *
 * @param args the program's name and its arguments
 * @param environ environment variables, each as {@code KEY=VALUE}
 * @param stdin file descriptor 0
 * @param stdout file descriptor 1
 * @param stderr file descriptor 2
 * @param mount file descriptor 3; when empty there is no file system
 * @param clock the time
 * @param random random bytes
 */
public record WasiWorld(
    List<String> args,
    List<String> environ,
    GuestInput stdin,
    GuestOutput stdout,
    GuestOutput stderr,
    Optional<Mount> mount,
    GuestClock clock,
    GuestRandom random) {

  /**
   * Files, and the name of the directory under which the guest finds them.
   *
   * @param name such as {@code /assets}
   */
  public record Mount(String name, AssetTree assets) {}

  /**
   * @throws IllegalArgumentException when an argument or a variable has a NUL character, which
   *     would end it early in the guest
   */
  public WasiWorld {
    args = List.copyOf(args);
    environ = List.copyOf(environ);
    requireNoNul("argument", args);
    requireNoNul("environment variable", environ);
  }

  private static void requireNoNul(String what, List<String> strings) {
    for (String string : strings) {
      if (string.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "The %s \"%s\" has a NUL character".formatted(what, string.replace('\0', '?')));
      }
    }
  }
}

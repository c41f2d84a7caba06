package dev.verge.gateway.local;

import java.util.List;
import java.util.Set;

/**
 * The command line of {@code run}, split where the program's own arguments begin: behind the
 * program's name and Viceroy's options after it, or behind {@code --}. The rest may look like
 * options and is not to be understood.
 *
 * @param own Viceroy's arguments, the program's name as the last positional one
 * @param guest the program's arguments
 */
record RunArguments(List<String> own, List<String> guest) {
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-C",
          "--config",
          "--profile",
          "--experimental_modules",
          "--unknown-import-behavior",
          "--local-pushpin-proxy-port");
  private static final Set<String> FLAGS =
      Set.of(
          "--log-stdout",
          "--log-stderr",
          "--adapt",
          "--wasm-exceptions",
          "--wasm-gc",
          "--wasm-cm-gc");

  RunArguments {
    own = List.copyOf(own);
    guest = List.copyOf(guest);
  }

  static RunArguments split(List<String> all) {
    boolean named = false;
    int at = 0;
    while (at < all.size()) {
      String argument = all.get(at);
      if (argument.equals("--")) {
        return named
            ? new RunArguments(all.subList(0, at), all.subList(at + 1, all.size()))
            : behindDashes(all, at);
      }
      int length = optionLength(argument, named);
      if (length == 0) {
        if (named) {
          break;
        }
        named = true;
        length = 1;
      }
      at += length;
    }
    int end = Math.min(at, all.size());
    return new RunArguments(all.subList(0, end), all.subList(end, all.size()));
  }

  /** As test runners give it: everything of the program behind the dashes, its name first. */
  private static RunArguments behindDashes(List<String> all, int dashes) {
    int end = Math.min(dashes + 2, all.size());
    return new RunArguments(all.subList(0, end), all.subList(end, all.size()));
  }

  /** How many arguments an option takes; 0 when this is none, or the program's. */
  private static int optionLength(String argument, boolean named) {
    if (WITH_VALUE.contains(argument)) {
      return 2;
    }
    boolean known =
        FLAGS.contains(argument)
            || argument.matches("-v+|-C.+")
            || WITH_VALUE.stream().anyMatch(option -> argument.startsWith(option + "="));
    return known || (!named && argument.startsWith("-")) ? 1 : 0;
  }
}

package dev.verge.isolate.testing;

import java.util.ArrayList;
import java.util.List;

/** Compiles C for WASI preview 1 with the real clang and wasi-libc. */
public final class Clang {
  private Clang() {}

  /**
   * The binary of a program.
   *
   * @param flags of clang, such as {@code -mexec-model=reactor}
   */
  public static byte[] compile(String source, String... flags) {
    List<String> command =
        new ArrayList<>(List.of("clang", "--target=wasm32-wasi", "--sysroot=/usr", "-O1"));
    command.addAll(List.of(flags));
    return ToolRun.compile(command, source, ".c");
  }
}

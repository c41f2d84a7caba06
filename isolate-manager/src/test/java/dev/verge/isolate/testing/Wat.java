package dev.verge.isolate.testing;

import java.util.ArrayList;
import java.util.List;

/** Compiles the text format with the real {@code wat2wasm} of WABT. */
public final class Wat {
  private Wat() {}

  /**
   * The binary of a module.
   *
   * @param flags of wat2wasm, such as {@code --enable-exceptions}
   */
  public static byte[] compile(String text, String... flags) {
    List<String> command = new ArrayList<>(List.of("wat2wasm"));
    command.addAll(List.of(flags));
    return ToolRun.compile(command, text, ".wat");
  }
}

package dev.verge.isolate.engine;

import dev.verge.isolate.module.FunctionNames;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.PolyglotException;

/** The guest's functions on the stack of a trap, by the names of their source where it is known. */
final class GuestFrames {
  private static final int MOST = 16;

  /** How the engine calls a function that is not exported; its index follows. */
  private static final String NUMBERED = "wasm-function:";

  /** How the engine calls its own way in from the host. */
  private static final String INTEROP = "wasm-function-interop";

  private GuestFrames() {}

  /** Innermost first. */
  static List<String> of(PolyglotException trap, CompiledModule module) {
    FunctionNames names = module.functionNames();
    List<String> frames = new ArrayList<>();
    for (PolyglotException.StackFrame frame : trap.getPolyglotStackTrace()) {
      if (frames.size() == MOST) {
        break;
      }
      String name = frame.getRootName();
      if (frame.isGuestFrame() && name != null && !name.startsWith(INTEROP)) {
        frames.add(readable(name, names));
      }
    }
    return frames;
  }

  private static String readable(String name, FunctionNames names) {
    if (!name.startsWith(NUMBERED)) {
      return name;
    }
    try {
      return names.name(Long.parseLong(name.substring(NUMBERED.length()))).orElse(name);
    } catch (NumberFormatException e) {
      return name;
    }
  }
}

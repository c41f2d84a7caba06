package dev.verge.isolate.module;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a module's functions were called in its source, from its {@code name} section (core
 * specification, appendix 7.4). Compilers leave it out of small builds. Immutable.
 */
public final class FunctionNames {
  private static final String SECTION = "name";
  private static final int FUNCTIONS = 1;

  private final Map<Long, String> names;

  private FunctionNames(Map<Long, String> names) {
    this.names = names;
  }

  /** Reads the section; a malformed one is as good as none, since nothing depends on it. */
  public static FunctionNames read(byte[] binary) {
    Map<Long, String> names = new HashMap<>();
    try {
      for (Section section : Sections.of(binary)) {
        if (section.id() == Section.CUSTOM) {
          BinaryCursor cursor = section.open(binary);
          if (cursor.name().equals(SECTION)) {
            readSubsections(cursor, names);
          }
        }
      }
    } catch (ModuleFormatException e) {
      return new FunctionNames(Map.of());
    }
    return new FunctionNames(names);
  }

  /**
   * The name of a function.
   *
   * @param index in the module's function index space, imports first
   */
  public Optional<String> name(long index) {
    return Optional.ofNullable(names.get(index));
  }

  private static void readSubsections(BinaryCursor cursor, Map<Long, String> names) {
    while (!cursor.atEnd()) {
      int id = cursor.u8();
      BinaryCursor subsection = cursor.part(cursor.u32());
      if (id == FUNCTIONS) {
        for (int left = subsection.count(); left > 0; left--) {
          names.put(subsection.u32(), subsection.name());
        }
      }
    }
  }
}

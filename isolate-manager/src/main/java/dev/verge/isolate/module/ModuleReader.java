package dev.verge.isolate.module;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what a module says about itself. One use, one thread. */
public final class ModuleReader {
  private static final int FUNCTION_FORM = 0x60;

  private final byte[] binary;
  private final List<FunctionType> types = new ArrayList<>();
  private final List<FunctionType> functions = new ArrayList<>();
  private final List<ModuleImport> imports = new ArrayList<>();
  private final List<ModuleExport> exports = new ArrayList<>();
  private final List<SizeLimits> memories = new ArrayList<>();
  private final List<SizeLimits> tables = new ArrayList<>();
  private boolean hasStart;

  private ModuleReader(byte[] binary) {
    this.binary = binary;
  }

  /**
   * Reads everything but code and data.
   *
   * @throws ModuleFormatException when the binary is not a core module, is malformed, or uses a
   *     proposal that its types, imports or limits give away
   */
  public static WasmModule read(byte[] binary) {
    return new ModuleReader(binary).read();
  }

  private WasmModule read() {
    for (Section section : Sections.of(binary)) {
      BinaryCursor cursor = section.open(binary);
      switch (section.id()) {
        case Section.TYPE -> readTypes(cursor);
        case Section.IMPORT -> readImports(cursor);
        case Section.FUNCTION -> readFunctions(cursor);
        case Section.TABLE -> readTables(cursor);
        case Section.MEMORY -> readMemories(cursor);
        case Section.EXPORT -> readExports(cursor);
        case Section.START -> hasStart = true;
        case Section.TAG -> throw ModuleFormatException.unsupported(Proposal.EXCEPTIONS);
        default -> {
          // Custom sections, globals, elements, code and data say nothing that Verge needs.
        }
      }
    }
    return new WasmModule(imports, exports, memories, tables, functions.size(), hasStart);
  }

  private void readTypes(BinaryCursor cursor) {
    for (int left = cursor.count(); left > 0; left--) {
      int form = cursor.u8();
      if (form != FUNCTION_FORM) {
        throw ModuleFormatException.unsupported(Proposal.GC);
      }
      types.add(new FunctionType(readValueTypes(cursor), readValueTypes(cursor)));
    }
  }

  private static List<ValueType> readValueTypes(BinaryCursor cursor) {
    List<ValueType> result = new ArrayList<>();
    for (int left = cursor.count(); left > 0; left--) {
      result.add(ValueType.of(cursor.u8()));
    }
    return result;
  }

  private void readImports(BinaryCursor cursor) {
    for (int left = cursor.count(); left > 0; left--) {
      String module = cursor.name();
      String name = cursor.name();
      ExternalKind kind = ExternalKind.of(cursor.u8());
      Optional<FunctionType> type = Optional.empty();
      switch (kind) {
        case FUNCTION -> {
          type = Optional.of(type(cursor.u32()));
          functions.add(type.get());
        }
        case TABLE -> readTable(cursor);
        case MEMORY -> LimitsFormat.read(cursor);
        case GLOBAL -> {
          ValueType.of(cursor.u8());
          cursor.u8();
        }
      }
      imports.add(new ModuleImport(module, name, kind, type));
    }
  }

  private void readFunctions(BinaryCursor cursor) {
    for (int left = cursor.count(); left > 0; left--) {
      functions.add(type(cursor.u32()));
    }
  }

  private void readTables(BinaryCursor cursor) {
    for (int left = cursor.count(); left > 0; left--) {
      tables.add(readTable(cursor));
    }
  }

  private static SizeLimits readTable(BinaryCursor cursor) {
    int type = cursor.u8();
    if (type == 0x40) {
      throw ModuleFormatException.unsupported(Proposal.TYPED_REFERENCES);
    }
    ValueType.of(type);
    return LimitsFormat.read(cursor);
  }

  private void readMemories(BinaryCursor cursor) {
    for (int left = cursor.count(); left > 0; left--) {
      memories.add(LimitsFormat.read(cursor));
    }
    if (memories.size() > 1) {
      throw ModuleFormatException.unsupported(Proposal.MULTI_MEMORY);
    }
  }

  private void readExports(BinaryCursor cursor) {
    for (int left = cursor.count(); left > 0; left--) {
      String name = cursor.name();
      ExternalKind kind = ExternalKind.of(cursor.u8());
      long index = cursor.u32();
      Optional<FunctionType> type = Optional.empty();
      if (kind == ExternalKind.FUNCTION) {
        if (index >= functions.size()) {
          throw ModuleFormatException.malformed("it exports a function that it does not have");
        }
        type = Optional.of(functions.get((int) index));
      }
      exports.add(new ModuleExport(name, kind, type));
    }
  }

  private FunctionType type(long index) {
    if (index >= types.size()) {
      throw ModuleFormatException.malformed("it names a type that it does not have");
    }
    return types.get((int) index);
  }
}

package dev.verge.isolate.module;

/**
 * Walks a module's code, one instruction after the other (core specification, section 5.4, and the
 * binary formats of the proposals). Throws {@link ModuleFormatException} at the first instruction
 * that the engine does not have.
 */
final class CodeScan {
  private static final int MEMORY_INIT = 8;
  private static final int DATA_DROP = 9;
  private static final int TABLE_INIT = 12;
  private static final int TABLE_SIZE = 16;
  private static final int TABLE_FILL = 17;

  private boolean usesDataSegments;
  private boolean changesTables;

  private CodeScan() {}

  static CodeScan of(byte[] binary) {
    CodeScan scan = new CodeScan();
    for (Section section : Sections.of(binary)) {
      if (section.id() == Section.CODE) {
        scan.scan(section.open(binary));
      }
    }
    return scan;
  }

  /** Whether an instruction names a data segment by its number. */
  boolean usesDataSegments() {
    return usesDataSegments;
  }

  /** Whether an instruction can change a table, or drop what could. */
  boolean changesTables() {
    return changesTables;
  }

  private void scan(BinaryCursor code) {
    for (int left = code.count(); left > 0; left--) {
      BinaryCursor body = code.part(code.u32());
      for (int groups = body.count(); groups > 0; groups--) {
        body.u32();
        ValueType.of(body.u8());
      }
      while (!body.atEnd()) {
        instruction(body);
      }
    }
  }

  private void instruction(BinaryCursor body) {
    int opcode = body.u8();
    switch (opcode) {
      case 0x02, 0x03, 0x04 -> blockType(body);
      case 0x06, 0x07, 0x08, 0x09, 0x0a, 0x18, 0x19, 0x1f ->
          throw ModuleFormatException.unsupported(Proposal.EXCEPTIONS);
      case 0x12, 0x13 -> throw ModuleFormatException.unsupported(Proposal.TAIL_CALLS);
      case 0x14, 0x15, 0xd4, 0xd5, 0xd6 ->
          throw ModuleFormatException.unsupported(Proposal.TYPED_REFERENCES);
      case 0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6 ->
          throw ModuleFormatException.unsupported(Proposal.STACK_SWITCHING);
      case 0xfb, 0xd3 -> throw ModuleFormatException.unsupported(Proposal.GC);
      case 0xfe -> throw ModuleFormatException.unsupported(Proposal.THREADS);
      case 0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x3f, 0x40, 0xd2 -> body.u32();
      case 0x26 -> {
        changesTables = true;
        body.u32();
      }
      case 0x0e -> {
        for (int left = body.count(); left >= 0; left--) {
          body.u32();
        }
      }
      case 0x11 -> {
        body.u32();
        body.u32();
      }
      case 0x1c -> {
        for (int left = body.count(); left > 0; left--) {
          ValueType.of(body.u8());
        }
      }
      case 0x41 -> body.skipLeb(32);
      case 0x42 -> body.skipLeb(64);
      case 0x43 -> body.skip(Float.BYTES);
      case 0x44 -> body.skip(Double.BYTES);
      case 0xd0 -> ValueType.of(body.u8());
      case 0xfc -> bulk(body);
      case 0xfd -> vector(body);
      default -> {
        if (opcode >= 0x28 && opcode <= 0x3e) {
          memoryArgument(body);
        } else if ((opcode > 0x11 && opcode < 0x1a) || opcode > 0xd2) {
          throw ModuleFormatException.malformed("opcode 0x%02x".formatted(opcode));
        }
      }
    }
  }

  private static void blockType(BinaryCursor body) {
    int first = body.u8();
    if (first == 0x40) {
      return;
    }
    if ((first & 0x80) != 0) {
      // A type index of several bytes.
      body.skipLeb(33 - 7);
    } else if (first > 0x3f) {
      ValueType.of(first);
    }
  }

  private static void memoryArgument(BinaryCursor body) {
    long flags = body.u32();
    if ((flags & 0x40) != 0) {
      throw ModuleFormatException.unsupported(Proposal.MULTI_MEMORY);
    }
    body.u64();
  }

  private void bulk(BinaryCursor body) {
    long opcode = body.u32();
    if (opcode >= 19) {
      throw ModuleFormatException.unsupported(Proposal.WIDE_ARITHMETIC);
    }
    usesDataSegments |= opcode == MEMORY_INIT || opcode == DATA_DROP;
    changesTables |= opcode >= TABLE_INIT && opcode <= TABLE_FILL && opcode != TABLE_SIZE;
    int operands =
        opcode < 8 ? 0 : opcode == 8 || opcode == 10 || opcode == 12 || opcode == 14 ? 2 : 1;
    for (int left = operands; left > 0; left--) {
      body.u32();
    }
  }

  private static void vector(BinaryCursor body) {
    long opcode = body.u32();
    if (opcode <= 11 || opcode == 92 || opcode == 93) {
      memoryArgument(body);
    } else if (opcode == 12 || opcode == 13) {
      body.skip(16);
    } else if (opcode >= 84 && opcode <= 91) {
      memoryArgument(body);
      body.u8();
    } else if (opcode >= 21 && opcode <= 34) {
      body.u8();
    }
  }
}

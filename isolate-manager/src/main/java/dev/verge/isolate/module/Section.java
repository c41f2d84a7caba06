package dev.verge.isolate.module;

import java.io.ByteArrayOutputStream;

/**
 * A module's section where it stands in the binary.
 *
 * @param id as in the core specification, section 5.5.2
 * @param start of its header: the byte with the id
 * @param content first byte behind the header
 * @param end first byte behind the section
 */
record Section(int id, int start, int content, int end) {
  static final int CUSTOM = 0;
  static final int TYPE = 1;
  static final int IMPORT = 2;
  static final int FUNCTION = 3;
  static final int TABLE = 4;
  static final int MEMORY = 5;
  static final int GLOBAL = 6;
  static final int EXPORT = 7;
  static final int START = 8;
  static final int ELEMENT = 9;
  static final int CODE = 10;
  static final int DATA = 11;
  static final int DATA_COUNT = 12;
  static final int TAG = 13;

  /** Where sections other than custom ones must stand relative to each other. */
  int order() {
    return switch (id) {
      case TAG -> 2 * MEMORY + 1;
      case DATA_COUNT -> 2 * ELEMENT + 1;
      default -> 2 * id;
    };
  }

  /** Writes a section, header and content. */
  static void write(ByteArrayOutputStream out, int id, byte[] content) {
    out.write(id);
    LimitsFormat.writeU32(out, content.length);
    out.writeBytes(content);
  }

  BinaryCursor open(byte[] binary) {
    return new BinaryCursor(binary, content, end);
  }
}

package dev.verge.isolate.module;

import java.util.ArrayList;
import java.util.List;

/** Splits a binary into its sections (core specification, section 5.5). */
final class Sections {
  private static final int HEADER = 8;
  private static final int COMPONENT_LAYER = 1;

  private Sections() {}

  static List<Section> of(byte[] binary) {
    checkHeader(binary);
    List<Section> sections = new ArrayList<>();
    BinaryCursor cursor = new BinaryCursor(binary, HEADER, binary.length);
    int order = 0;
    while (!cursor.atEnd()) {
      int start = cursor.position();
      int id = cursor.u8();
      if (id > Section.TAG) {
        throw ModuleFormatException.malformed("section id %d at byte %d".formatted(id, start));
      }
      long size = cursor.u32();
      int content = cursor.position();
      cursor.skip(size);
      Section section = new Section(id, start, content, cursor.position());
      if (id != Section.CUSTOM) {
        if (section.order() <= order) {
          throw ModuleFormatException.malformed(
              "section %d at byte %d is out of order".formatted(id, start));
        }
        order = section.order();
      }
      sections.add(section);
    }
    return sections;
  }

  private static void checkHeader(byte[] binary) {
    if (binary.length < 4
        || binary[0] != 0
        || binary[1] != 'a'
        || binary[2] != 's'
        || binary[3] != 'm') {
      throw ModuleFormatException.notWasm(
          "This is not a WebAssembly binary: it does not start with the bytes 00 61 73 6D"
              + (binary.length > 0 && binary[0] == '('
                  ? " (text format: run wat2wasm first)."
                  : "."));
    }
    if (binary.length < HEADER) {
      throw ModuleFormatException.malformed("it ends within its header");
    }
    int version = (binary[4] & 0xff) | (binary[5] & 0xff) << 8;
    int layer = (binary[6] & 0xff) | (binary[7] & 0xff) << 8;
    if (layer == COMPONENT_LAYER) {
      throw ModuleFormatException.component();
    }
    if (version != 1 || layer != 0) {
      throw ModuleFormatException.notWasm(
          "This is WebAssembly of version %d, layer %d; Verge runs version 1 core modules."
              .formatted(version, layer));
    }
  }
}

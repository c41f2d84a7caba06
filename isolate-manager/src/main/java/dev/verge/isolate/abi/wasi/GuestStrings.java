package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestMemory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Strings as a C program gets them: one after the other, each ended by NUL, and pointers to them.
 */
record GuestStrings(List<byte[]> encoded) {

  static GuestStrings of(List<String> strings) {
    return new GuestStrings(
        strings.stream().map(string -> (string + '\0').getBytes(StandardCharsets.UTF_8)).toList());
  }

  void storeSizes(GuestMemory memory, int count, int size) {
    memory.requireRange(size, Integer.BYTES);
    memory.storeInt(count, encoded.size());
    memory.storeInt(size, bytes());
  }

  void store(GuestMemory memory, int pointers, int buffer) {
    memory.requireRange(pointers, encoded.size() * Integer.BYTES);
    memory.requireRange(buffer, bytes());
    int pointer = pointers;
    int address = buffer;
    for (byte[] string : encoded) {
      memory.storeInt(pointer, address);
      memory.store(address, string, 0, string.length);
      pointer += Integer.BYTES;
      address += string.length;
    }
  }

  private int bytes() {
    return encoded.stream().mapToInt(string -> string.length).sum();
  }
}

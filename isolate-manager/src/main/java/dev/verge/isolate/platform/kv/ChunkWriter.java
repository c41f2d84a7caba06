package dev.verge.isolate.platform.kv;

import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts bytes into chunks, all full but the last. Grows with what it gets. */
final class ChunkWriter {
  /** How much of a value is in memory at once. */
  static final int CHUNK_BYTES = 256 << 10;

  private static final int FIRST_BYTES = 8 << 10;
  private final Consumer<byte[]> sink;
  private byte[] buffer = new byte[FIRST_BYTES];
  private int used;
  private int chunks;

  /**
   * @param sink gets each chunk; it may keep it
   */
  ChunkWriter(Consumer<byte[]> sink) {
    this.sink = sink;
  }

  void write(byte[] bytes, int length) {
    int offset = 0;
    while (offset < length) {
      if (used == CHUNK_BYTES) {
        flush();
      }
      int count = Math.min(length - offset, CHUNK_BYTES - used);
      if (used + count > buffer.length) {
        int grown = Math.max(used + count, Math.min(CHUNK_BYTES, 2 * buffer.length));
        buffer = Arrays.copyOf(buffer, grown);
      }
      System.arraycopy(bytes, offset, buffer, used, count);
      used += count;
      offset += count;
    }
  }

  /** Passes the last chunk on; tells how many there were. */
  int finish() {
    if (used > 0) {
      flush();
    }
    return chunks;
  }

  /** What was not passed on yet. */
  byte[] rest() {
    return Arrays.copyOf(buffer, used);
  }

  /** How many were passed on. */
  int chunks() {
    return chunks;
  }

  private void flush() {
    sink.accept(rest());
    chunks++;
    used = 0;
  }
}

package dev.verge.isolate.platform.assets;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;

/** A file: bytes that never change. */
public final class AssetFile implements AssetNode {
  private final long id;
  private final Instant modified;
  private final MemorySegment contents;

  AssetFile(long id, Instant modified, MemorySegment contents) {
    this.id = id;
    this.modified = modified;
    this.contents = contents;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Instant modified() {
    return modified;
  }

  /** In bytes. */
  public long size() {
    return contents.byteSize();
  }

  /**
   * Copies from a position on. Neither waits nor minds an interrupted thread.
   *
   * @param position in bytes from the file's start, 0 or more; may lie behind its end
   * @return how many bytes were copied: as many as asked for, or all that are left; 0 at the end
   */
  public int read(long position, byte[] target, int offset, int length) {
    if (position >= size()) {
      return 0;
    }
    int count = (int) Math.min(length, size() - position);
    MemorySegment.copy(contents, ValueLayout.JAVA_BYTE, position, target, offset, count);
    return count;
  }
}

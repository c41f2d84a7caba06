package dev.verge.isolate.platform.body;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Bytes that are all there. */
public final class ByteSource implements Source {
  /** Nothing to read. */
  public static final Source EMPTY = new ByteSource(new byte[0]);

  private final byte[] bytes;
  private final int end;
  private volatile int position;

  /**
   * @param bytes not changed afterwards by anyone
   */
  public ByteSource(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** A range of bytes that nobody changes afterwards. */
  public ByteSource(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    int from = position;
    if (from == end) {
      return -1;
    }
    int count = Math.min(length, end - from);
    System.arraycopy(bytes, from, target, offset, count);
    position = from + count;
    return count;
  }

  @Override
  public CompletableFuture<Void> readable() {
    return CompletableFuture.completedFuture(null);
  }

  boolean exhausted() {
    return position == end;
  }

  @Override
  public long heldBytes() {
    return (long) end - position;
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(heldBytes());
  }
}

package dev.verge.isolate.platform.kv;

import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.sqlite.DatabaseException;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A value of several chunks, one of which is in memory. Whoever makes it has pinned the value. */
final class StoredSource implements Source {
  private final Values values;
  private final Values.Stored stored;
  private byte[] chunk;
  private int offset;
  private int next = 1;
  private long left;
  private boolean closed;

  StoredSource(Values values, Values.Stored stored, byte[] first) {
    this.values = values;
    this.stored = stored;
    this.chunk = first;
    this.left = stored.length();
  }

  @Override
  public int read(byte[] target, int start, int length) {
    if (left == 0) {
      return -1;
    }
    if (offset == chunk.length) {
      advance();
    }
    int count = Math.min(length, chunk.length - offset);
    System.arraycopy(chunk, offset, target, start, count);
    offset += count;
    left -= count;
    return count;
  }

  private void advance() {
    if (closed) {
      throw new BrokenBodyException(BrokenBodyException.Cause.INCOMPLETE, "the body was closed");
    }
    try {
      chunk = values.chunk(stored.value(), next).orElseThrow(StoredSource::lost);
    } catch (DatabaseException e) {
      throw lost();
    }
    next++;
    offset = 0;
    if (next == stored.chunks()) {
      close(); // The rest is in memory.
    }
  }

  private static BrokenBodyException lost() {
    return new BrokenBodyException(
        BrokenBodyException.Cause.INTERNAL, "the rest of a stored value cannot be read");
  }

  @Override
  public CompletableFuture<Void> readable() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(left);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      values.release(stored);
    }
  }
}

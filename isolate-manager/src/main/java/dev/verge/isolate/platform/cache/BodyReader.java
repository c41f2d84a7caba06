package dev.verge.isolate.platform.cache;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Source;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Reads an object's bytes from one place to another. Lets go of them at its end, when it fails, or
 * when closed.
 */
final class BodyReader implements Source {
  final long end;

  /** Guarded by the body, as the two below; the chunk counts from the body's first on. */
  long position;

  int chunk;

  /** In the chunk. */
  long offset;

  private final StoredBody body;
  private volatile boolean finished;

  /**
   * @param end exclusive; {@link Long#MAX_VALUE} for the body's own end, wherever that is
   */
  BodyReader(StoredBody body, long from, long end) {
    this.body = body;
    this.position = from;
    this.offset = from;
    this.end = end;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws InterruptedException {
    if (finished) {
      return -1;
    }
    try {
      int count = body.read(this, target, offset, length);
      if (count < 0) {
        close();
      }
      return count;
    } catch (BrokenBodyException e) {
      close();
      throw e;
    }
  }

  @Override
  public CompletableFuture<Void> readable() {
    return body.readiness(this);
  }

  @Override
  public OptionalLong length() {
    synchronized (body) {
      if (finished) {
        return OptionalLong.of(0);
      }
      OptionalLong total = body.length();
      return end == Long.MAX_VALUE && total.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Math.min(end, total.orElse(Long.MAX_VALUE)) - position);
    }
  }

  @Override
  public HeaderList trailers() {
    return body.trailers();
  }

  /** Whether it was read to its end, has failed, or was closed. */
  boolean finished() {
    return finished;
  }

  @Override
  public void close() {
    finished = true;
    body.close(this);
  }
}

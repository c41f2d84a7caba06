package dev.verge.isolate.platform.body;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.http.HeaderFields;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A body that a guest has a handle to: it puts bytes and other bodies in, or reads what is there.
 * For one thread at a time.
 */
public final class Body implements Source {
  private static final int FIRST_CHUNK_BYTES = 1024;

  private final Deque<Source> parts = new ArrayDeque<>();
  private final HeaderFields ownTrailers = new HeaderFields();
  private HeaderList lastTrailers = HeaderList.EMPTY;
  private byte[] chunk = {};
  private int chunkLength;

  /** Counted apart, because others ask while this is read. */
  private final AtomicLong held = new AtomicLong();

  /** An empty body. */
  public Body() {}

  /** A body of what a source has. */
  public static Body of(Source source) {
    Body body = new Body();
    body.append(source);
    return body;
  }

  /** Adds bytes at the end; they are copied. */
  public void write(byte[] bytes) {
    if (chunk.length - chunkLength < bytes.length) {
      flush();
      chunk = new byte[Math.max(bytes.length, FIRST_CHUNK_BYTES)];
    }
    System.arraycopy(bytes, 0, chunk, chunkLength, bytes.length);
    chunkLength += bytes.length;
    held.addAndGet(bytes.length);
  }

  /** Puts bytes before what is there. */
  public void writeFront(byte[] bytes) {
    parts.addFirst(new ByteSource(bytes.clone()));
    held.addAndGet(bytes.length);
  }

  /** Puts all of another source behind what is there; it is this body's from then on. */
  public void append(Source source) {
    flush();
    held.addAndGet(source.heldBytes());
    parts.addLast(source);
  }

  /** Trailers that the guest adds to those that arrive. */
  public HeaderFields ownTrailers() {
    return ownTrailers;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws InterruptedException {
    flush();
    while (!parts.isEmpty()) {
      Source first = parts.getFirst();
      long before = first.heldBytes();
      int count = first.read(target, offset, length);
      held.addAndGet(first.heldBytes() - before);
      if (count >= 0) {
        if (first instanceof ByteSource bytes && bytes.exhausted()) {
          // An empty part would look ready while the next one is not.
          lastTrailers = parts.removeFirst().trailers();
        }
        return count;
      }
      lastTrailers = parts.removeFirst().trailers();
    }
    return -1;
  }

  @Override
  public CompletableFuture<Void> readable() {
    flush();
    return parts.isEmpty() ? CompletableFuture.completedFuture(null) : parts.getFirst().readable();
  }

  @Override
  public OptionalLong length() {
    long total = chunkLength;
    for (Source part : parts) {
      OptionalLong length = part.length();
      if (length.isEmpty()) {
        return OptionalLong.empty();
      }
      total += length.getAsLong();
    }
    return OptionalLong.of(total);
  }

  @Override
  public long heldBytes() {
    return held.get();
  }

  /** Whether all that is still to be read is in memory. */
  public boolean inMemory() {
    return parts.stream()
        .allMatch(
            part -> part instanceof ByteSource || (part instanceof Body body && body.inMemory()));
  }

  /** Whether everything was read. */
  public boolean exhausted() {
    return parts.isEmpty() && chunkLength == 0;
  }

  @Override
  public HeaderList trailers() {
    HeaderFields all = HeaderFields.of(lastTrailers);
    ownTrailers.names().forEach(name -> ownTrailers.all(name).forEach(v -> all.append(name, v)));
    return all.toList();
  }

  @Override
  public void close() {
    parts.forEach(Source::close);
    parts.clear();
    chunkLength = 0;
    held.set(0);
  }

  private void flush() {
    if (chunkLength > 0) {
      parts.addLast(new ByteSource(Arrays.copyOf(chunk, chunkLength)));
      chunkLength = 0;
      chunk = new byte[0];
    }
  }
}

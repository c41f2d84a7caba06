package dev.verge.isolate.platform.cache;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.body.BrokenBodyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * An object's bytes: written once by one thread, read by many at their own pace, also while they
 * are written. Safe on any thread.
 *
 * <p>While the cache holds it, all its bytes are kept and count as the cache's. When the cache lets
 * it go, whoever still uses it keeps it, out of {@link DetachedBytes}. One that outgrows the limit
 * for objects is let go while it is written, and turns into a bounded way from its writer to those
 * who read it by then: bytes that all of them have read are dropped, and the writer waits for them.
 */
final class StoredBody {
  private static final int FIRST_CHUNK = 1024;
  private static final int MOST_CHUNK = 64 * 1024;
  private static final String TOO_MANY_DETACHED =
      "the cache let an object go, and too many such are still being read";

  private final OptionalLong declaredLength;
  private final long mostBytes;
  private final DetachedBytes detachedBytes;
  private final List<byte[]> chunks = new ArrayList<>();
  private final Set<BodyReader> readers = new HashSet<>();
  private int droppedChunks;
  private long droppedBytes;
  private long allocated;
  private long size;
  private int users;
  private Optional<StoredObject> holder = Optional.empty();
  private boolean cached = true;
  private boolean outgrown;
  private long reserved;
  private State state = State.OPEN;
  private HeaderList trailers = HeaderList.EMPTY;
  private Optional<BrokenBodyException> failure = Optional.empty();
  private CompletableFuture<Void> changed = new CompletableFuture<>();

  private enum State {
    OPEN,
    COMPLETE,
    BROKEN
  }

  StoredBody(OptionalLong declaredLength, long mostBytes, DetachedBytes detachedBytes) {
    this.declaredLength = declaredLength;
    this.mostBytes = mostBytes;
    this.detachedBytes = detachedBytes;
  }

  /**
   * Adds bytes; waits only when it has outgrown the cache and its readers are behind.
   *
   * @return false when nothing more is taken
   */
  boolean append(byte[] bytes, int offset, int length) throws InterruptedException {
    synchronized (this) {
      if (state != State.OPEN) {
        return false;
      }
      if (declaredLength.isPresent() && size + length > declaredLength.getAsLong()) {
        breakOff(BrokenBodyException.Cause.MALFORMED, "a cached object is longer than declared");
      } else if (cached || users > 0) {
        keep(bytes, offset, length);
      } else if (size + length > mostBytes) {
        breakOff(BrokenBodyException.Cause.INTERNAL, outgrownMessage());
      } else {
        size += length; // nobody will ever read it
      }
    }
    signal();
    return broken().isEmpty();
  }

  private String outgrownMessage() {
    return "an object outgrew the %d bytes that this cache takes".formatted(mostBytes);
  }

  private void keep(byte[] bytes, int offset, int length) throws InterruptedException {
    if (!outgrown && size + length > mostBytes) {
      outgrow();
    }
    int done = 0;
    while (done < length) {
      if (droppedBytes + allocated == size && !addChunk(roomFor(length - done))) {
        return;
      }
      long room = droppedBytes + allocated - size;
      byte[] last = chunks.getLast();
      int count = Math.toIntExact(Math.min(length - done, room));
      System.arraycopy(bytes, offset + done, last, Math.toIntExact(last.length - room), count);
      size += count;
      done += count;
    }
  }

  /** Goes on as a bounded way to those who read it now. */
  private void outgrow() {
    outgrown = true;
    cached = false;
    dropWhatAllHaveRead();
    if (!reserve(Math.max(0, 2L * MOST_CHUNK + allocated - reserved))) {
      breakOff(BrokenBodyException.Cause.INTERNAL, TOO_MANY_DETACHED);
    }
  }

  private boolean addChunk(int room) throws InterruptedException {
    if (!cached && !outgrown && !reserve(room)) {
      breakOff(BrokenBodyException.Cause.INTERNAL, TOO_MANY_DETACHED);
    }
    while (outgrown && state == State.OPEN && allocated + room > reserved) {
      dropWhatAllHaveRead();
      if (readers.isEmpty()) {
        breakOff(BrokenBodyException.Cause.INTERNAL, outgrownMessage());
      } else if (allocated + room > reserved) {
        wait();
      }
    }
    if (state != State.OPEN) {
      return false;
    }
    chunks.add(new byte[room]);
    allocated += room;
    return true;
  }

  private boolean reserve(long bytes) {
    if (!detachedBytes.reserve(bytes)) {
      return false;
    }
    reserved += bytes;
    return true;
  }

  private int roomFor(int needed) {
    long wanted = Math.clamp(Math.max(needed, size), FIRST_CHUNK, MOST_CHUNK);
    long missing = declaredLength.orElse(Long.MAX_VALUE) - size;
    return Math.toIntExact(Math.min(wanted, missing));
  }

  private void dropWhatAllHaveRead() {
    int first = Integer.MAX_VALUE;
    for (BodyReader reader : readers) {
      first = Math.min(first, reader.chunk);
    }
    int drop = Math.min(first - droppedChunks, chunks.size());
    for (int i = 0; i < drop; i++) {
      int length = chunks.removeFirst().length;
      allocated -= length;
      droppedBytes += length;
      droppedChunks++;
    }
  }

  /** All is written. */
  void complete(HeaderList last) {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      if (declaredLength.isPresent() && size != declaredLength.getAsLong()) {
        breakOff(BrokenBodyException.Cause.INCOMPLETE, "a cached object is shorter than declared");
      } else {
        state = State.COMPLETE;
        trailers = last;
        trimLast();
      }
    }
    signal();
  }

  private void trimLast() {
    long spare = droppedBytes + allocated - size;
    if (spare > 0) {
      byte[] last = chunks.removeLast();
      chunks.add(Arrays.copyOf(last, Math.toIntExact(last.length - spare)));
      allocated -= spare;
    }
  }

  /** The rest will not come. */
  void fail(BrokenBodyException why) {
    synchronized (this) {
      if (state == State.OPEN) {
        breakOff(why);
      }
    }
    signal();
  }

  private void breakOff(BrokenBodyException.Cause cause, String message) {
    breakOff(new BrokenBodyException(cause, message));
  }

  private void breakOff(BrokenBodyException why) {
    state = State.BROKEN;
    failure = Optional.of(why);
  }

  /** The cache has these bytes as this object, in place of the one before. */
  synchronized void hold(StoredObject object) {
    holder = Optional.of(object);
  }

  /** As what the cache has them. */
  synchronized Optional<StoredObject> holder() {
    return holder;
  }

  /** The cache has this object no more; nothing happens when it has the bytes as another one. */
  void detach(StoredObject object) {
    synchronized (this) {
      if (!holder.equals(Optional.of(object))) {
        return;
      }
      holder = Optional.empty();
      if (!cached) {
        return;
      }
      cached = false;
      if (users == 0) {
        dropAll();
      } else if (!reserve(allocated)) {
        breakOff(BrokenBodyException.Cause.INTERNAL, TOO_MANY_DETACHED);
        dropAll();
      }
    }
    signal();
  }

  /** Somebody may want to read it; each is followed by one {@link #release}. */
  synchronized void use() {
    users++;
  }

  void release() {
    synchronized (this) {
      users--;
      letGoIfUnused();
    }
    signal();
  }

  private void letGoIfUnused() {
    if (users == 0 && !cached) {
      dropAll();
      detachedBytes.release(reserved);
      reserved = 0;
    }
  }

  private void dropAll() {
    droppedChunks += chunks.size();
    droppedBytes += allocated;
    allocated = 0;
    chunks.clear();
  }

  /** Memory that its bytes take. */
  synchronized long weight() {
    return allocated;
  }

  /** The length that was declared, or that it turned out to have. */
  synchronized OptionalLong length() {
    return state == State.COMPLETE ? OptionalLong.of(size) : declaredLength;
  }

  /** Whether it can be read from its start on. */
  synchronized boolean whole() {
    return state != State.BROKEN && !outgrown && droppedBytes == 0;
  }

  /** Whether the cache has all of it. */
  synchronized boolean cachedWhole() {
    return cached && whole();
  }

  /** Whether so many bytes more are too many. */
  synchronized boolean outgrownBy(int bytes) {
    return size + bytes > mostBytes;
  }

  /** Why it is broken, if it is. */
  synchronized Optional<BrokenBodyException> broken() {
    return failure;
  }

  /** Waits until this many bytes were written, or no more will be; tells whether they were. */
  synchronized boolean awaitSize(long bytes) throws InterruptedException {
    while (size < bytes && state == State.OPEN) {
      wait();
    }
    return size >= bytes;
  }

  /** Waits until no more will be written; its length, or what broke it. */
  synchronized long awaitEnd() throws InterruptedException {
    while (state == State.OPEN) {
      wait();
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    return size;
  }

  /** Someone who reads from here to there; a user until closed. */
  synchronized BodyReader open(long from, long to) {
    BodyReader reader = new BodyReader(this, from, to);
    reader.chunk = droppedBytes > 0 ? -1 : 0;
    users++;
    readers.add(reader);
    return reader;
  }

  void close(BodyReader reader) {
    synchronized (this) {
      if (!readers.remove(reader)) {
        return;
      }
      users--;
      letGoIfUnused();
    }
    signal();
  }

  int read(BodyReader reader, byte[] target, int offset, int length) throws InterruptedException {
    boolean freed;
    int count;
    synchronized (this) {
      while (!readable(reader)) {
        wait();
      }
      int before = reader.chunk;
      count = copy(reader, target, offset, length);
      freed = outgrown && reader.chunk > before;
    }
    if (freed) {
      signal();
    }
    return count;
  }

  private boolean readable(BodyReader reader) {
    return reader.position >= reader.end || reader.position < size || state != State.OPEN;
  }

  private int copy(BodyReader reader, byte[] target, int offset, int length) {
    if (reader.position >= reader.end) {
      return -1;
    }
    if (reader.position >= size) {
      if (failure.isPresent()) {
        throw failure.get();
      }
      if (reader.end != Long.MAX_VALUE) {
        throw new BrokenBodyException(
            BrokenBodyException.Cause.INCOMPLETE, "a cached object ends before its range");
      }
      return -1;
    }
    byte[] chunk = chunkOf(reader);
    long until = Math.min(size, reader.end) - reader.position;
    int count = Math.toIntExact(Math.min(Math.min(length, until), chunk.length - reader.offset));
    System.arraycopy(chunk, Math.toIntExact(reader.offset), target, offset, count);
    reader.position += count;
    reader.offset += count;
    return count;
  }

  /** Moves a reader to the chunk that its position is in; that is below the size. */
  private byte[] chunkOf(BodyReader reader) {
    if (reader.chunk < droppedChunks) {
      throw failure.orElseGet(
          () ->
              new BrokenBodyException(
                  BrokenBodyException.Cause.INTERNAL, "the cache let this object go"));
    }
    byte[] chunk = chunks.get(reader.chunk - droppedChunks);
    while (reader.offset >= chunk.length) {
      reader.offset -= chunk.length;
      reader.chunk++;
      chunk = chunks.get(reader.chunk - droppedChunks);
    }
    return chunk;
  }

  /** Completes when a read would not wait. */
  synchronized CompletableFuture<Void> readiness(BodyReader reader) {
    return readable(reader)
        ? CompletableFuture.completedFuture(null)
        : changed.thenCompose(ignored -> readiness(reader));
  }

  synchronized HeaderList trailers() {
    return trailers;
  }

  private void signal() {
    CompletableFuture<Void> before;
    synchronized (this) {
      before = changed;
      changed = new CompletableFuture<>();
      notifyAll();
    }
    before.complete(null);
  }
}

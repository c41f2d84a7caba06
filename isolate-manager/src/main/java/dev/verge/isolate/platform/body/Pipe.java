package dev.verge.isolate.platform.body;

import dev.verge.isolate.exchange.HeaderList;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A bounded way from one writing thread to one reading thread. What is written are bytes, or whole
 * sources whose bytes are read when their turn comes; the latter never wait for room.
 */
public final class Pipe implements Source {
  /** Bytes that may wait here before a writer has to. */
  public static final int CAPACITY = 64 * 1024;

  private final Deque<Part> parts = new ArrayDeque<>();
  private long waiting;
  private State state = State.OPEN;
  private HeaderList trailers = HeaderList.EMPTY;
  private Optional<BrokenBodyException> failure = Optional.empty();
  private CompletableFuture<Void> changed = new CompletableFuture<>();

  /**
   * @param counted whether its bytes are among those that wait here
   */
  private record Part(Source source, boolean counted) {}

  private enum State {
    /** More may be written. */
    OPEN,
    /** All is written. */
    ENDED,
    /** The reader has gone, or the writer has failed. */
    BROKEN
  }

  /**
   * Writes bytes; waits for room.
   *
   * @return false when nobody will read them
   */
  public boolean write(byte[] bytes, int offset, int length) throws InterruptedException {
    synchronized (this) {
      while (state == State.OPEN && waiting >= CAPACITY) {
        wait();
      }
      if (state != State.OPEN) {
        return false;
      }
      if (length > 0) {
        byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
        parts.addLast(new Part(new ByteSource(copy), true));
        waiting += length;
      }
    }
    signal();
    return true;
  }

  /**
   * Puts a source behind what is written; it is the reader's from then on.
   *
   * @return false, and the source is closed, when nobody will read it
   */
  public boolean append(Source source) {
    boolean taken;
    synchronized (this) {
      taken = state == State.OPEN;
      if (taken) {
        parts.addLast(new Part(source, false));
      }
    }
    if (!taken) {
      source.close();
    }
    signal();
    return taken;
  }

  /** All is written. Does nothing when it has ended already. */
  public void end(HeaderList last) {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = State.ENDED;
      trailers = last;
    }
    signal();
  }

  /** The rest will not come: the reader is told. Does nothing when it has ended already. */
  public void fail(BrokenBodyException why) {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = State.BROKEN;
      failure = Optional.of(why);
    }
    signal();
  }

  /** Whether all is written. */
  public synchronized boolean ended() {
    return state == State.ENDED;
  }

  /** Completes when {@link #write} would not wait. */
  public CompletableFuture<Void> writable() {
    synchronized (this) {
      if (state != State.OPEN || waiting < CAPACITY) {
        return CompletableFuture.completedFuture(null);
      }
      return changed.thenCompose(ignored -> writable());
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws InterruptedException {
    while (true) {
      Part part;
      synchronized (this) {
        while (parts.isEmpty() && state == State.OPEN) {
          wait();
        }
        if (parts.isEmpty()) {
          if (failure.isPresent()) {
            throw failure.get();
          }
          return -1;
        }
        part = parts.getFirst();
      }
      int count = part.source().read(target, offset, length);
      synchronized (this) {
        if (part.counted()) {
          waiting -= Math.max(0, count);
        }
        if (count < 0 || exhausted(part.source())) {
          parts.pollFirst();
        }
      }
      if (count >= 0) {
        signal();
        return count;
      }
    }
  }

  /** Whether nothing more will come; such a part would look ready while the next one is not. */
  private static boolean exhausted(Source source) {
    return switch (source) {
      case ByteSource bytes -> bytes.exhausted();
      case Body body -> body.exhausted();
      default -> false;
    };
  }

  @Override
  public CompletableFuture<Void> readable() {
    synchronized (this) {
      if (!parts.isEmpty()) {
        return parts.getFirst().source().readable();
      }
      if (state != State.OPEN) {
        return CompletableFuture.completedFuture(null);
      }
      return changed.thenCompose(ignored -> readable());
    }
  }

  @Override
  public synchronized long heldBytes() {
    return parts.stream().mapToLong(part -> part.source().heldBytes()).sum();
  }

  @Override
  public OptionalLong length() {
    synchronized (this) {
      return state == State.ENDED && parts.isEmpty() ? OptionalLong.of(0) : OptionalLong.empty();
    }
  }

  @Override
  public HeaderList trailers() {
    synchronized (this) {
      return trailers;
    }
  }

  @Override
  public void close() {
    List<Part> left;
    synchronized (this) {
      state = State.BROKEN;
      failure =
          Optional.of(
              new BrokenBodyException(BrokenBodyException.Cause.INCOMPLETE, "the body was closed"));
      left = List.copyOf(parts);
      parts.clear();
    }
    left.forEach(part -> part.source().close());
    signal();
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

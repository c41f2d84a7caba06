package dev.verge.gateway.http;

import dev.verge.isolate.exchange.ClientGoneException;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What has arrived of a request's body, or of a tunnel's input, and the guest has not read yet.
 * Bounded: the event loop is told to stop receiving when it is full, and to go on when the guest
 * has read.
 */
final class RequestBody {
  /** From this on the event loop is asked to wait. */
  static final int FULL_BYTES = 64 << 10;

  /** Down to this the event loop is left waiting. */
  private static final int RESUME_BYTES = 16 << 10;

  private static final int FIRST_BYTES = 1 << 10;
  private static final byte[] NONE = {};

  private final Runnable resume;
  private byte[] bytes = NONE;
  private int from;
  private int to;
  private long received;
  private boolean full;
  private boolean ended;
  private String failure = "";
  private Optional<CompletableFuture<Void>> awaited = Optional.empty();

  /**
   * @param resume called on the guest's thread when there is room again
   */
  RequestBody(Runnable resume) {
    this.resume = resume;
  }

  /**
   * Event loop: keeps a copy of a piece.
   *
   * @return whether there is room for more; if not, {@code resume} will be called
   */
  synchronized boolean add(ByteBuf piece) {
    int length = piece.readableBytes();
    if (length == 0) {
      return true;
    }
    makeRoom(length);
    piece.readBytes(bytes, to, length);
    to += length;
    received += length;
    full = to - from >= FULL_BYTES;
    arrived();
    return !full;
  }

  /** Any thread: how many bytes have arrived. */
  synchronized long received() {
    return received;
  }

  /** Event loop: the body is whole. */
  synchronized void end() {
    ended = true;
    arrived();
  }

  /** Event loop: the body will never be whole. What has arrived can still be read. */
  synchronized void fail(String why) {
    if (!ended && failure.isEmpty()) {
      failure = why;
      arrived();
    }
  }

  /** Any thread: whether a read would have to wait. */
  synchronized boolean wouldWait() {
    return from == to && !ended && failure.isEmpty();
  }

  /** Guest: as {@link dev.verge.isolate.exchange.Exchange#readable}. */
  synchronized CompletableFuture<Void> readable() {
    if (!wouldWait()) {
      return CompletableFuture.completedFuture(null);
    }
    // One that is done was completed by the caller, with orTimeout for instance.
    if (awaited.isEmpty() || awaited.get().isDone()) {
      awaited = Optional.of(new CompletableFuture<>());
    }
    return awaited.get();
  }

  /** Guest: as {@link dev.verge.isolate.exchange.Exchange#read}. */
  int read(byte[] target, int offset, int length) throws InterruptedException {
    boolean hasRoomAgain;
    int read;
    synchronized (this) {
      while (from == to && !ended) {
        if (!failure.isEmpty()) {
          throw new ClientGoneException(failure);
        }
        wait();
      }
      if (from == to) {
        return -1;
      }
      read = Math.min(length, to - from);
      System.arraycopy(bytes, from, target, offset, read);
      from += read;
      hasRoomAgain = full && to - from <= RESUME_BYTES;
      full &= !hasRoomAgain;
    }
    if (hasRoomAgain) {
      resume.run();
    }
    return read;
  }

  private void arrived() {
    notifyAll();
    // On a thread of its own: what hangs on it must not run on the event loop, nor under this lock.
    awaited.ifPresent(future -> future.completeAsync(() -> null, Thread::startVirtualThread));
    awaited = Optional.empty();
  }

  private void makeRoom(int length) {
    int kept = to - from;
    if (to + length > bytes.length) {
      byte[] target = bytes;
      if (kept + length > bytes.length) {
        target = new byte[Math.max(FIRST_BYTES, Integer.highestOneBit(kept + length) << 1)];
      }
      System.arraycopy(bytes, from, target, 0, kept);
      bytes = target;
      from = 0;
      to = kept;
    }
  }
}

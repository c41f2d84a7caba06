package dev.verge.gateway.http;

import dev.verge.isolate.exchange.ClientGoneException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the guest has written of a response and the event loop has not taken yet. Bounded: the guest
 * waits while it is full. What gathers between two turns of the event loop leaves together.
 */
final class ResponseQueue {
  /** The most of a body that waits here. */
  static final int FULL_BYTES = 64 << 10;

  /** The most informational responses that wait here. */
  static final int MOST_INTERIM = 16;

  /** Up to this a new array is cheaper than a pooled buffer, on a thread that lives once. */
  private static final int SMALL_BYTES = 512;

  private final ByteBufAllocator allocator;
  private final Runnable wakeLoop;
  private List<HttpResponse> interim = List.of();
  private Optional<HttpResponse> head = Optional.empty();
  private ByteBuf body = Unpooled.EMPTY_BUFFER;
  private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
  private End end = End.NONE;
  private long bodyBytes;
  private boolean begun;
  private boolean waking;
  private String gone = "";

  /** How a response ends. */
  enum End {
    /** Not yet. */
    NONE,
    /** Whole. */
    WHOLE,
    /** Not whole, and the client must notice. */
    CUT
  }

  /**
   * What is to be written in one go.
   *
   * @param interim informational responses, written first
   * @param body owned by the taker
   */
  record Batch(
      List<HttpResponse> interim,
      Optional<HttpResponse> head,
      ByteBuf body,
      End end,
      HttpHeaders trailers) {
    /** All of a response. */
    static Batch whole(HttpResponse head, ByteBuf body) {
      return new Batch(List.of(), Optional.of(head), body, End.WHOLE, EmptyHttpHeaders.INSTANCE);
    }
  }

  /**
   * @param wakeLoop called on the guest's thread when there is something to take; not again until
   *     it is taken
   */
  ResponseQueue(ByteBufAllocator allocator, Runnable wakeLoop) {
    this.allocator = allocator;
    this.wakeLoop = wakeLoop;
  }

  /** Guest: queues an informational response, to be written before the head; waits for room. */
  void inform(HttpResponse response) throws InterruptedException {
    synchronized (this) {
      requireClient();
      while (interim.size() >= MOST_INTERIM) {
        wait();
        requireClient();
      }
      addInterim(response);
    }
    wake();
  }

  /** Guest: as {@link #inform}, for what is said once; does not wait, nor complain. */
  void askForBody(HttpResponse response) {
    synchronized (this) {
      addInterim(response);
    }
    wake();
  }

  /** Guest: queues the head. */
  void head(HttpResponse response) {
    synchronized (this) {
      requireClient();
      head = Optional.of(response);
    }
    wake();
  }

  /** Guest: queues a piece of the body; waits for room. */
  void body(byte[] source, int offset, int length) throws InterruptedException {
    int done = 0;
    while (done < length) {
      synchronized (this) {
        requireClient();
        while (body.readableBytes() >= FULL_BYTES) {
          wait();
          requireClient();
        }
        int part = Math.min(length - done, FULL_BYTES - body.readableBytes());
        if (body.capacity() == 0) {
          body = part <= SMALL_BYTES ? Unpooled.buffer(SMALL_BYTES) : allocator.buffer(part);
        }
        body.writeBytes(source, offset + done, part);
        done += part;
        bodyBytes += part;
      }
      wake();
    }
  }

  /**
   * Guest: queues a whole response in place of whatever is queued.
   *
   * @return false when a head is out already, the response is whole, or nobody would receive it
   */
  boolean instead(HttpResponse response, byte[] content) {
    synchronized (this) {
      if (begun || end != End.NONE || !gone.isEmpty()) {
        return false;
      }
      head = Optional.of(response);
      body.release();
      body = Unpooled.wrappedBuffer(content);
      bodyBytes = content.length;
      end = End.WHOLE;
    }
    wake();
    return true;
  }

  /**
   * Guest: nothing more will be queued. Does nothing when the response has ended already, or the
   * client is gone.
   */
  void end(End how, HttpHeaders lastTrailers) {
    synchronized (this) {
      if (end != End.NONE || !gone.isEmpty()) {
        return;
      }
      end = how;
      trailers = lastTrailers;
    }
    wake();
  }

  /** Any thread: how many bytes of the body were queued, taken or not. */
  synchronized long bodyBytes() {
    return bodyBytes;
  }

  /** Event loop: takes what is queued. */
  synchronized Batch take() {
    waking = false;
    begun |= head.isPresent();
    Batch batch = new Batch(interim, head, body, end, trailers);
    interim = List.of();
    head = Optional.empty();
    body = Unpooled.EMPTY_BUFFER;
    notifyAll();
    return batch;
  }

  /** Event loop: the client will receive nothing more. */
  synchronized void gone(String why) {
    if (gone.isEmpty()) {
      gone = why;
      body.release();
      body = Unpooled.EMPTY_BUFFER;
      notifyAll();
    }
  }

  private void addInterim(HttpResponse response) {
    if (interim.isEmpty()) {
      interim = new ArrayList<>(1);
    }
    interim.add(response);
  }

  private void wake() {
    synchronized (this) {
      if (waking || !gone.isEmpty()) {
        return;
      }
      waking = true;
    }
    wakeLoop.run();
  }

  /** Guest: complains when nobody would receive anything more. */
  synchronized void requireClient() {
    if (!gone.isEmpty()) {
      throw new ClientGoneException(gone);
    }
    if (end != End.NONE) {
      throw new ClientGoneException("The response has ended already.");
    }
  }
}

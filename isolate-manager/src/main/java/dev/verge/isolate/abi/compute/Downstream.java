package dev.verge.isolate.abi.compute;

import dev.verge.isolate.abi.MalformedResponseException;
import dev.verge.isolate.abi.ResponseEnd;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Pipe;
import dev.verge.isolate.platform.body.Source;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The client's request that the guest answers now, and its response. What is there of the
 * response's body when the guest sends it is written on the guest's thread; the rest by a pump of
 * its own, so that the guest can go on.
 */
final class Downstream {
  /** What is written before a pump takes over, so that a slow client does not hold the guest. */
  private static final int MOST_AT_ONCE = 64 * 1024;

  private static final int CHUNK_BYTES = 16 * 1024;

  private final Exchange exchange;
  private Optional<Pipe> streaming = Optional.empty();
  private Optional<Thread> pump = Optional.empty();
  private Optional<Delivery> handedOver = Optional.empty();
  private boolean sent;

  /** Completes when the response's body is written, exceptionally when it could not be. */
  private final CompletableFuture<HeaderList> written = new CompletableFuture<>();

  private boolean guestWaits;
  private boolean endDelivered;

  /** What a pump does: writes head and body, and returns the trailers. */
  @FunctionalInterface
  interface Delivery {
    HeaderList run() throws InterruptedException;
  }

  Downstream(Exchange exchange) {
    this.exchange = exchange;
  }

  RequestHead head() {
    return exchange.request();
  }

  Exchange exchange() {
    return exchange;
  }

  boolean sent() {
    return sent;
  }

  /** Sends 103 Early Hints. */
  void inform(int status, HeaderList headers) throws InterruptedException {
    requireUnsent();
    exchange.inform(status, headers);
  }

  /** Sends a response whose body the guest can no longer touch. */
  void send(ResponseHead head, Source body) throws InterruptedException {
    requireUnsent();
    sent = true;
    exchange.respond(head);
    begin(body);
  }

  /** Sends a response whose body the guest goes on writing. */
  void stream(ResponseHead head, Pipe body) throws InterruptedException {
    requireUnsent();
    sent = true;
    streaming = Optional.of(body);
    exchange.respond(head);
    pump(() -> write(body));
  }

  /** Has a pump find out and send the whole response. */
  void deliver(Delivery delivery) {
    requireUnsent();
    sent = true;
    pump(delivery);
  }

  /** Has the whole response sent, on another thread, once the guest has ended. */
  void handOver(Delivery delivery) {
    requireUnsent();
    sent = true;
    handedOver = Optional.of(delivery);
    written.complete(HeaderList.EMPTY);
  }

  /** Writes a body to its end; for deliveries. */
  HeaderList write(Source body) throws InterruptedException {
    byte[] chunk = new byte[CHUNK_BYTES];
    try (body) {
      for (int n = body.read(chunk, 0, CHUNK_BYTES); n >= 0; n = body.read(chunk, 0, CHUNK_BYTES)) {
        exchange.write(chunk, 0, n);
      }
      return body.trailers();
    }
  }

  /** Whether the response is, or will be, whole without the guest. */
  boolean answered() {
    return sent && streaming.map(Pipe::ended).orElse(true);
  }

  /** Completes, always normally, when the response's body is written or broken off. */
  CompletableFuture<Void> writing() {
    return written.handle((trailers, failure) -> null);
  }

  /** Whether {@link #writing} is complete. */
  boolean written() {
    return written.isDone();
  }

  /**
   * The end of a response that is written; a broken one has none, so that it is cut off.
   *
   * @throws java.util.concurrent.CompletionException when it was broken off
   */
  ResponseEnd end() {
    if (handedOver.isPresent()) {
      Delivery delivery = handedOver.get();
      return () -> exchange.finish(delivery.run());
    }
    HeaderList trailers = written.join();
    synchronized (written) {
      boolean delivered = endDelivered;
      endDelivered = true;
      return delivered ? ResponseEnd.DELIVERED : () -> exchange.finish(trailers);
    }
  }

  /**
   * The guest is about to wait: if its response is whole, the client should not wait with it. To be
   * followed by {@link #resumes}.
   */
  void waits() throws InterruptedException {
    synchronized (written) {
      guestWaits = true;
    }
    deliverEndIfWhole();
  }

  void resumes() {
    synchronized (written) {
      guestWaits = false;
    }
  }

  /**
   * Waits until the response's body is written.
   *
   * @return its end, if that is not delivered yet
   * @throws MalformedResponseException when its body is not whole
   */
  ResponseEnd complete() throws InterruptedException {
    try {
      written.get();
      return end();
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case BrokenBodyException broken ->
            MalformedResponseException.because(
                "the response's body is not whole: " + broken.getMessage());
        case RuntimeException failure -> failure;
        case Throwable failure -> new IllegalStateException(failure);
      };
    }
  }

  /** Ends what goes on, however it stands. */
  void close() {
    pump.ifPresent(Thread::interrupt);
  }

  private void requireUnsent() {
    if (sent) {
      throw StatusException.of(Status.ERROR, "a response was sent already");
    }
  }

  private void begin(Source body) throws InterruptedException {
    byte[] chunk = new byte[CHUNK_BYTES];
    int total = 0;
    try {
      while (total < MOST_AT_ONCE && body.readable().isDone()) {
        int n = body.read(chunk, 0, CHUNK_BYTES);
        if (n < 0) {
          whole(body.trailers());
          body.close();
          return;
        }
        exchange.write(chunk, 0, n);
        total += n;
      }
    } catch (RuntimeException e) {
      body.close();
      written.completeExceptionally(e);
      return;
    }
    pump(() -> write(body));
  }

  private void pump(Delivery delivery) {
    pump =
        Optional.of(
            Thread.ofVirtual()
                .name("response-pump")
                .start(
                    () -> {
                      try {
                        whole(delivery.run());
                        deliverEndIfWhole();
                      } catch (InterruptedException | RuntimeException | Error e) {
                        streaming.ifPresent(Pipe::close);
                        written.completeExceptionally(e);
                      }
                    }));
  }

  private void whole(HeaderList trailers) {
    written.complete(trailers);
  }

  private void deliverEndIfWhole() throws InterruptedException {
    synchronized (written) {
      if (!guestWaits
          || endDelivered
          || handedOver.isPresent()
          || !written.isDone()
          || written.isCompletedExceptionally()) {
        return;
      }
      endDelivered = true;
    }
    exchange.finish(written.resultNow());
  }
}

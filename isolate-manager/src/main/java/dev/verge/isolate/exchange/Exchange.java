package dev.verge.isolate.exchange;

import java.util.concurrent.CompletableFuture;

/**
 * A request to read and a response to write.
 *
 * <p>The request is read by one thread and the response written by one thread, which may be the
 * same, in this order: {@link #started} once, then {@link #read} and the response methods freely
 * mixed; {@link #inform} before {@link #respond}, which is called once, before any {@link #write};
 * {@link #finish} once, last, when the response is whole. An exchange whose guest fails is not
 * finished: whoever lent it answers instead (or cuts the connection, when the head is out).
 *
 * <p>Methods that wait end with {@link InterruptedException} when the guest's thread is
 * interrupted, which is how deadlines reach a guest that waits.
 */
public interface Exchange {
  /** The request without its body. */
  RequestHead request();

  /** {@link System#nanoTime()} when the request was routed to its deployment. */
  long routedNanos();

  /**
   * Reads what has arrived of the request's body; waits until there is at least one byte.
   *
   * @return bytes read, at least 1 (0 only when {@code length} is 0); -1 at the body's end
   * @throws ClientGoneException when the body will not arrive whole
   */
  int read(byte[] target, int offset, int length) throws InterruptedException;

  /**
   * Completes, always normally, when {@link #read} would not wait: a byte is there, or the end, or
   * a failure.
   */
  CompletableFuture<Void> readable();

  /**
   * The guest's entry point is entered next; tells what it took. Called once for an exchange, and
   * not at all when no isolate could be had.
   */
  void started(Start start);

  /**
   * The guest sends a request to a backend while this exchange is the one that it answers. On any
   * thread, any number of times; never waits.
   *
   * @return hears what becomes of it
   */
  default OutboundCall outbound(OutboundRequest request) {
    return OutboundCall.UNHEARD;
  }

  /**
   * Sends an informational response, such as 103 Early Hints (RFC 8297), where the protocol can
   * carry it.
   *
   * @param status from 102 to 199
   * @throws ClientGoneException when nobody would receive it
   */
  void inform(int status, HeaderList headers) throws InterruptedException;

  /**
   * Accepts the upgrade that the request asks for ({@link RequestHead#upgrade}): sends {@code 101
   * Switching Protocols}, in place of {@link #respond}. From then on the connection's bytes are the
   * tunnel's; {@link #finish} ends it.
   *
   * @param headers beside {@code Connection} and {@code Upgrade}, which are added
   * @throws IllegalStateException when the request asks for no upgrade
   * @throws ClientGoneException when nobody would receive it
   */
  Tunnel upgrade(HeaderList headers) throws InterruptedException;

  /** A client's connection after an upgrade: bytes both ways. One thread reads, one writes. */
  interface Tunnel {
    /** As {@link Exchange#read}. */
    int read(byte[] target, int offset, int length) throws InterruptedException;

    /** As {@link Exchange#write}. */
    void write(byte[] source, int offset, int length) throws InterruptedException;
  }

  /**
   * Sends the response's head, with the start's timings added.
   *
   * @throws ClientGoneException when nobody would receive it
   */
  void respond(ResponseHead head) throws InterruptedException;

  /**
   * Sends a piece of the response's body soon; waits while the client is slow. The bytes are copied
   * or sent before it returns. Dropped without an error where a response has no body (HEAD, 204,
   * 304).
   *
   * @throws ClientGoneException when nobody would receive it
   */
  void write(byte[] source, int offset, int length) throws InterruptedException;

  /**
   * Ends the response.
   *
   * @param trailers sent after the body where the protocol can carry them
   */
  void finish(HeaderList trailers) throws InterruptedException;
}

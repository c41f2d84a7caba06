package dev.verge.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponse;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.LoggerFactory;

/**
 * What brings one request at a time and takes its response away: an HTTP/1.1 connection, or a
 * stream of an HTTP/2 connection. Event loop only, but for what says otherwise.
 */
interface Carrier {
  /** The most of a body that is read for nothing so that the carrier can be kept. */
  long HIGHEST_DISCARDED_BYTES = 256 << 10;

  /** What guests are told that are cut off because the platform stops. */
  String STOPPING = "The platform is stopping.";

  /** What guests are told that read a body after they have answered. */
  String REST_DISCARDED = "The response is whole; the rest of the request's body is not kept.";

  /** Any thread: what it is in Netty. */
  Channel channel();

  /** Any thread: runs something on the event loop, unless that has ended and the client with it. */
  default void onLoop(Runnable task) {
    try {
      channel().eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      LoggerFactory.getLogger(Carrier.class)
          .debug("The event loop of {} has ended: {}", channel(), e.toString());
    }
  }

  /** Any thread: where buffers for responses come from. */
  default ByteBufAllocator allocator() {
    return channel().alloc();
  }

  /** There is room for more of the request's body. */
  void receive(HttpExchange served);

  /** Writes what the guest has queued, unless the client is behind. */
  void send(HttpExchange served);

  /**
   * Answers without a guest.
   *
   * @param content all of the body; taken over
   */
  void answer(HttpResponse head, ByteBuf content);
}

package dev.verge.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.Http2Frame;
import java.time.Duration;

/**
 * What a stream sends, and whether its client takes it. A stream waits for its own window, for the
 * connection's and for the socket; what leaves is seen in pieces. Event loop only.
 */
final class StreamOutput {
  /**
   * What a client must take within the write timeout. The codec joins pieces to frames again, so
   * that they cost little.
   */
  private static final int PIECE_BYTES = 4 << 10;

  private final Channel channel;
  private final Duration timeout;
  private final Deadline deadline;
  private Runnable atEnd = () -> {};
  private long waiting;
  private long taken;
  private long lastTaken;

  /**
   * @param stuck called when a client took nothing for this long, and at most twice as long
   */
  StreamOutput(Channel channel, Duration timeout, Runnable stuck) {
    this.channel = channel;
    this.timeout = timeout;
    this.deadline = new Deadline(channel.eventLoop(), () -> check(stuck));
  }

  void put(Http2Frame frame) {
    waiting++;
    ChannelFuture written = channel.write(frame);
    written.addListener(_ -> left());
  }

  /**
   * Puts a piece of the body.
   *
   * @param content taken over
   * @param last whether the stream ends with it
   */
  void put(ByteBuf content, boolean last) {
    try {
      while (content.readableBytes() > PIECE_BYTES) {
        put(new DefaultHttp2DataFrame(content.readRetainedSlice(PIECE_BYTES), false));
      }
      put(new DefaultHttp2DataFrame(content.retainedSlice(), last));
    } finally {
      content.release();
    }
  }

  /** Sends what was put. */
  void flush() {
    channel.flush();
    if (!deadline.isSet() && waiting > 0) {
      lastTaken = taken;
      deadline.set(timeout);
    }
  }

  /** Does something when all that was put has left. */
  void afterwards(Runnable task) {
    if (waiting == 0) {
      task.run();
    } else {
      atEnd = task;
    }
  }

  void close() {
    deadline.close();
    atEnd = () -> {};
  }

  private void left() {
    waiting--;
    taken++;
    if (waiting == 0) {
      Runnable task = atEnd;
      atEnd = () -> {};
      task.run();
    }
  }

  private void check(Runnable stuck) {
    if (waiting == 0) {
      return;
    }
    if (taken == lastTaken) {
      stuck.run();
    } else {
      lastTaken = taken;
      deadline.set(timeout);
    }
  }
}

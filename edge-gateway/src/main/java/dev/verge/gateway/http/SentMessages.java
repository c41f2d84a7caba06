package dev.verge.gateway.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Counts what the socket has taken, beneath what encrypts: that has other lengths than what was put
 * into the channel. Event loop only.
 */
final class SentMessages extends ChannelOutboundHandlerAdapter {
  private long count;

  /** How many messages the socket has taken whole. */
  long count() {
    return count;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ctx.write(message, promise.unvoid()).addListener(_ -> count++);
  }
}

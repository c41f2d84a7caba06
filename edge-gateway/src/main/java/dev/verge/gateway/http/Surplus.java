package dev.verge.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;

/** Turns away a connection that is one too many, without looking at what it sends. */
@Sharable
final class Surplus extends ChannelInboundHandlerAdapter {
  private final ByteBuf answer;

  Surplus() {
    Problem problem =
        new Problem(
            ProblemKind.TOO_MANY_CONNECTIONS, "This server has all the connections it may have.");
    byte[] document = problem.document();
    String head =
        """
        HTTP/1.1 503 Service Unavailable\r
        Content-Type: %s\r
        Content-Length: %d\r
        Retry-After: 1\r
        Connection: close\r
        \r
        """
            .formatted(Problem.MEDIA_TYPE, document.length);
    answer =
        Unpooled.unreleasableBuffer(
            Unpooled.copiedBuffer(
                    Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII),
                    Unpooled.wrappedBuffer(document))
                .asReadOnly());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(answer.duplicate()).addListener(ChannelFutureListener.CLOSE);
  }
}

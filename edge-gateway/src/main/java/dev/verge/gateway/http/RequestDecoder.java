package dev.verge.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * A decoder that can be told to wait, so that a pipelined request stays bytes until its turn comes,
 * and a body stays bytes until the guest has room. While it waits the socket is still read, up to a
 * bound, which is how an early end of the connection is noticed.
 *
 * <p>Event loop only.
 */
final class RequestDecoder extends HttpRequestDecoder {
  /** Undecoded bytes from which on the socket is not read. */
  private static final int HELD_BYTES = 32 << 10;

  /** The largest piece of a body that is passed on at once. */
  static final int PIECE_BYTES = 16 << 10;

  /** What a request line holds beside the target: a method, spaces and the version. */
  private static final int LINE_SLACK_BYTES = 64;

  private final HeadRules rules = new HeadRules();
  private ChannelHandlerContext context;
  private ChannelInputShutdownEvent heldShutdown;
  private boolean inHead = true;
  private boolean headBegun;
  private boolean waiting;
  private boolean discarding;
  private boolean inputShut;
  private int depth;

  RequestDecoder(DataPlaneSettings settings) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(settings.uriBytes() + LINE_SLACK_BYTES)
            .setMaxHeaderSize(settings.headerBytes())
            .setMaxChunkSize(PIECE_BYTES));
  }

  /** Decodes nothing more until {@link #resume}. */
  void pause() {
    waiting = true;
  }

  /** Goes on with what is there and what comes. */
  void resume() throws Exception {
    waiting = false;
    if (depth == 0) {
      channelRead(context, Unpooled.EMPTY_BUFFER);
      if (!waiting && heldShutdown != null) {
        ChannelInputShutdownEvent event = heldShutdown;
        heldShutdown = null;
        userEventTriggered(context, event);
      }
    }
  }

  /** From now on drops whatever arrives. */
  void discard() throws Exception {
    discarding = true;
    resume();
  }

  boolean isPaused() {
    return waiting;
  }

  /**
   * Whether the client has ended its output, if what it sent before is decoded or not. To ask such
   * a channel for more is an error on epoll, for which Netty closes it.
   */
  boolean isInputShut() {
    return inputShut;
  }

  /** Whether a request's head has begun and not ended. */
  boolean headBegun() {
    return headBegun || (inHead && actualReadableBytes() > 0);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
    depth++;
    try {
      super.channelRead(ctx, input);
    } finally {
      depth--;
    }
    if (depth == 0) {
      boolean read = !waiting || actualReadableBytes() < HELD_BYTES;
      if (!inputShut && ctx.channel().config().isAutoRead() != read) {
        ctx.channel().config().setAutoRead(read);
      }
    }
  }

  /**
   * The superclass would ask for more whenever nothing was decoded, although it was told to wait.
   */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    discardSomeReadBytes();
    ctx.fireChannelReadComplete();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out)
      throws Exception {
    if (discarding) {
      buffer.skipBytes(buffer.readableBytes());
    } else if (!waiting) {
      if (inHead) {
        decodeHead(ctx, buffer, out);
      } else {
        super.decode(ctx, buffer, out);
      }
      inHead |= !out.isEmpty() && out.getLast() instanceof LastHttpContent;
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    inputShut |= event instanceof ChannelInputShutdownEvent;
    if (waiting && event instanceof ChannelInputShutdownEvent shutdown) {
      // Telling the superclass would make it drop the requests that wait for their turn.
      heldShutdown = shutdown;
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  /** Hands on what it held back, after the bytes that the superclass hands on. */
  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
    super.handlerRemoved0(ctx);
    if (heldShutdown != null) {
      ctx.fireUserEventTriggered(heldShutdown);
      heldShutdown = null;
    }
  }

  private void decodeHead(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out)
      throws Exception {
    int from = buffer.readerIndex();
    super.decode(ctx, buffer, out);
    int length = buffer.readerIndex() - from;
    headBegun |= length > 0;
    buffer.forEachByte(from, length, rules);
    if (!out.isEmpty()) {
      if (out.getFirst() instanceof HttpRequest request && request.decoderResult().isSuccess()) {
        rules
            .violation()
            .map(IllegalArgumentException::new)
            .ifPresent(e -> request.setDecoderResult(DecoderResult.failure(e)));
      }
      rules.reset();
      inHead = false;
      headBegun = false;
    }
  }
}

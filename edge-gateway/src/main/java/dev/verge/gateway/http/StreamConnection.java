package dev.verge.gateway.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection that speaks HTTP/2 (RFC 9113): the bounds on what it may do, and when it
 * ends. Event loop only.
 */
final class StreamConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(StreamConnection.class);

  /** The most requests that a client may have open at once. */
  static final int MOST_STREAMS = 128;

  /** What a client may send of a body that its guest does not read yet. */
  static final int STREAM_WINDOW_BYTES = 256 << 10;

  /** The same for all streams: some that wait must not keep the others waiting. */
  static final int CONNECTION_WINDOW_BYTES = 1 << 20;

  /**
   * The most streams that a client may reset in a while (CVE-2023-44487), or have reset by what it
   * does wrong (CVE-2025-8671): each has started a guest.
   */
  static final int MOST_RESETS = 200;

  private static final int RESET_SECONDS = 30;

  /**
   * The connection's window is told to be open again when this part of it is left: what streams
   * that wait have of it never is, and must not keep that from happening for the others.
   */
  private static final float WINDOW_UPDATE_RATIO = 0.9f;

  /** With less of the connection's window than a frame may have, a client may wait for more. */
  private static final int FRAME_BYTES = 16 << 10;

  /** Answers to settings and pings that a client lets pile up (CVE-2019-9512, CVE-2019-9515). */
  private static final int MOST_CONTROL_FRAMES = 1000;

  private final DataPlaneSettings settings;
  private final Channel channel;
  private final Http2FrameCodec codec;
  private final Set<RequestStream> streams = new HashSet<>();
  private final Deadline idle;
  private String end = "The client closed the connection.";
  private boolean stopping;

  private StreamConnection(DataPlaneSettings settings, Channel channel, Http2FrameCodec codec) {
    this.settings = settings;
    this.channel = channel;
    this.codec = codec;
    this.idle = new Deadline(channel.eventLoop(), this::close);
  }

  /** Adds what speaks HTTP/2 to the end of a pipeline. */
  static void addTo(ChannelPipeline pipeline, DataPlaneSettings settings, Reception reception) {
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forServer()
            .initialSettings(
                new Http2Settings()
                    .maxConcurrentStreams(MOST_STREAMS)
                    .initialWindowSize(STREAM_WINDOW_BYTES)
                    // The target is a field here, and has a bound of its own.
                    .maxHeaderListSize((long) settings.headerBytes() + settings.uriBytes()))
            .validateHeaders(true)
            // What a client would rather not have is told it all the same (RFC 9113, section
            // 6.5.2).
            .encoderIgnoreMaxHeaderListSize(true)
            .validateRequiredPseudoHeaders(true)
            .decoderEnforceMaxRstFramesPerWindow(MOST_RESETS, RESET_SECONDS)
            .encoderEnforceMaxRstFramesPerWindow(MOST_RESETS, RESET_SECONDS)
            .encoderEnforceMaxQueuedControlFrames(MOST_CONTROL_FRAMES)
            .gracefulShutdownTimeoutMillis(settings.drainTimeout().toMillis())
            .build();
    var connection = new StreamConnection(settings, pipeline.channel(), codec);
    var reader = new StreamReader(new RequestReader(settings, reception.peer()));
    var multiplexer =
        new Http2MultiplexHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel stream) {
                var request =
                    new RequestStream(
                        settings, reception, reader, stream, connection::holdsClientBack);
                stream.pipeline().addLast(request);
                connection.opened(request, stream);
              }
            });
    pipeline.addLast(codec, multiplexer, connection);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Http2Exception {
    idle.set(settings.idleTimeout());
    Http2Stream all = codec.connection().connectionStream();
    Http2LocalFlowController windows = codec.connection().local().flowController();
    windows.incrementWindowSize(all, CONNECTION_WINDOW_BYTES - windows.windowSize(all));
    ((DefaultHttp2LocalFlowController) windows).windowUpdateRatio(all, WINDOW_UPDATE_RATIO);
    ctx.flush();
  }

  /** Whether what other streams hold leaves the client no room to send. */
  private boolean holdsClientBack() {
    Http2Connection connection = codec.connection();
    return connection.local().flowController().windowSize(connection.connectionStream())
        < FRAME_BYTES;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    idle.close();
    // A stream that does not read would not notice.
    Set.copyOf(streams).forEach(stream -> stream.gone(end));
  }

  /** Frames that are not a stream's; the codec has done what they ask for. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Shutdown shutdown) {
      switch (shutdown) {
        case STOP -> stop();
        case ABORT -> {
          end = Carrier.STOPPING;
          closeNow();
        }
      }
    } else if (event instanceof ChannelInputShutdownEvent) {
      // It could not widen a window any more.
      closeNow();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    boolean itsFault =
        cause instanceof IOException
            || cause instanceof Http2Exception
            || cause.getCause() instanceof Http2Exception
            || cause.getCause() instanceof SSLException;
    if (itsFault) {
      // The codec has said goodbye, where that is possible.
      LOG.debug("The connection {} broke: {}", channel, cause.toString());
    } else {
      LOG.error("The connection {} failed", channel, cause);
      closeNow();
    }
  }

  private void opened(RequestStream request, Channel stream) {
    streams.add(request);
    idle.clear();
    stream.closeFuture().addListener(_ -> closed(request));
  }

  private void closed(RequestStream request) {
    streams.remove(request);
    if (streams.isEmpty() && channel.isActive()) {
      if (stopping) {
        linger();
      } else {
        idle.set(settings.idleTimeout());
      }
    }
  }

  /** Takes no more streams, and closes when there are none. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void stop() {
    stopping = true;
    if (streams.isEmpty()) {
      close();
    } else {
      channel.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    }
  }

  /**
   * Closes in two steps, since the client still has something to say while it takes the last
   * response: a close with input unread would be a reset, which may overtake that. Ends when the
   * client closes its side.
   */
  private void linger() {
    idle.set(Connection.LINGER);
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    ChannelFuture said =
        tls == null
            ? channel.pipeline().firstContext().writeAndFlush(Unpooled.EMPTY_BUFFER)
            : tls.closeOutbound();
    said.addListener(_ -> shutOutput());
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void shutOutput() {
    if (channel.isActive()) {
      ((DuplexChannel) channel).shutdownOutput();
    }
  }

  private void closeNow() {
    codec.gracefulShutdownTimeoutMillis(0);
    close();
  }

  /** Says goodbye before. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void close() {
    channel.close();
  }
}

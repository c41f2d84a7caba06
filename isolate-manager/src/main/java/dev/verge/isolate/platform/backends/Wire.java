package dev.verge.isolate.platform.backends;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.http.HttpVersion;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.SocketOption;
import jdk.net.ExtendedSocketOptions;

/**
 * The Netty channel under a connection of the HTTP client, for what that client has no words for:
 * trailers behind a request, informational responses that it does not know, a response's own
 * version, and the times of TCP's keep-alive.
 */
final class Wire {
  private static final AttributeKey<HeaderList> TRAILERS = AttributeKey.valueOf("verge.trailers");

  private static final AttributeKey<HttpVersion> VERSION = AttributeKey.valueOf("verge.version");

  /** The client's own handler in the channel's pipeline, behind the codec. */
  private static final String CLIENT = "handler";

  private final Channel channel;

  private Wire(Channel channel) {
    this.channel = channel;
  }

  static Wire of(HttpClientConnection http) {
    return new Wire(((ConnectionBase) ((UnpooledHttpClientConnection) http).unwrap()).channel());
  }

  /**
   * On the connection's event loop, before its first request.
   *
   * <p>What one round of reading brings is taken even if its reader is slow; so each brings little.
   */
  void addHttp1Rules() {
    MaxMessagesRecvByteBufAllocator reads = channel.config().getRecvByteBufAllocator();
    reads.maxMessagesPerRead(1);
    channel.pipeline().addBefore(CLIENT, "verge", new Http1Rules());
  }

  /** To be sent when the chunked body of the request that is under way ends. HTTP/1.1 only. */
  void trailers(HeaderList trailers) {
    channel.attr(TRAILERS).set(trailers);
  }

  /** Of the response whose head arrived last. HTTP/1 only. */
  HttpVersion responseVersion() {
    return channel.attr(VERSION).get();
  }

  /**
   * Lets nothing more be read from the connection. The client's own pausing is not used: it reads
   * on for a while, and when it so meets the end of the connection it drops what it held back.
   */
  Inflow.Valve valve() {
    return new Inflow.Valve() {
      @Override
      public void shut() {
        channel.config().setAutoRead(false);
      }

      @Override
      public void open() {
        channel.config().setAutoRead(true);
      }
    };
  }

  void keepAlive(Backend.TcpKeepAlive times) {
    set(ExtendedSocketOptions.TCP_KEEPIDLE, times.timeSeconds());
    set(ExtendedSocketOptions.TCP_KEEPINTERVAL, times.intervalSeconds());
    set(ExtendedSocketOptions.TCP_KEEPCOUNT, times.probes());
  }

  /** 0 leaves what the system has; so do values that it refuses. */
  private void set(SocketOption<Integer> option, int value) {
    if (value > 0) {
      ChannelOption<Integer> netty = NioChannelOption.of(option);
      channel.config().setOption(netty, value);
    }
  }

  private static final class Http1Rules extends ChannelDuplexHandler {
    private boolean dropping;

    /** RFC 9110, section 15.2: a client must be able to parse unknown 1xx, and may ignore them. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpResponse response) {
        int status = response.status().code();
        dropping = status / 100 == 1 && status != 101;
        context.channel().attr(VERSION).set(HttpVersion.of(response.protocolVersion().text()));
      }
      if (dropping) {
        dropping = !(message instanceof LastHttpContent);
        ReferenceCountUtil.release(message);
      } else {
        context.fireChannelRead(message);
      }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      HeaderList trailers =
          message instanceof LastHttpContent
              ? context.channel().attr(TRAILERS).getAndSet(null)
              : null;
      if (trailers == null) {
        var _ = context.write(message, promise);
      } else {
        LastHttpContent last = new DefaultLastHttpContent(((LastHttpContent) message).content());
        trailers.forEach(field -> last.trailingHeaders().add(field.name(), field.value()));
        var _ = context.write(last, promise);
      }
    }
  }
}

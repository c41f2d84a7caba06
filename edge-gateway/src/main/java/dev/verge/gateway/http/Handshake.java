package dev.verge.gateway.http;

import dev.verge.gateway.tls.Secured;
import dev.verge.gateway.tls.ServerTls;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for TLS's handshake, and fits the pipeline for the protocol that it agreed on. */
final class Handshake extends ApplicationProtocolNegotiationHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

  private final Protocols protocols;

  Handshake(Protocols protocols) {
    super(ApplicationProtocolNames.HTTP_1_1);
    this.protocols = protocols;
  }

  @Override
  protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
    Secured secured = ServerTls.secured(ctx.channel());
    Peer peer = Peer.of(ctx.channel(), Optional.of(secured));
    if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
      protocols.speakHttp2(ctx.pipeline(), peer);
    } else {
      protocols.speakHttp1(ctx.pipeline(), peer);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof Shutdown) {
      close(ctx);
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
    failed(ctx, cause);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failed(ctx, cause);
  }

  private static void failed(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("No handshake with {}: {}", ctx.channel(), cause.toString());
    close(ctx);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private static void close(ChannelHandlerContext ctx) {
    ctx.close();
  }
}

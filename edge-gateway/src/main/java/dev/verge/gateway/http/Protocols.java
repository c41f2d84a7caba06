package dev.verge.gateway.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import java.nio.charset.StandardCharsets;

/** Fits pipelines for the protocol that their client speaks. Event loop only. */
record Protocols(DataPlaneSettings settings, Dispatcher dispatcher) {
  /**
   * HTTP/1.1, until the client's first bytes are those of HTTP/2. That costs a connection that
   * stays with HTTP/1.1 nothing: to the decoder they are a request, of a version it does not serve.
   */
  void speakHttp1(ChannelPipeline pipeline, Peer peer) {
    var decoder = new RequestDecoder(settings);
    var encoder = new ResponseEncoder();
    var reception = new Reception(dispatcher, peer);
    pipeline.addLast(
        decoder,
        encoder,
        new Connection(settings, reception, this, pipeline.channel(), decoder, encoder));
  }

  /** HTTP/2, of which nothing was read. */
  void speakHttp2(ChannelPipeline pipeline, Peer peer) {
    StreamConnection.addTo(pipeline, settings, new Reception(dispatcher, peer));
  }

  /** HTTP/2, whose first lines were taken for a request (RFC 9113, section 3.3). */
  void changeToHttp2(ChannelPipeline pipeline, Peer peer) {
    ChannelHandlerContext decoder = pipeline.context(RequestDecoder.class);
    pipeline.remove(ResponseEncoder.class);
    pipeline.remove(Connection.class);
    speakHttp2(pipeline, peer);
    decoder.fireChannelRead(
        Unpooled.copiedBuffer(RequestReader.PREFACE, StandardCharsets.US_ASCII));
    // What it holds goes to the new handlers.
    pipeline.remove(RequestDecoder.class);
  }
}

package dev.verge.loadtest.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One request whose response is read, not timed; for questions beside a measurement. */
public final class Probe {
  private static final int LONGEST_BODY = 16 << 20;

  /** A whole response. */
  public record Response(int status, String body) {}

  private Probe() {}

  /**
   * Sends the call on a connection of its own and blocks until the response is whole.
   *
   * @param timeout for connecting, and for each wait for more of the response
   * @throws IOException when nobody answers, or no HTTP response of at most 16 MiB
   */
  public static Response ask(Call call, Duration timeout) throws IOException {
    int millis = Math.toIntExact(timeout.toMillis());
    var decoder =
        new EmbeddedChannel(new HttpResponseDecoder(), new HttpObjectAggregator(LONGEST_BODY));
    try (var socket = new Socket()) {
      socket.connect(call.address(), millis);
      socket.setSoTimeout(millis);
      ByteBuf request = call.bytes();
      request.readBytes(socket.getOutputStream(), request.readableBytes());
      FullHttpResponse whole = read(socket.getInputStream(), decoder);
      try {
        return new Response(
            whole.status().code(), whole.content().toString(StandardCharsets.UTF_8));
      } finally {
        whole.release();
      }
    } finally {
      decoder.finishAndReleaseAll();
    }
  }

  private static FullHttpResponse read(InputStream in, EmbeddedChannel decoder) throws IOException {
    byte[] piece = new byte[16 * 1024];
    while (true) {
      int count = in.read(piece);
      if (count < 0) {
        // A response without a length ends with its connection.
        decoder.finish();
      } else {
        decoder.writeInbound(Unpooled.copiedBuffer(piece, 0, count));
      }
      FullHttpResponse whole = decoder.readInbound();
      if (whole != null && whole.decoderResult().isSuccess()) {
        return whole;
      }
      if (whole != null) {
        whole.release();
        throw new IOException("The response is not HTTP: " + whole.decoderResult().cause());
      }
      if (count < 0) {
        throw new EOFException("The connection was closed before the response was whole");
      }
    }
  }
}

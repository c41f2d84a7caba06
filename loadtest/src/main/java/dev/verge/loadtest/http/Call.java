package dev.verge.loadtest.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** One request that is sent again and again: encoded once. Immutable; safe on any thread. */
public final class Call {
  private final InetSocketAddress address;
  private final HttpMethod method;
  private final ByteBuf encoded;

  /**
   * @param address where to connect
   * @param authority the {@code Host} header, with its port where one belongs
   * @param method such as {@code GET}
   * @param path with its query, as it stands in the request line; starts with {@code /}
   * @param body sent as UTF-8 with its {@code Content-Length}; empty for none
   * @throws IllegalArgumentException when a part cannot stand in a request
   */
  public Call(
      InetSocketAddress address, String authority, String method, String path, String body) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("The path must start with a slash: " + path);
    }
    this.address = address;
    this.method = HttpMethod.valueOf(method);
    this.encoded = encode(authority, this.method, path, body);
  }

  InetSocketAddress address() {
    return address;
  }

  /** A view of the request's bytes with its own reader index. */
  ByteBuf bytes() {
    return encoded.duplicate();
  }

  /** Whether answers have no body whatever their headers say (RFC 9110, section 9.3.2). */
  boolean isHead() {
    return method.equals(HttpMethod.HEAD);
  }

  private static ByteBuf encode(String authority, HttpMethod method, String path, String body) {
    ByteBuf content = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
    var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, path, content);
    request.headers().set(HttpHeaderNames.HOST, authority);
    request.headers().set(HttpHeaderNames.USER_AGENT, "verge-bench");
    request.headers().set(HttpHeaderNames.ACCEPT, "*/*");
    if (!body.isEmpty()) {
      request.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
    }
    var encoder = new EmbeddedChannel(new HttpRequestEncoder());
    try {
      encoder.writeOutbound(request);
      // On the heap, where it needs no release: it lives as long as this call.
      ByteBuf whole = Unpooled.buffer();
      for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
        whole.writeBytes(part);
        part.release();
      }
      return Unpooled.unreleasableBuffer(whole.asReadOnly());
    } finally {
      encoder.finishAndReleaseAll();
    }
  }
}

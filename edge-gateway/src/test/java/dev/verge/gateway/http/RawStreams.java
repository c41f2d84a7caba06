package dev.verge.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A client that sends exactly the HTTP/2 frames it is told to. */
final class RawStreams implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;

  static final int INITIAL_WINDOW_SIZE = 4;

  private static final int FRAME_BYTES = 16 << 10;
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private final Set<Integer> ignored = new HashSet<>();

  /** A frame as it stood on the wire, each byte of its payload as a character. */
  record Frame(int type, int flags, int stream, String payload) {
    boolean ends() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    /** The first 32 bits, which in some frames are an error's code. */
    int number(int offset) {
      return Unpooled.copiedBuffer(payload, ISO_8859_1).getInt(offset);
    }
  }

  /** All that came on a stream; the error's code is -1 when it was not reset. */
  record Answer(List<Http2Headers> heads, String body, int error) {
    Http2Headers head() {
      return heads.getFirst();
    }

    String status() {
      return head().status().toString();
    }
  }

  private RawStreams(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.out = new DataOutputStream(socket.getOutputStream());
  }

  /** Says hello; the client's settings are pairs of identifier and value. */
  static RawStreams connect(InetSocketAddress address, int... settings) {
    try {
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(address);
      RawStreams client = new RawStreams(socket);
      client.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(UTF_8));
      ByteBuf payload = Unpooled.buffer();
      for (int i = 0; i < settings.length; i += 2) {
        payload.writeShort(settings[i]).writeInt(settings[i + 1]);
      }
      client.send(SETTINGS, 0, 0, bytes(payload));
      Frame its = client.next();
      if (its.type() != SETTINGS) {
        throw new IOException("Not settings: " + its);
      }
      // The server's windows are what it says from here on.
      return client.send(SETTINGS, ACK, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawStreams send(int type, int flags, int stream, byte... payload) {
    try {
      out.writeInt(payload.length << 8 | type);
      out.writeByte(flags);
      out.writeInt(stream);
      out.write(payload);
      out.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a whole request without a body. */
  RawStreams get(int stream, String host, String path, String... fields) {
    return request(stream, END_STREAM, "GET", host, path, fields);
  }

  /** Sends a head; its flags beside that it ends. */
  RawStreams request(
      int stream, int flags, String method, String host, String path, String... fields) {
    byte[] block = block(stream, head(method, host, path, fields));
    int type = HEADERS;
    int from = 0;
    while (block.length - from > FRAME_BYTES) {
      send(type, flags, stream, Arrays.copyOfRange(block, from, from + FRAME_BYTES));
      type = CONTINUATION;
      from += FRAME_BYTES;
    }
    int last = type == HEADERS ? flags | END_HEADERS : END_HEADERS;
    return send(type, last, stream, Arrays.copyOfRange(block, from, block.length));
  }

  static Http2Headers head(String method, String host, String path, String... fields) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    headers.method(method).scheme("http").path(path);
    if (!host.isEmpty()) {
      headers.authority(host);
    }
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    return headers;
  }

  byte[] block(int stream, Http2Headers headers) {
    try {
      ByteBuf block = Unpooled.buffer();
      encoder.encodeHeaders(stream, headers, block);
      return bytes(block);
    } catch (Http2Exception e) {
      throw new IllegalArgumentException(e);
    }
  }

  RawStreams data(int stream, int flags, String text) {
    return send(DATA, flags, stream, text.getBytes(UTF_8));
  }

  RawStreams number(int type, int stream, int value) {
    return send(type, 0, stream, bytes(Unpooled.buffer().writeInt(value)));
  }

  /** From now on frames of a stream are passed over. */
  void ignore(int stream) {
    ignored.add(stream);
  }

  /** The next frame that is no answer to what every client does. */
  Frame read() {
    while (true) {
      Frame frame = next();
      switch (frame.type()) {
        case SETTINGS -> {
          if ((frame.flags() & ACK) == 0) {
            tell(SETTINGS, ACK, 0);
          }
        }
        case WINDOW_UPDATE -> {}
        default -> {
          if (!ignored.contains(frame.stream())) {
            return frame;
          }
        }
      }
    }
  }

  /** Sends what the server may not be there for any more. */
  private void tell(int type, int flags, int stream, byte... payload) {
    try {
      send(type, flags, stream, payload);
    } catch (UncheckedIOException e) {
      // What it said before can still be read.
    }
  }

  /** The next frame, whatever it is. */
  Frame next() {
    try {
      int lengthAndType = in.readInt();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = new byte[lengthAndType >>> 8];
      in.readFully(payload);
      return new Frame(lengthAndType & 0xff, flags, stream, new String(payload, ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads until a stream ends, giving back its windows; nothing may come on others. */
  Answer answer(int stream) {
    List<Http2Headers> heads = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    while (true) {
      Frame frame = read();
      if (frame.stream() != stream) {
        throw new AssertionError("Unexpected: " + frame);
      }
      switch (frame.type()) {
        case HEADERS -> heads.add(fields(frame));
        case DATA -> {
          body.append(frame.payload());
          if (frame.payload().length() > 0) {
            byte[] length = bytes(Unpooled.buffer().writeInt(frame.payload().length()));
            tell(WINDOW_UPDATE, 0, 0, length);
            if (!frame.ends()) {
              tell(WINDOW_UPDATE, 0, stream, length);
            }
          }
        }
        case RST_STREAM -> {
          return new Answer(heads, body.toString(), frame.number(0));
        }
        default -> throw new AssertionError("Unexpected: " + frame);
      }
      if (frame.ends()) {
        return new Answer(heads, body.toString(), -1);
      }
    }
  }

  Http2Headers fields(Frame frame) {
    try {
      return decoder.decodeHeaders(
          frame.stream(), Unpooled.copiedBuffer(frame.payload(), ISO_8859_1));
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads until the server says goodbye; the code of its error. */
  int goodbye() {
    while (true) {
      Frame frame = read();
      if (frame.type() == GOAWAY) {
        return frame.number(4);
      }
    }
  }

  /** Reads until the server has closed the connection. */
  void end() {
    try {
      while (true) {
        next();
      }
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof EOFException) && !(e.getCause() instanceof SocketException)) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    return bytes;
  }
}

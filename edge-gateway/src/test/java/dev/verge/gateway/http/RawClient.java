package dev.verge.gateway.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A client that sends exactly the bytes it is told to, and reads responses strictly. */
final class RawClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** A response as it stood on the wire. */
  record Response(
      int status,
      Map<String, List<String>> headers,
      String body,
      Map<String, List<String>> trailers,
      boolean chunked) {
    String header(String name) {
      List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
      return values.isEmpty() ? "" : values.getFirst();
    }

    List<String> all(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }
  }

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  static RawClient connect(InetSocketAddress address) {
    return connect(address, 0);
  }

  /**
   * @param receiveBytes the receive buffer's size; 0 for the system's choice
   */
  static RawClient connect(InetSocketAddress address, int receiveBytes) {
    try {
      Socket socket = new Socket();
      if (receiveBytes > 0) {
        socket.setReceiveBufferSize(receiveBytes);
      }
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(address);
      return new RawClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends text; each line break becomes CR LF. */
  RawClient send(String text) {
    return sendRaw(text.replace("\n", "\r\n"));
  }

  RawClient sendRaw(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends each byte in a packet of its own, as far as the network stack lets. */
  RawClient sendByteByByte(String text) {
    for (int i = 0; i < text.length(); i++) {
      sendRaw(text.substring(i, i + 1));
    }
    return this;
  }

  RawClient send(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Response get(String host, String path) {
    return send("GET %s HTTP/1.1\nHost: %s\n\n".formatted(path, host)).response();
  }

  /** Reads the response to anything but {@code HEAD}. */
  Response response() {
    return response(false);
  }

  Response responseToHead() {
    return response(true);
  }

  /** The next line, without its end. */
  String line() {
    try {
      return readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The status line and header lines of a head. */
  List<String> head() {
    List<String> lines = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
    }
    return lines;
  }

  /** The next so many bytes, as text. */
  String bytes(int count) {
    try {
      byte[] bytes = in.readNBytes(count);
      if (bytes.length < count) {
        throw new EOFException("The connection ended after " + bytes.length + " of " + count);
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The chunks up to the last one, whose trailers must be none. */
  String chunkedBody() {
    try {
      String body = chunks();
      if (!fields().isEmpty()) {
        throw new IOException("There are trailers");
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything until the server ends its output. */
  String rest() {
    try {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many bytes can be read without waiting. */
  int available() {
    try {
      return in.available();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawClient shutOutput() {
    try {
      socket.shutdownOutput();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes with a reset in place of an end. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    close();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Response response(boolean toHead) {
    try {
      String[] status = readLine().split(" ", 3);
      if (!status[0].equals("HTTP/1.1")) {
        throw new IOException("Not a status line: " + String.join(" ", status));
      }
      int code = Integer.parseInt(status[1]);
      Map<String, List<String>> headers = fields();
      boolean chunked = headers.containsKey("transfer-encoding");
      if (chunked && headers.containsKey("content-length")) {
        throw new IOException("Both framings: " + headers);
      }
      Map<String, List<String>> trailers = Map.of();
      String body = "";
      if (!toHead && code >= 200 && code != 204 && code != 304) {
        if (chunked) {
          body = chunks();
          trailers = fields();
        } else if (headers.containsKey("content-length")) {
          body = bytes(Integer.parseInt(headers.get("content-length").getFirst()));
        } else {
          body = rest();
        }
      }
      return new Response(code, headers, body, trailers, chunked);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String chunks() throws IOException {
    var body = new StringBuilder();
    for (int size = Integer.parseInt(readLine(), 16);
        size > 0;
        size = Integer.parseInt(readLine(), 16)) {
      body.append(bytes(size));
      if (!readLine().isEmpty()) {
        throw new IOException("A chunk does not end where it should");
      }
    }
    return body.toString();
  }

  private Map<String, List<String>> fields() throws IOException {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(": ");
      if (colon < 1) {
        throw new IOException("Not a field: " + line);
      }
      fields
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 2));
    }
    return fields;
  }

  private String readLine() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("The connection ended in a line: " + line);
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new IOException("A line ends without CR: " + text);
    }
    return text.substring(0, text.length() - 1);
  }
}

package dev.verge.gateway.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One connection, on which a test sends what it likes. Reads HTTP/1.1 strictly, and tells a
 * response that was cut from a whole one.
 */
public final class Client implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private Client(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  public static Client connect(URI address) {
    return connect(address, 0);
  }

  /**
   * Connects.
   *
   * @param receiveBytes the receive buffer's size; 0 for the system's choice
   */
  public static Client connect(URI address, int receiveBytes) {
    try {
      Socket socket = new Socket();
      if (receiveBytes > 0) {
        socket.setReceiveBufferSize(receiveBytes);
      }
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
      return new Client(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends text; each line break becomes CR LF. */
  public Client send(String text) {
    return send(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
  }

  public Client send(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a piece of a body whose end is not known yet. */
  public Client chunk(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return send(Integer.toHexString(bytes.length) + "\n").send(bytes).send("\n");
  }

  /** Sends the end of such a body. */
  public Client lastChunk() {
    return send("0\n\n");
  }

  /** Sends a whole request. */
  public Client request(
      String method, String host, String target, Map<String, String> headers, byte[] body) {
    var head = new StringBuilder("%s %s HTTP/1.1\nHost: %s\n".formatted(method, target, host));
    headers.forEach((name, value) -> head.append("%s: %s\n".formatted(name, value)));
    if (body.length > 0 || method.equals("POST") || method.equals("PUT")) {
      head.append("Content-Length: %d\n".formatted(body.length));
    }
    return send(head.append('\n').toString()).send(body);
  }

  /** Begins a {@code POST} whose body follows in chunks. */
  public Client begin(String host, String target) {
    return send(
        "POST %s HTTP/1.1\nHost: %s\nTransfer-Encoding: chunked\n\n".formatted(target, host));
  }

  /** Reads a response to anything but {@code HEAD}. */
  public Reply reply() {
    return reply("GET");
  }

  /** Reads a response to a method. */
  public Reply reply(String method) {
    Reply head = head();
    var body = new ByteArrayOutputStream();
    boolean whole =
        method.equals("HEAD")
            || head.status() == 204
            || head.status() == 304
            || (head.isChunked() ? readChunks(body) : readCounted(head, body));
    return head.with(body.toByteArray(), whole);
  }

  /** Reads the head of a response, without its body. */
  public Reply head() {
    try {
      String[] status = line().split(" ", 3);
      if (!status[0].equals("HTTP/1.1")) {
        throw new IOException("Not a status line: " + String.join(" ", status));
      }
      return new Reply(Integer.parseInt(status[1]), fields(), new byte[0], false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads so many bytes of a chunked body, however they are divided; whole chunks only. */
  public String bodyText(int bytes) {
    var body = new ByteArrayOutputStream();
    try {
      while (body.size() < bytes) {
        if (!chunk(body)) {
          throw new EOFException("The body ended after " + body);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.toString(ISO_8859_1);
  }

  /** Reads what is left of a chunked body, of which {@link #bodyText} may have read a part. */
  public Reply rest(Reply head) {
    var body = new ByteArrayOutputStream();
    boolean whole = readChunks(body);
    return head.with(body.toByteArray(), whole);
  }

  /** Closes with a reset in place of an end. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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

  private boolean readChunks(ByteArrayOutputStream body) {
    try {
      boolean more = true;
      while (more) {
        more = chunk(body);
      }
      return true;
    } catch (EOFException | SocketException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one chunk; false when it is the last one. */
  private boolean chunk(ByteArrayOutputStream body) throws IOException {
    int size = Integer.parseInt(line(), 16);
    if (size == 0) {
      fields();
      return false;
    }
    byte[] bytes = in.readNBytes(size);
    body.writeBytes(bytes);
    if (bytes.length < size) {
      throw new EOFException("The connection ended in a chunk");
    }
    if (!line().isEmpty()) {
      throw new IOException("A chunk does not end where it should");
    }
    return true;
  }

  private boolean readCounted(Reply head, ByteArrayOutputStream body) {
    int length = Integer.parseInt(head.header("content-length"));
    try {
      body.writeBytes(in.readNBytes(length));
    } catch (SocketException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.size() == length;
  }

  private List<Map.Entry<String, String>> fields() throws IOException {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(": ");
      if (colon < 1) {
        throw new IOException("Not a field: " + line);
      }
      fields.add(Map.entry(line.substring(0, colon), line.substring(colon + 2)));
    }
    return fields;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("The connection ended in a line: " + line);
      }
      line.write(b);
    }
    String text = line.toString(ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new IOException("A line ends without CR: " + text);
    }
    return text.substring(0, text.length() - 1);
  }
}

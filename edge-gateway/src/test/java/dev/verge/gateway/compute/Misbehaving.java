package dev.verge.gateway.compute;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Origins that do what no origin should. Each answers every connection in the same way. */
final class Misbehaving implements AutoCloseable {
  private interface Behaviour {
    void meet(Socket connection, InputStream in) throws IOException;
  }

  private final ServerSocket server;

  private Misbehaving(Behaviour behaviour) {
    try {
      this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(() -> accept(behaviour));
  }

  /** A port where nothing listens. */
  static int refusing() {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return server.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Resets the connection when the request has come. */
  static Misbehaving resetting() {
    return new Misbehaving(
        (connection, in) -> {
          readHead(in);
          connection.setSoLinger(true, 0);
        });
  }

  /** Closes the connection when the request has come, without a word. */
  static Misbehaving silent() {
    return new Misbehaving((connection, in) -> readHead(in));
  }

  /** Never answers. */
  static Misbehaving hanging() {
    return new Misbehaving((connection, in) -> in.readAllBytes());
  }

  /** Answers with these bytes, and closes. */
  static Misbehaving saying(String text) {
    return new Misbehaving(
        (connection, in) -> {
          readHead(in);
          connection.getOutputStream().write(text.getBytes(ISO_8859_1));
        });
  }

  /** Answers with these bytes, and then hangs. */
  static Misbehaving stallingAfter(String text) {
    return new Misbehaving(
        (connection, in) -> {
          readHead(in);
          connection.getOutputStream().write(text.getBytes(ISO_8859_1));
          in.readAllBytes();
        });
  }

  /** How {@code fastly.toml} names this. */
  String backend(String name, String... lines) {
    return "[local_server.backends.%s]\nurl = \"http://127.0.0.1:%d\"\n%s\n"
        .formatted(name, server.getLocalPort(), String.join("\n", lines));
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(Behaviour behaviour) {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (connection) {
                    behaviour.meet(
                        connection, new BufferedInputStream(connection.getInputStream()));
                  } catch (IOException e) {
                    // The client went away.
                  }
                });
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private static void readHead(InputStream in) throws IOException {
    while (!Origin.line(in).isEmpty()) {
      // On to the empty line.
    }
  }
}

package dev.verge.isolate.platform.backends;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does with each connection what a test tells it to, HTTP or not. */
final class RawOrigin implements AutoCloseable {
  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  /** What to do with a connection; it is closed afterwards. */
  interface Behaviour {
    void serve(Peer peer) throws Exception;
  }

  private RawOrigin(ServerSocket server) {
    this.server = server;
  }

  static RawOrigin start(Behaviour behaviour) {
    try {
      return start(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), behaviour);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RawOrigin start(ServerSocket server, Behaviour behaviour) {
    RawOrigin origin = new RawOrigin(server);
    Thread.startVirtualThread(() -> origin.accept(behaviour));
    return origin;
  }

  /** Answers every request on a connection with the same bytes. */
  static RawOrigin answering(String response) {
    return start(
        peer -> {
          while (!peer.head().isEmpty()) {
            peer.send(response);
          }
        });
  }

  private void accept(Behaviour behaviour) {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        Thread.startVirtualThread(() -> serve(behaviour, socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Behaviour behaviour, Socket socket) {
    try (socket) {
      behaviour.serve(new Peer(socket));
    } catch (Exception e) {
      // the client's side of it is what a test looks at
    }
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /** The heads of all requests so far, in the order in which they came. */
  List<String> heads() {
    return heads;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** One connection. */
  final class Peer {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Peer(Socket socket) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.out = socket.getOutputStream();
    }

    /** Reads a request's head; empty when the connection ends. */
    String head() throws IOException {
      StringBuilder text = new StringBuilder();
      while (text.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return "";
        }
        text.append((char) next);
      }
      heads.add(text.toString());
      return text.toString();
    }

    String read(int count) throws IOException {
      return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** Reads up to and with the last of some characters. */
    String readUntil(String end) throws IOException {
      StringBuilder text = new StringBuilder();
      while (text.indexOf(end) < 0) {
        int next = in.read();
        if (next < 0) {
          break;
        }
        text.append((char) next);
      }
      return text.toString();
    }

    /** Waits until the client closes; false when it sends instead. */
    boolean awaitClose() throws IOException {
      try {
        return in.read() < 0;
      } catch (SocketException e) {
        return true; // reset
      }
    }

    /** Swallows what comes, until the client closes. */
    void awaitEnd() throws IOException {
      in.transferTo(OutputStream.nullOutputStream());
    }

    void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    void reset() throws IOException {
      socket.setSoLinger(true, 0);
    }
  }
}

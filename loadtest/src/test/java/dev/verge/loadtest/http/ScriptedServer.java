package dev.verge.loadtest.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers every request with the same bytes, be they HTTP or not. */
final class ScriptedServer implements AutoCloseable {
  /** What becomes of a connection after an answer. */
  enum Afterwards {
    KEEP,
    CLOSE
  }

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final byte[] answer;
  private final Afterwards afterwards;
  private volatile String lastHead = "";

  ScriptedServer(String answer, Afterwards afterwards) throws IOException {
    this.answer = answer.getBytes(StandardCharsets.UTF_8);
    this.afterwards = afterwards;
    Thread.startVirtualThread(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  int connections() {
    return connections.get();
  }

  String lastHead() {
    return lastHead;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        Thread.startVirtualThread(() -> serve(socket));
      }
    } catch (IOException _) {
      // The listener was closed: the test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      do {
        lastHead = head(in);
        socket.getOutputStream().write(answer);
      } while (afterwards == Afterwards.KEEP);
      // What is left unread would turn the close into a reset.
      in.skipNBytes(in.available());
    } catch (IOException _) {
      // The client went away, as clients do.
    }
  }

  /** Reads until the empty line; a body is left alone. */
  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed");
      }
      head.append((char) next);
    }
    return head.toString();
  }
}

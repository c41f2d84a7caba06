package dev.verge.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;

/** Asks a function by its hostname, whether or not this machine resolves it. */
public final class Http {
  private Http() {}

  public static String get(URI dataPlane, String host, String path) throws IOException {
    return ask(dataPlane, "GET %s HTTP/1.1\r\nHost: %s\r\n".formatted(path, host), "");
  }

  public static String post(URI dataPlane, String host, String path, String body)
      throws IOException {
    return ask(
        dataPlane,
        "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n"
            .formatted(path, host, body.getBytes(UTF_8).length),
        body);
  }

  /** The whole answer, head included. */
  private static String ask(URI dataPlane, String head, String body) throws IOException {
    try (Socket socket = new Socket(dataPlane.getHost(), dataPlane.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write((head + "Connection: close\r\n\r\n" + body).getBytes(UTF_8));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}

package dev.verge.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A real WebSocket client, through a guest that hands its connection to a real WebSocket server.
 */
class WebSocketTest {
  private static final int LARGEST_MESSAGE_BYTES = 4 << 20;

  private final Vertx vertx = Vertx.vertx();
  private TestPlane plane;
  private InetSocketAddress echo;

  @BeforeEach
  void start() {
    HttpServer server =
        vertx
            .createHttpServer(
                new HttpServerOptions().setMaxWebSocketMessageSize(LARGEST_MESSAGE_BYTES))
            .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
            .listen(0, "127.0.0.1")
            .await();
    echo = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort());
    plane = TestPlane.start();
    plane.on("127.0.0.1:" + plane.address().getPort(), this::relay);
  }

  @AfterEach
  void stop() {
    plane.close();
    vertx.close().await();
  }

  @Test
  void messages_of_any_size_come_back_and_a_close_is_a_close() throws Exception {
    var messages = new Messages();
    try (HttpClient http = HttpClient.newHttpClient()) {
      WebSocket socket =
          http.newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + plane.address().getPort() + "/echo"), messages)
              .get(20, TimeUnit.SECONDS);

      for (String sent : List.of("hello", "large ".repeat(100_000), "", "again")) {
        socket.sendText(sent, true).get(20, TimeUnit.SECONDS);
        assertThat(messages.whole.poll(20, TimeUnit.SECONDS)).isEqualTo(sent);
      }
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").get(20, TimeUnit.SECONDS);
      assertThat(messages.closed.get(20, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }
    await().until(() -> plane.registry().getSampleValue("verge_connections") == 0);
  }

  /** The guest: asks the server for the same upgrade, and pumps when it agrees. */
  private void relay(Exchange exchange) throws InterruptedException {
    try (Socket server = new Socket(echo.getAddress(), echo.getPort())) {
      var request = new StringBuilder("GET " + exchange.request().path() + " HTTP/1.1\r\n");
      exchange
          .request()
          .headers()
          .forEach(
              field ->
                  request.append(field.name()).append(": ").append(field.value()).append("\r\n"));
      server.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
      Exchange.Tunnel tunnel = exchange.upgrade(head(server));
      Thread up = Thread.startVirtualThread(() -> up(tunnel, server));
      byte[] piece = new byte[8192];
      for (int n = server.getInputStream().read(piece);
          n >= 0;
          n = server.getInputStream().read(piece)) {
        tunnel.write(piece, 0, n);
      }
      exchange.finish(HeaderList.EMPTY);
      up.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void up(Exchange.Tunnel tunnel, Socket server) {
    byte[] piece = new byte[8192];
    try {
      for (int n = tunnel.read(piece, 0, piece.length);
          n >= 0;
          n = tunnel.read(piece, 0, piece.length)) {
        server.getOutputStream().write(piece, 0, n);
      }
      server.shutdownOutput();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      // The server has closed first, which the other direction tells.
    }
  }

  private static HeaderList head(Socket server) throws IOException {
    List<HeaderList.Field> fields = new ArrayList<>();
    String status = line(server);
    assertThat(status).contains(" 101 ");
    for (String line = line(server); !line.isEmpty(); line = line(server)) {
      String[] field = line.split(": ?", 2);
      fields.add(new HeaderList.Field(field[0], field[1]));
    }
    return HeaderList.of(fields);
  }

  private static String line(Socket server) throws IOException {
    var line = new StringBuilder();
    for (int b = server.getInputStream().read(); b != '\n'; b = server.getInputStream().read()) {
      line.append((char) b);
    }
    return line.toString().strip();
  }

  /** What the client hears. */
  private static final class Messages implements WebSocket.Listener {
    final BlockingQueue<String> whole = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        whole.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }
  }
}

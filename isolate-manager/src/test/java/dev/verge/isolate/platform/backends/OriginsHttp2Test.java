package dev.verge.isolate.platform.backends;

import static dev.verge.isolate.platform.backends.TestBackends.LONG;
import static dev.verge.isolate.platform.backends.TestBackends.SHORT;
import static dev.verge.isolate.platform.backends.TestBackends.at;
import static dev.verge.isolate.platform.backends.TestBackends.get;
import static dev.verge.isolate.platform.backends.TestBackends.headers;
import static dev.verge.isolate.platform.backends.TestBackends.request;
import static dev.verge.isolate.platform.backends.TestBackends.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Pipe;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.http.HttpVersion;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.StreamResetException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** HTTP/2 without TLS, as gRPC backends speak it. */
final class OriginsHttp2Test {
  private static Vertx vertx;

  private final Origins origins = Origins.start(false);

  @BeforeAll
  static void prepare() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void cleanUp() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @AfterEach
  void close() {
    origins.close();
  }

  @Test
  void aRequestHasItsAuthorityPathAndHeaders() {
    AtomicReference<String> seen = new AtomicReference<>();
    Backend backend =
        serve(
            request -> {
              seen.set(
                  "%s %s %s %s %s"
                      .formatted(
                          request.version(),
                          request.authority(),
                          request.uri(),
                          request.headers().getAll("x-a"),
                          request.headers().getAll("te")));
              request.response().end();
            });

    OriginResponse response =
        origins
            .send(
                backend,
                get("http://example.org/p?q", "X-A", "1", "x-a", "\u00e9", "te", "trailers"))
            .join();

    assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
    assertThat(seen).hasValue("HTTP_2 example.org /p?q [1, \u00e9] [trailers]");
  }

  @Test
  void bodiesStreamBothWaysAndTrailersCome() throws Exception {
    Backend backend =
        serve(
            request -> {
              request.response().setChunked(true);
              request.response().putTrailer("grpc-status", "0");
              request.handler(piece -> request.response().write(piece));
              request.endHandler(ignored -> request.response().end());
            });
    Pipe pipe = new Pipe();
    CompletableFuture<OriginResponse> response =
        origins.send(backend, request("POST", "http://example.org/", pipe));

    pipe.write("ping".getBytes(StandardCharsets.UTF_8), 0, 4);
    Source body = response.join().body();
    byte[] piece = new byte[10];
    assertThat(body.read(piece, 0, 10)).isEqualTo(4);
    pipe.end(headers());
    assertThat(text(body)).isEmpty();
    assertThat(body.trailers().first("grpc-status")).contains("0");
  }

  @Test
  void concurrentRequestsShareAConnection() {
    Set<Object> connections = ConcurrentHashMap.newKeySet();
    Backend backend =
        serve(
            request -> {
              connections.add(request.connection());
              request.response().end("ok");
            });
    text(origins.send(backend, get("http://a/")).join().body());
    CompletableFuture<?>[] responses = new CompletableFuture<?>[20];
    for (int i = 0; i < responses.length; i++) {
      responses[i] = origins.send(backend, get("http://a/"));
    }
    CompletableFuture.allOf(responses).join();

    assertThat(connections).hasSize(1);
  }

  @Test
  void aStreamThatIsResetIsAnHttp2Error() {
    Backend backend = serve(request -> request.response().reset(11));

    SendError error = failure(origins.send(backend, get("http://a/")));

    assertThat(error.kind()).isEqualTo(SendError.Kind.H2_ERROR);
    assertThat(error.h2FrameType()).hasValue(3);
    assertThat(error.h2ErrorCode()).hasValue(11);
  }

  @Test
  void aStreamThatIsResetInItsBodyIsIncomplete() {
    CompletableFuture<HttpServerRequest> served = new CompletableFuture<>();
    Backend backend =
        serve(
            request -> {
              request.response().setChunked(true).write("begin");
              served.complete(request);
            });
    Source body = origins.send(backend, get("http://a/")).join().body();
    HttpServerRequest request = served.join();
    vertx.runOnContext(ignored -> request.response().reset(2));

    assertThat(catchThrowableOfType(BrokenBodyException.class, () -> text(body)).kind())
        .isEqualTo(BrokenBodyException.Cause.INCOMPLETE);
  }

  @Test
  void aConnectionThatGoesAwayWithAnErrorIsAnHttp2Error() throws Exception {
    int headers = 1;
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.send(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}); // SETTINGS
              peer.read("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length());
              String frame;
              do {
                frame = peer.read(9);
                peer.read(frame.charAt(0) << 16 | frame.charAt(1) << 8 | frame.charAt(2));
              } while (frame.charAt(3) != headers);
              byte[] goAway = {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 11};
              peer.send(goAway);
            })) {
      Backend backend = at(origin.port(), TestBackends.Draft::grpc);

      SendError error = failure(origins.send(backend, get("http://a/")));

      // The peer closes right behind the frame: the client may meet the end first.
      assertThat(error.kind()).isIn(SendError.Kind.H2_ERROR, SendError.Kind.CONNECTION_TERMINATED);
      if (error.kind() == SendError.Kind.H2_ERROR) {
        assertThat(error.h2FrameType()).hasValue(7);
        assertThat(error.h2ErrorCode()).hasValue(11);
      }
    }
  }

  @Test
  void givingUpResetsTheStreamAndKeepsTheConnection() {
    AtomicLong reset = new AtomicLong(-1);
    Set<Object> connections = ConcurrentHashMap.newKeySet();
    Backend backend =
        serve(
            request -> {
              connections.add(request.connection());
              if (request.path().equals("/slow")) {
                request
                    .response()
                    .exceptionHandler(
                        cause -> {
                          if (cause instanceof StreamResetException e) {
                            reset.set(e.getCode());
                          }
                        });
              } else {
                request.response().end("ok");
              }
            });
    CompletableFuture<OriginResponse> slow = origins.send(backend, get("http://a/slow"));
    await().until(() -> !connections.isEmpty());
    slow.cancel(true);

    await().until(() -> reset.get() == 8);
    assertThat(text(origins.send(backend, get("http://a/")).join().body())).isEqualTo("ok");
    assertThat(connections).hasSize(1);
  }

  @Test
  void aServerThatSpeaksNoHttp2FailsTheConnection() throws Exception {
    try (RawOrigin origin =
        RawOrigin.answering("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")) {
      Backend backend = at(origin.port(), draft -> draft.grpc().timeouts(LONG, LONG, LONG));

      assertThat(failure(origins.send(backend, get("http://a/"))).kind())
          .isIn(
              SendError.Kind.CONNECTION_TERMINATED,
              SendError.Kind.HTTP_UPGRADE_FAILED,
              SendError.Kind.HTTP_PROTOCOL_ERROR);
    }
  }

  @Test
  void aServerThatHangsInTheHttp2HandshakeIsATimeout() throws Exception {
    try (RawOrigin origin = RawOrigin.start(RawOrigin.Peer::awaitEnd)) {
      Backend backend = at(origin.port(), draft -> draft.grpc().timeouts(SHORT, LONG, LONG));

      assertThat(failure(origins.send(backend, get("http://a/"))).kind())
          .isEqualTo(SendError.Kind.CONNECTION_TIMEOUT);
    }
  }

  @Test
  void aHostThatIsNoneIsAnInvalidUri() {
    Backend backend = serve(request -> request.response().end());

    assertThat(failure(origins.send(backend, get("http://a/", "host", "a b:c"))).kind())
        .isEqualTo(SendError.Kind.HTTP_REQUEST_URI_INVALID);
  }

  private Backend serve(Handler<HttpServerRequest> handler) {
    int port =
        vertx
            .createHttpServer()
            .requestHandler(handler)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
    return at(port, TestBackends.Draft::grpc);
  }

  private static SendError failure(CompletableFuture<OriginResponse> response) {
    try {
      throw new AssertionError("there was a response: " + response.join().status());
    } catch (CompletionException e) {
      return ((SendException) e.getCause()).error();
    }
  }
}

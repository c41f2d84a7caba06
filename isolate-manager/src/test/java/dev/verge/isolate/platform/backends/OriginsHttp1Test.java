package dev.verge.isolate.platform.backends;

import static dev.verge.isolate.platform.backends.TestBackends.at;
import static dev.verge.isolate.platform.backends.TestBackends.bytes;
import static dev.verge.isolate.platform.backends.TestBackends.get;
import static dev.verge.isolate.platform.backends.TestBackends.headers;
import static dev.verge.isolate.platform.backends.TestBackends.request;
import static dev.verge.isolate.platform.backends.TestBackends.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.body.Body;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.body.Pipe;
import dev.verge.isolate.platform.http.HttpVersion;
import dev.verge.isolate.platform.http.Uri;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire with HTTP/1.1. */
final class OriginsHttp1Test {
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  private static final String CHUNKED = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

  private final Origins origins = Origins.start(false);

  @AfterEach
  void close() {
    origins.close();
  }

  @Test
  void headersGoOutInTheirOrderWithDuplicatesAndTheirBytes() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK)) {
      origins
          .send(
              at(origin.port()),
              get("http://example.org/a?b=c", "x-b", "1", "X-A", "caf\u00e9", "x-b", "2"))
          .join();

      assertThat(origin.heads().getFirst())
          .isEqualTo(
              "GET /a?b=c HTTP/1.1\r\nhost: example.org\r\nx-b: 1\r\nX-A: caf\u00e9\r\nx-b: 2\r\n\r\n");
    }
  }

  @Test
  void aResponseHasItsStatusVersionHeadersInOrderAndPeer() throws Exception {
    try (RawOrigin origin =
        RawOrigin.answering(
            "HTTP/1.1 418 Teapot\r\nSet-Cookie: a=1\r\nx: \u00e9\r\nSet-Cookie: b=2\r\n"
                + "Connection: x-hop\r\nx-hop: 1\r\nContent-Length: 2\r\n\r\nok")) {
      OriginResponse response = origins.send(at(origin.port()), get("http://example.org/")).join();

      assertThat(response.status()).isEqualTo(418);
      assertThat(response.version()).isEqualTo(HttpVersion.HTTP_11);
      assertThat(response.headers())
          .containsExactly(
              new HeaderList.Field("Set-Cookie", "a=1"),
              new HeaderList.Field("x", "\u00e9"),
              new HeaderList.Field("Set-Cookie", "b=2"),
              new HeaderList.Field("Content-Length", "2"));
      assertThat(response.peer())
          .contains(new InetSocketAddress(InetAddress.getLoopbackAddress(), origin.port()));
      assertThat(response.body().length()).hasValue(2);
      assertThat(text(response.body())).isEqualTo("ok");
    }
  }

  @Test
  void theHostIsTheOverridingOneThenTheRequestsThenTheUris() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK)) {
      OriginRequest both = get("http://uri.example:81/", "host", "header.example");
      send(at(origin.port(), draft -> draft.overrideHost("override.example")), both);
      send(at(origin.port()), both);
      send(at(origin.port()), get("http://uri.example:81/"));
      send(at(origin.port()), get("/relative"));

      assertThat(origin.heads().stream().map(OriginsHttp1Test::host))
          .containsExactly("override.example", "header.example", "uri.example:81", "127.0.0.1");
    }
  }

  @Test
  void theBackendsPathStandsBeforeTheRequests() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK)) {
      send(at(origin.port(), draft -> draft.path("/base")), get("http://example.org/x?y"));

      assertThat(origin.heads().getFirst()).startsWith("GET /base/x?y HTTP/1.1\r\n");
    }
  }

  @Test
  void hopByHopAndFramingHeadersOfTheGuestStayBehind() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK)) {
      send(
          at(origin.port()),
          get(
              "http://example.org/",
              "connection",
              "close, x-hop",
              "x-hop",
              "1",
              "transfer-encoding",
              "chunked",
              "content-length",
              "7",
              "te",
              "gzip",
              "upgrade",
              "h2c",
              "x-kept",
              "1"));

      assertThat(origin.heads().getFirst())
          .isEqualTo("GET / HTTP/1.1\r\nhost: example.org\r\nx-kept: 1\r\n\r\n");
    }
  }

  @Test
  void aBodyOfKnownLengthIsDeclared() throws Exception {
    AtomicReference<String> body = new AtomicReference<>();
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              body.set(peer.read(5));
              peer.send(OK);
            })) {
      send(at(origin.port()), request("POST", "http://example.org/", bytes("hello")));

      assertThat(origin.heads().getFirst()).contains("content-length: 5\r\n");
      assertThat(body).hasValue("hello");
    }
  }

  @Test
  void aBodyOfUnknownLengthIsChunkedWithItsTrailers() throws Exception {
    AtomicReference<String> body = new AtomicReference<>();
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              body.set(peer.readUntil("\r\n\r\n"));
              peer.send(OK);
            })) {
      Pipe pipe = new Pipe();
      CompletableFuture<OriginResponse> response =
          origins.send(at(origin.port()), request("POST", "http://example.org/", pipe));
      pipe.write("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, 5);
      pipe.end(headers("x-checksum", "7"));
      response.join();

      assertThat(origin.heads().getFirst()).contains("transfer-encoding: chunked\r\n");
      assertThat(body).hasValue("5\r\nhello\r\n0\r\nx-checksum: 7\r\n\r\n");
    }
  }

  @Test
  void aGetMayHaveABody() throws Exception {
    AtomicReference<String> body = new AtomicReference<>();
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              body.set(peer.read(2));
              peer.send(OK);
            })) {
      send(at(origin.port()), request("GET", "http://example.org/", bytes("hi")));

      assertThat(body).hasValue("hi");
    }
  }

  @Test
  void anEmptyPostDeclaresALengthOfZero() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK)) {
      send(at(origin.port()), request("POST", "http://example.org/", ByteSource.EMPTY));

      assertThat(origin.heads().getFirst()).contains("content-length: 0\r\n");
    }
  }

  @Test
  void anyTokenIsAMethod() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK)) {
      send(at(origin.port()), request("PROPFIND-x", "http://example.org/", ByteSource.EMPTY));

      assertThat(origin.heads().getFirst()).startsWith("PROPFIND-x / HTTP/1.1\r\n");
    }
  }

  @Test
  void framingHeadersAreBelievedWhenTheGuestWantsSo() throws Exception {
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.readUntil("0\r\n\r\n");
              peer.send(OK);
            })) {
      OriginRequest request =
          new OriginRequest(
              "POST",
              Uri.parse("http://example.org/").orElseThrow(),
              headers("transfer-encoding", "chunked"),
              bytes("hello"),
              true,
              false);
      send(at(origin.port()), request);

      assertThat(origin.heads().getFirst())
          .contains("transfer-encoding: chunked\r\n")
          .doesNotContain("content-length");
    }
  }

  @Test
  void aBodyThatIsLongerThanItsBelievedLengthReachesNoBackend() throws Exception {
    AtomicReference<String> body = new AtomicReference<>();
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              body.set(peer.readUntil("GET /smuggled"));
            })) {
      OriginRequest request =
          new OriginRequest(
              "POST",
              Uri.parse("http://example.org/").orElseThrow(),
              headers("content-length", "2"),
              bytes("okGET /smuggled HTTP/1.1\r\n\r\n"),
              true,
              false);

      assertThat(origins.send(at(origin.port()), request))
          .failsWithin(TestBackends.LONG)
          .withThrowableThat()
          .withMessageContaining("longer than its content-length");
      await().untilAsserted(() -> assertThat(body).hasValue(""));
    }
  }

  @Test
  void informationalResponsesAreSkipped() throws Exception {
    try (RawOrigin origin =
        RawOrigin.answering(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nx: 1\r\n\r\n"
                + "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 199 What\r\n\r\n"
                + OK)) {
      OriginResponse response = origins.send(at(origin.port()), get("http://example.org/")).join();

      assertThat(response.status()).isEqualTo(200);
      assertThat(text(response.body())).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\ncontent-length: 7\r\n\r\n"
      })
  void responsesWithoutBodyLeaveTheConnectionUsable(String bodiless) throws Exception {
    try (RawOrigin origin = RawOrigin.answering(bodiless)) {
      OriginResponse response = origins.send(at(origin.port()), get("http://example.org/")).join();

      assertThat(response.body().length()).hasValue(0);
      assertThat(text(response.body())).isEmpty();
      send(at(origin.port()), get("http://example.org/"));
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void theResponseToHeadHasALengthButNoBody() throws Exception {
    try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n")) {
      OriginResponse response =
          origins
              .send(at(origin.port()), request("HEAD", "http://example.org/", ByteSource.EMPTY))
              .join();

      assertThat(response.headers().first("content-length")).contains("7");
      assertThat(text(response.body())).isEmpty();
    }
  }

  @Test
  void aChunkedBodyArrivesWithItsTrailers() throws Exception {
    try (RawOrigin origin =
        RawOrigin.answering(CHUNKED.concat("3\r\nabc\r\n2\r\nde\r\n0\r\nx-sum: 1\r\n\r\n"))) {
      OriginResponse response = origins.send(at(origin.port()), get("http://example.org/")).join();

      assertThat(response.body().length()).isEmpty();
      assertThat(text(response.body())).isEqualTo("abcde");
      assertThat(response.body().trailers().first("x-sum")).contains("1");
    }
  }

  @Test
  void aBodyWithoutLengthEndsWithItsConnection() throws Exception {
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send("HTTP/1.0 200 OK\r\n\r\nuntil the end");
            })) {
      OriginResponse response = origins.send(at(origin.port()), get("http://example.org/")).join();

      assertThat(response.version()).isEqualTo(HttpVersion.HTTP_10);
      assertThat(text(response.body())).isEqualTo("until the end");
    }
  }

  @Test
  void aBackendIsNotReadFromWhileNobodyReadsItsBody() throws Exception {
    AtomicBoolean allSent = new AtomicBoolean();
    int size = 64 << 20;
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\ncontent-length: " + size + "\r\n\r\n");
              byte[] piece = new byte[1 << 16];
              for (int sent = 0; sent < size; sent += piece.length) {
                peer.send(piece);
              }
              allSent.set(true);
            })) {
      OriginResponse response = origins.send(at(origin.port()), get("http://example.org/")).join();
      response.body().readable().join();

      assertThat(allSent).isFalse();
      assertThat(text(response.body())).hasSize(size);
      await().untilTrue(allSent);
    }
  }

  @Test
  void aBodyIsReadableWhenItsNextPieceIsThere() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n");
              go.join();
              peer.send("ok");
              peer.awaitClose();
            })) {
      OriginResponse response = origins.send(at(origin.port()), get("http://example.org/")).join();
      CompletableFuture<Void> readable = response.body().readable();

      assertThat(readable).isNotDone();
      go.complete(null);
      assertThat(readable).succeedsWithin(TestBackends.LONG);
      assertThat(text(response.body())).isEqualTo("ok");
    }
  }

  @Test
  void closingABodyClosesItsConnection() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbegin");
              closed.set(peer.awaitClose());
            })) {
      OriginResponse response = origins.send(at(origin.port()), get("http://example.org/")).join();
      response.body().close();

      await().untilTrue(closed);
    }
  }

  @Test
  void cancellingARequestClosesItsConnection() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              closed.set(peer.awaitClose());
            })) {
      CompletableFuture<OriginResponse> response =
          origins.send(at(origin.port()), get("http://example.org/"));
      await().until(() -> !origin.heads().isEmpty());
      response.cancel(true);

      await().untilTrue(closed);
    }
  }

  @Test
  void aRequestBodyThatBreaksOffIsNoticedByTheBackend() throws Exception {
    AtomicReference<String> body = new AtomicReference<>();
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              body.set(peer.readUntil("0\r\n\r\n"));
            })) {
      Pipe pipe = new Pipe();
      CompletableFuture<OriginResponse> response =
          origins.send(at(origin.port()), request("POST", "http://example.org/", pipe));
      pipe.write(new byte[] {'x'}, 0, 1);
      await().until(() -> !origin.heads().isEmpty());
      pipe.fail(new BrokenBodyException(BrokenBodyException.Cause.INCOMPLETE, "the guest ended"));

      assertThat(response)
          .failsWithin(TestBackends.LONG)
          .withThrowableThat()
          .withMessageContaining("the guest ended");
      await().untilAsserted(() -> assertThat(body.get()).isNotNull().doesNotContain("0\r\n\r\n"));
    }
  }

  @Test
  void aResponseMayComeBeforeItsRequestHasEnded() throws Exception {
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send(CHUNKED);
              peer.readUntil("ping");
              peer.send("4\r\npong\r\n0\r\n\r\n");
              peer.readUntil("0\r\n\r\n");
            })) {
      Pipe pipe = new Pipe();
      OriginResponse response =
          origins.send(at(origin.port()), request("POST", "http://example.org/", pipe)).join();
      pipe.write("ping".getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, 4);

      assertThat(text(response.body())).isEqualTo("pong");
      await().until(() -> !pipe.write(new byte[1], 0, 1));
    }
  }

  @Test
  void aBodyWithTrailersOfItsOwnIsChunkedSoThatTheyCanBeSent() throws Exception {
    AtomicReference<String> sent = new AtomicReference<>();
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              sent.set(peer.readUntil("\r\n\r\n"));
              peer.send(OK);
            })) {
      Body body = new Body();
      body.write(new byte[] {'x'});
      body.ownTrailers().append("x-sum", "1");
      send(at(origin.port()), request("POST", "http://example.org/", body));

      assertThat(sent).hasValue("1\r\nx\r\n0\r\nx-sum: 1\r\n\r\n");
    }
  }

  private void send(dev.verge.isolate.binding.Backend backend, OriginRequest request) {
    text(origins.send(backend, request).join().body());
  }

  private static String host(String head) {
    return head.lines()
        .filter(line -> line.startsWith("host: "))
        .map(line -> line.substring(6))
        .findFirst()
        .orElseThrow();
  }
}

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
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.http.Uri;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that do not what they should: each failure has its name. */
final class OriginsFailureTest {
  private static final String HEAD = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n";

  private final Origins origins = Origins.start(false);

  @AfterEach
  void close() {
    origins.close();
  }

  @Test
  void aPortWhereNobodyListensRefuses() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertThat(failure(at(port)).kind()).isEqualTo(SendError.Kind.CONNECTION_REFUSED);
  }

  @Test
  void aNameWithoutAddressIsADnsError() {
    try (Origins nowhere =
        NetworkOrigins.start(
            host -> {
              throw new UnknownHostException(host + ": Name or service not known");
            },
            false)) {
      SendError error =
          failure(nowhere.send(at(80, draft -> draft.at("no.example")), get("http://a/")));

      assertThat(error.kind()).isEqualTo(SendError.Kind.DNS_ERROR);
      assertThat(error.dnsRcode()).hasValue(3);
    }
  }

  @Test
  void aResolverThatHangsIsADnsTimeout() {
    CountDownLatch never = new CountDownLatch(1);
    try (Origins slow =
        NetworkOrigins.start(
            host -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new UnknownHostException(host);
              }
              return new InetAddress[0];
            },
            false)) {
      Backend backend = at(80, draft -> draft.at("slow.example").timeouts(SHORT, LONG, LONG));

      assertThat(failure(slow.send(backend, get("http://a/"))).kind())
          .isEqualTo(SendError.Kind.DNS_TIMEOUT);
    } finally {
      never.countDown();
    }
  }

  @Test
  void aHandshakeThatHangsIsAConnectionTimeout() throws Exception {
    try (RawOrigin origin = RawOrigin.start(RawOrigin.Peer::awaitEnd)) {
      Backend backend =
          at(origin.port(), draft -> draft.tls(Backend.Tls.DEFAULT).timeouts(SHORT, LONG, LONG));

      assertThat(failure(backend).kind()).isEqualTo(SendError.Kind.CONNECTION_TIMEOUT);
    }
  }

  @Test
  void aResponseThatDoesNotComeIsATimeout() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              closed.set(peer.awaitClose());
            })) {
      Backend backend = at(origin.port(), draft -> draft.timeouts(LONG, SHORT, LONG));

      assertThat(failure(backend).kind()).isEqualTo(SendError.Kind.HTTP_RESPONSE_TIMEOUT);
      await().untilTrue(closed);
    }
  }

  @Test
  void aBackendThatTakesNoBodyIsATimeout() throws Exception {
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              Thread.sleep(LONG);
            })) {
      Backend backend = at(origin.port(), draft -> draft.timeouts(LONG, SHORT, LONG));
      OriginRequest request = request("POST", "http://a/", new ByteSource(new byte[64 << 20]));

      assertThat(failure(origins.send(backend, request)).kind())
          .isEqualTo(SendError.Kind.HTTP_RESPONSE_TIMEOUT);
    }
  }

  @Test
  void aBodyThatStopsComingBreaksByTimeout() throws Exception {
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send(HEAD + "half");
              peer.awaitClose();
            })) {
      Backend backend = at(origin.port(), draft -> draft.timeouts(LONG, LONG, SHORT));
      Source body = origins.send(backend, get("http://a/")).join().body();

      assertThat(broken(body)).isEqualTo(BrokenBodyException.Cause.TIMEOUT);
    }
  }

  @Test
  void aBodyThatStopsComingBecomesReadableByItsTimeout() throws Exception {
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send(HEAD);
              peer.awaitClose();
            })) {
      Backend backend = at(origin.port(), draft -> draft.timeouts(LONG, LONG, SHORT));
      Source body = origins.send(backend, get("http://a/")).join().body();

      assertThat(body.readable()).succeedsWithin(LONG);
    }
  }

  @Test
  void aReaderThatIsSlowIsNoTimeout() throws Exception {
    Duration brief = Duration.ofSeconds(2);
    int size = 8 << 20;
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\ncontent-length: " + size + "\r\n\r\n");
              peer.send(new byte[size]);
            })) {
      Backend backend = at(origin.port(), draft -> draft.timeouts(LONG, LONG, brief));
      Source body = origins.send(backend, get("http://a/")).join().body();
      Thread.sleep(brief.multipliedBy(2)); // what the test is about: nobody reads meanwhile

      assertThat(text(body)).hasSize(size);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {150_000, 200_000, 300_000, 500_000, 900_000})
  void aSlowReaderHasAllThatABackendSentBeforeItLeft(int size) throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\ncontent-length: " + size + "\r\n\r\n");
              peer.send(new byte[size]);
              sent.countDown();
            })) {
      Source body = origins.send(at(origin.port()), get("http://a/")).join().body();
      sent.await();
      Thread.sleep(SHORT); // what the test is about: nobody reads while the connection ends

      assertThat(text(body)).hasSize(size);
    }
  }

  @Test
  void aBodyShorterThanItsLengthIsIncomplete() throws Exception {
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send(HEAD + "short");
            })) {
      assertThat(broken(origins.send(at(origin.port()), get("http://a/")).join().body()))
          .isEqualTo(BrokenBodyException.Cause.INCOMPLETE);
    }
  }

  @Test
  void aChunkedBodyWithoutEndIsIncomplete() throws Exception {
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n");
            })) {
      assertThat(broken(origins.send(at(origin.port()), get("http://a/")).join().body()))
          .isEqualTo(BrokenBodyException.Cause.INCOMPLETE);
    }
  }

  @Test
  void aChunkedBodyWithBrokenChunksIsMalformed() throws Exception {
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n");
              peer.awaitClose();
            })) {
      assertThat(broken(origins.send(at(origin.port()), get("http://a/")).join().body()))
          .isEqualTo(BrokenBodyException.Cause.MALFORMED);
    }
  }

  @Test
  void bytesBeyondTheLengthDoNotBecomeTheNextResponse() throws Exception {
    try (RawOrigin origin =
        RawOrigin.answering(
            HEAD + "0123456789HTTP/1.1 500 Smuggled\r\ncontent-length: 0\r\n\r\n")) {
      OriginResponse first = origins.send(at(origin.port()), get("http://a/")).join();
      assertThat(text(first.body())).isEqualTo("0123456789");

      assertThat(origins.send(at(origin.port()), get("http://a/")).join().status()).isEqualTo(200);
    }
  }

  @Test
  void aConnectionThatIsClosedWithoutResponseIsTerminated() throws Exception {
    try (RawOrigin origin = RawOrigin.start(RawOrigin.Peer::head)) {
      assertThat(failure(at(origin.port())).kind()).isEqualTo(SendError.Kind.CONNECTION_TERMINATED);
    }
  }

  @Test
  void aConnectionThatIsResetIsTerminated() throws Exception {
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.reset();
            })) {
      assertThat(failure(at(origin.port())).kind()).isEqualTo(SendError.Kind.CONNECTION_TERMINATED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: nameless\r\n\r\n",
        "HTTP/1.1 200 OK\r\nx: \0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        "HTTP/3.7 200 OK\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"
      })
  void brokenHttpIsAProtocolError(String response) throws Exception {
    try (RawOrigin origin = RawOrigin.answering(response)) {
      assertThat(failure(at(origin.port())).kind()).isEqualTo(SendError.Kind.HTTP_PROTOCOL_ERROR);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n"})
  void aStatusThatIsNoneIsSaidSo(String response) throws Exception {
    try (RawOrigin origin = RawOrigin.answering(response)) {
      assertThat(failure(at(origin.port())).kind())
          .isEqualTo(SendError.Kind.HTTP_RESPONSE_STATUS_INVALID);
    }
  }

  @Test
  void aHeadThatIsTooLargeIsSaidSo() throws Exception {
    String large = "x".repeat(Connections.MOST_HEAD_BYTES);
    try (RawOrigin origin =
        RawOrigin.answering("HTTP/1.1 200 OK\r\nx-large: " + large + "\r\n\r\n")) {
      assertThat(failure(at(origin.port())).kind())
          .isEqualTo(SendError.Kind.HTTP_RESPONSE_HEADER_SECTION_TOO_LARGE);
    }
  }

  @Test
  void anUnhealthyBackendIsNotAsked() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(HEAD)) {
      Backend backend = at(origin.port(), draft -> draft.health(Backend.Health.UNHEALTHY));

      assertThat(failure(backend).kind()).isEqualTo(SendError.Kind.DESTINATION_UNAVAILABLE);
      assertThat(origin.heads()).isEmpty();
    }
  }

  @Test
  void aConnectRequestIsRefused() {
    assertThat(
            failure(origins.send(at(1), request("CONNECT", "http://a/", ByteSource.EMPTY))).kind())
        .isEqualTo(SendError.Kind.HTTP_REQUEST_URI_INVALID);
  }

  @Test
  void aGzipBodyIsUnpackedWhenAskedFor() throws Exception {
    byte[] packed = gzip("hello ".repeat(1000).getBytes(StandardCharsets.UTF_8));
    try (RawOrigin origin = packed(packed)) {
      OriginResponse response = origins.send(at(origin.port()), unpacking()).join();

      assertThat(response.headers().first("content-encoding")).isEmpty();
      assertThat(response.headers().first("content-length")).isEmpty();
      assertThat(response.body().length()).isEmpty();
      assertThat(text(response.body())).isEqualTo("hello ".repeat(1000));
    }
  }

  @Test
  void aGzipBodyStaysAsItIsWhenNobodyAsks() throws Exception {
    byte[] packed = gzip(new byte[] {'x'});
    try (RawOrigin origin = packed(packed)) {
      OriginResponse response = origins.send(at(origin.port()), get("http://a/")).join();

      assertThat(response.headers().first("content-encoding")).contains("gzip");
      assertThat(response.body().length()).hasValue(packed.length);
    }
  }

  @Test
  void whatIsNoGzipIsMalformed() throws Exception {
    try (RawOrigin origin = packed("not packed at all".getBytes(StandardCharsets.UTF_8))) {
      assertThat(broken(origins.send(at(origin.port()), unpacking()).join().body()))
          .isEqualTo(BrokenBodyException.Cause.MALFORMED);
    }
  }

  @Test
  void gzipThatEndsEarlyIsMalformed() throws Exception {
    byte[] whole = gzip("hello".getBytes(StandardCharsets.UTF_8));
    try (RawOrigin origin = packed(java.util.Arrays.copyOf(whole, whole.length - 9))) {
      assertThat(broken(origins.send(at(origin.port()), unpacking()).join().body()))
          .isEqualTo(BrokenBodyException.Cause.MALFORMED);
    }
  }

  private RawOrigin packed(byte[] bytes) {
    return RawOrigin.start(
        peer -> {
          peer.head();
          peer.send(
              "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n"
                  .formatted(bytes.length));
          peer.send(bytes);
          peer.awaitClose();
        });
  }

  private static byte[] gzip(byte[] plain) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }

  private static OriginRequest unpacking() {
    return new OriginRequest(
        "GET", Uri.parse("http://a/").orElseThrow(), headers(), ByteSource.EMPTY, false, true);
  }

  private SendError failure(Backend backend) {
    return failure(origins.send(backend, get("http://a/")));
  }

  private static SendError failure(CompletableFuture<OriginResponse> response) {
    try {
      throw new AssertionError("there was a response: " + response.join().status());
    } catch (CompletionException e) {
      return ((SendException) e.getCause()).error();
    }
  }

  private static BrokenBodyException.Cause broken(Source body) {
    return catchThrowableOfType(BrokenBodyException.class, () -> text(body)).kind();
  }
}

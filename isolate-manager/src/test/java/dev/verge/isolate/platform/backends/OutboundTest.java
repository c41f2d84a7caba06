package dev.verge.isolate.platform.backends;

import static dev.verge.isolate.platform.backends.TestBackends.at;
import static dev.verge.isolate.platform.backends.TestBackends.get;
import static dev.verge.isolate.platform.backends.TestBackends.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.HostRequest;
import dev.verge.isolate.exchange.OutboundCall;
import dev.verge.isolate.exchange.OutboundRequest;
import dev.verge.isolate.platform.body.BrokenBodyException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client's exchange hears of the requests to backends. */
final class OutboundTest {
  private final Origins origins = Origins.start(false);
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private final Exchange exchange =
      new HostRequest("r1", "example.org") {
        @Override
        public OutboundCall outbound(OutboundRequest request) {
          heard.add("sent " + request);
          return new Heard();
        }
      };

  private final class Heard implements OutboundCall {
    @Override
    public HeaderList headers(HeaderList own) {
      List<HeaderList.Field> fields = new ArrayList<>();
      own.forEach(fields::add);
      fields.add(new HeaderList.Field("x-added", "yes"));
      return HeaderList.of(fields);
    }

    @Override
    public void answered(int status, boolean cached) {
      heard.add("answered " + status + " " + cached);
    }

    @Override
    public void ended(long bytes, Optional<String> error) {
      heard.add("ended " + bytes + " " + error.orElse("well"));
    }
  }

  @AfterEach
  void close() {
    origins.close();
  }

  private CompletableFuture<OriginResponse> send(int port, String uri) {
    return new Outbound(exchange, at(port), get(uri)).send(told -> origins.send(at(port), told));
  }

  @Test
  void aRequestIsToldFromItsHeadToTheLastByteOfItsResponse() throws Exception {
    try (RawOrigin origin =
        RawOrigin.answering("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello")) {
      OriginResponse response = send(origin.port(), "http://a.example:81/p?q=r").join();

      assertThat(heard)
          .containsExactly(
              "sent " + new OutboundRequest("origin", "GET", "http", "a.example:81", "/p", "q=r"),
              "answered 200 false");
      assertThat(text(response.body())).isEqualTo("hello");
      response.body().close();
      assertThat(heard).hasSize(3).endsWith("ended 5 well");
      assertThat(origin.heads().getFirst()).contains("x-added: yes");
    }
  }

  @Test
  void aBodyThatNobodyWantsToTheEndEndsTheCallWithWhatWasRead() throws Exception {
    try (RawOrigin origin =
        RawOrigin.answering("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello")) {
      OriginResponse response = send(origin.port(), "http://a.example/").join();
      assertThat(response.body().read(new byte[2], 0, 2)).isEqualTo(2);
      response.body().close();

      assertThat(heard).endsWith("ended 2 well");
    }
  }

  @Test
  void aBodyThatBreaksOffIsAnError() throws Exception {
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe");
            })) {
      OriginResponse response = send(origin.port(), "http://a.example/").join();
      assertThatThrownBy(() -> text(response.body())).isInstanceOf(BrokenBodyException.class);

      assertThat(heard).endsWith("ended 2 body_incomplete");
    }
  }

  @Test
  void aBackendThatIsNotThereIsAnErrorByItsKind() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    assertThat(send(port, "http://a.example/")).failsWithin(TestBackends.LONG);

    assertThat(heard).hasSize(2).endsWith("ended 0 connection_refused");
  }

  @Test
  void aRequestThatIsGivenUpIsGivenUpForGood() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    try (RawOrigin origin =
        RawOrigin.start(
            peer -> {
              peer.head();
              arrived.countDown();
              peer.head();
              left.countDown();
            })) {
      CompletableFuture<OriginResponse> response = send(origin.port(), "http://a.example/");
      arrived.await();
      response.cancel(true);

      await().untilAsserted(() -> assertThat(heard).endsWith("ended 0 given_up"));
      left.await();
    }
  }
}

package dev.verge.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Bodies flow both ways while both sides still speak, and only as fast as the slower one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamingTest {
  private static final String PATIENT =
      "{\"limits\":{\"wall_ms\":300000,\"cpu_ms\":120000,\"in_flight\":300,\"response_bytes\":1000000000}}";

  private static final int MANY = 200;
  private static final int MOST_MEBIBYTES = 64;

  private RunningPlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    platform = RunningPlatform.in(home);
    for (String guest : List.of("echo", "upload", "stream", "write-and-tell", "write-forever")) {
      platform.deploy(guest, Guests.path(guest), PATIENT);
    }
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  @Test
  void whatAGuestWritesArrivesBeforeItHasReadWhatComesNext() {
    try (Client connection = platform.connect()) {
      connection.begin(RunningPlatform.host("echo"), "/");
      connection.chunk("first, ");
      Reply head = connection.head();
      assertThat(connection.bodyText(7)).isEqualTo("first, ");
      connection.chunk("second, ");
      assertThat(connection.bodyText(8)).isEqualTo("second, ");
      connection.chunk("third").lastChunk();
      assertThat(connection.rest(head).ok().text()).isEqualTo("third");
    }
  }

  @Test
  void aGuestMayAnswerBeforeItsBodyIsSent() {
    platform.deploy("read-late", Guests.path("read-late"), PATIENT);
    try (Client connection = platform.connect()) {
      connection.begin(RunningPlatform.host("read-late"), "/");
      Reply head = connection.head();
      assertThat(connection.bodyText(9)).isEqualTo("now send\n");
      connection.chunk("x".repeat(5000)).lastChunk();
      assertThat(connection.rest(head).ok().text()).isEqualTo("got 5000 bytes\n");
    }
  }

  @Test
  void aGuestThatPausesHasEachPieceSent() {
    try (Client connection = platform.connect()) {
      connection.request("GET", RunningPlatform.host("stream"), "/", Map.of(), new byte[0]);
      Reply head = connection.head();
      assertThat(connection.bodyText(8)).startsWith("chunk 1\n");
      // The guest goes on for some hundred milliseconds from here.
      assertThat(connection.rest(head).ok().text()).endsWith("chunk 5\n");
    }
  }

  @Test
  void aSlowClientHoldsTheGuestBack() {
    try (Client connection = platform.connect(64 << 10)) {
      connection.request("GET", RunningPlatform.host("write-and-tell"), "/", Map.of(), new byte[0]);
      Reply head = connection.head();
      int read = connection.bodyText(4 << 20).length();
      platform.awaitLog("write-and-tell", "sent 4 MiB");
      var seen = new AtomicInteger(-1);
      await()
          .atMost(RunningPlatform.PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> seen.getAndSet(sentMebibytes()) == sentMebibytes());

      // What is on its way is in the buffers of two sockets, and less than a mebibyte in Verge.
      assertThat(sentMebibytes()).isBetween(4, 32);

      Reply reply = connection.rest(head);
      assertThat(reply.isWhole()).isTrue();
      assertThat(reply.body()).hasSize((64 << 20) - read);
      platform.awaitLog("write-and-tell", "sent 64 MiB");
    }
  }

  @Test
  void aSlowGuestHoldsItsClientBack() throws InterruptedException {
    platform.deploy(
        "read-slowly",
        Guests.path("read-slowly"),
        "{\"limits\":{\"wall_ms\":300000,\"request_bytes\":1000000000}}");
    Client connection = platform.connect();
    connection.begin(RunningPlatform.host("read-slowly"), "/");
    var sent = new AtomicInteger();
    Thread sender =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (sent.get() < MOST_MEBIBYTES) {
                      connection.chunk("x".repeat(1 << 20));
                      sent.incrementAndGet();
                    }
                  } catch (UncheckedIOException e) {
                    // The connection is closed below.
                  }
                });
    var seen = new AtomicInteger(-1);
    await()
        .atMost(RunningPlatform.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> seen.getAndSet(sent.get()) == sent.get());

    assertThat(sent.get()).isLessThan(32);

    connection.reset();
    sender.join();
    platform.awaitIdle("read-slowly");
  }

  @Test
  void aClientThatLeavesInMidResponseFreesItsIsolate() {
    for (int i = 0; i < 5; i++) {
      Client connection = platform.connect(16 << 10);
      connection.request("GET", RunningPlatform.host("write-forever"), "/", Map.of(), new byte[0]);
      assertThat(connection.head().status()).isEqualTo(200);
      assertThat(connection.bodyText(1000)).startsWith("yyy");
      connection.reset();
    }

    platform.awaitIdle("write-forever");
    platform.awaitLog("write-forever", "stopped: ");
    assertThat(platform.post("echo", "/", "still here").ok().text()).isEqualTo("still here");
  }

  @Test
  void aClientThatLeavesInMidRequestFreesItsIsolate() {
    platform.deploy("left", Guests.path("echo"), PATIENT);
    for (int i = 0; i < 5; i++) {
      Client connection = platform.connect();
      connection.begin(RunningPlatform.host("left"), "/").chunk("x");
      connection.head();
      connection.reset();
    }

    platform.awaitIdle("left");
  }

  @Test
  void manyStreamsOfSeveralFunctionsAtOnceAreAllRight() throws Exception {
    List<Future<?>> streams = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < MANY; i++) {
        int number = i;
        streams.add(
            clients.submit(
                () -> {
                  switch (number % 4) {
                    case 0 -> echoes(number);
                    case 1 -> uploads(number);
                    case 2 -> streams();
                    default -> echoesWhole(number);
                  }
                }));
      }
    }
    for (Future<?> stream : streams) {
      stream.get();
    }
    for (String function : List.of("echo", "upload", "stream")) {
      platform.awaitIdle(function);
    }
  }

  /** A conversation, piece by piece. */
  private void echoes(int number) {
    try (Client connection = platform.connect()) {
      connection.begin(RunningPlatform.host("echo"), "/");
      connection.chunk("begin");
      Reply head = connection.head();
      assertThat(connection.bodyText(5)).isEqualTo("begin");
      for (int i = 0; i < 20; i++) {
        String piece = "%d:%d;".formatted(number, i).repeat(100);
        connection.chunk(piece);
        assertThat(connection.bodyText(piece.length())).isEqualTo(piece);
      }
      connection.lastChunk();
      assertThat(connection.rest(head).ok().body()).isEmpty();
    }
  }

  private void echoesWhole(int number) {
    String body = "%d-whole;".formatted(number).repeat(5000);
    assertThat(platform.post("echo", "/", body).ok().text()).isEqualTo(body);
  }

  private void uploads(int number) {
    String body = "%d-up;".formatted(number).repeat(50_000);
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(UTF_8));
    assertThat(platform.post("upload", "/", body).ok().text())
        .contains("bytes=%d\n".formatted(body.length()), "crc32=%08x".formatted(crc.getValue()));
  }

  private void streams() {
    assertThat(platform.get("stream", "/").ok().text())
        .isEqualTo("chunk 1\nchunk 2\nchunk 3\nchunk 4\nchunk 5\n");
  }

  /** How far the guest is, by its log. */
  private int sentMebibytes() {
    return platform.log("write-and-tell").size();
  }
}

package dev.verge.isolate.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.binding.Bindings;
import dev.verge.isolate.binding.Geolocation;
import dev.verge.isolate.engine.Compilations;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.kv.KvInsert;
import dev.verge.isolate.platform.kv.KvStore;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.testing.ComputeGuests;
import dev.verge.isolate.testing.RecordingExchange;
import dev.verge.isolate.warmup.SampleRequest;
import dev.verge.isolate.warmup.WarmUp;
import dev.verge.isolate.warmup.WarmUpPlan;
import dev.verge.isolate.warmup.WarmUpState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmUpTest {
  /** Does everything that could be noticed outside, then what is expected of it. */
  private static final String TELLTALE =
      """
      static uint32_t store, pending, body, response, endpoint, written, error, request;
      static struct { uint32_t mode, unused; const char *metadata; uint32_t metadata_length, ttl; uint64_t generation; } how;
      static void tell(void) {
        fprintf(stderr, "to standard error\\n");
        log_endpoint_get(LITERAL("endpoint"), &endpoint);
        log_write(endpoint, LITERAL("to an endpoint"), &written);
        kv_store_open(LITERAL("kv"), &store);
        body = new_body();
        body_write(body, "changed");
        SAY_STATUS(kv_store_insert(store, LITERAL("key"), body, 0, &how, &pending));
        SAY_STATUS(kv_store_insert_wait(pending, &error));
        kv_store_open(LITERAL("new"), &store);
        body = new_body();
        body_write(body, "made");
        SAY_STATUS(kv_store_insert(store, LITERAL("key"), body, 0, &how, &pending));
        SAY_STATUS(kv_store_insert_wait(pending, &error));
        request = new_request();
        http_req_uri_set(request, LITERAL("http://example.org/"));
        SAY_STATUS(http_req_send(request, new_body(), LITERAL("backend"), &response, &body));
      }
      """;

  private static final String ENDLESS = "for (volatile int i = 0;; i++) {}";
  private static final Duration LONG = Duration.ofMinutes(5);

  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private ComputeGuests guests;

  @BeforeEach
  void start(@TempDir Path home) throws IOException {
    guests = ComputeGuests.in(home);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    guests.close();
  }

  @Test
  void compiledCodeOutlivesTheLastIsolate() throws Exception {
    Template guest =
        guests.guest("for (int i = 0; i < 1000; i++) said_length = i % 7; say(\"x\"); reply();");

    assertThat(warmUp(guest, LONG).await()).isEqualTo(WarmUpState.DONE);
    Compilations warm = guests.isolates().compilations(guest.version());
    assertThat(warm.finished()).isPositive();
    assertThat(warm.pending()).isZero();

    guests.answer(guest);
    assertThat(guests.isolates().evict(guest.version().function())).isEqualTo(1);
    System.gc();
    // As many as would have code that was lost compiled again.
    for (int i = 0; i < 3_000; i++) {
      guests.answer(guest);
    }
    assertThat(guests.isolates().compilations(guest.version()).queued()).isEqualTo(warm.queued());
  }

  @Test
  void nothingThatAGuestDoesMeanwhileHasAnEffectOutside() throws Exception {
    KvStore store = guests.services().kvStores().open("demo", "kv");
    store.insert(
        "key", new ByteSource("as it was".getBytes(StandardCharsets.UTF_8)), KvInsert.OVERWRITE);
    Template guest = guests.guest(bindings(), "tell(); reply();", TELLTALE);

    WarmUp warmUp = warmUp(guest, Duration.ofSeconds(2));

    warmUp.await();
    assertThat(warmUp.requests()).isPositive();
    assertThat(value(store)).isEqualTo("as it was");
    assertThat(guests.services().kvStores().find("demo", "new")).isEmpty();
    assertThat(asked).hasValue(0);
    assertThat(guests.log(guest)).isEmpty();
    assertThat(guests.isolates().stats().functions()).isEmpty();
    assertThat(guests.isolates().stats().guestMemoryBytes()).isZero();

    // The same guest for a client does all of it.
    assertThat(guests.answer(guest)).isEqualTo("0 0 0 0 0 ");
    assertThat(value(store)).isEqualTo("changed");
    assertThat(guests.services().kvStores().find("demo", "new")).isPresent();
    assertThat(asked).hasValue(1);
    await().until(() -> guests.log(guest).size() == 2);
  }

  @Test
  void aBudgetEndsIt() throws Exception {
    WarmUp warmUp = warmUp(guests.guest(ENDLESS), Duration.ofMillis(300));

    assertThat(warmUp.await()).isEqualTo(WarmUpState.BUDGET);
  }

  @Test
  void oneThatNobodyNeedsAnyMoreEndsInTheMiddleOfARequest() throws Exception {
    WarmUp running = warmUp(guests.guest(ENDLESS), LONG);
    WarmUp pending = warmUp(guests.guest(ENDLESS), LONG);
    await().until(() -> running.state() == WarmUpState.RUNNING);
    assertThat(pending.state()).isEqualTo(WarmUpState.PENDING);

    pending.stop();
    assertThat(pending.state()).isEqualTo(WarmUpState.STOPPED);
    running.stop();
    assertThat(running.await()).isEqualTo(WarmUpState.STOPPED);
  }

  @Test
  void theEndOfThePlatformEndsThemAll() throws Exception {
    WarmUp running = warmUp(guests.guest(ENDLESS), LONG);
    WarmUp pending = warmUp(guests.guest(ENDLESS), LONG);
    Template late = guests.guest(ENDLESS);
    await().until(() -> running.state() == WarmUpState.RUNNING);

    guests.isolates().close();

    assertThat(running.await()).isEqualTo(WarmUpState.STOPPED);
    assertThat(pending.await()).isEqualTo(WarmUpState.STOPPED);
    assertThat(warmUp(late, LONG).state()).isEqualTo(WarmUpState.STOPPED);
  }

  @Test
  void whatSomebodyWaitsForGoesBeforeTheOthers() throws Exception {
    WarmUp running = warmUp(guests.guest(ENDLESS), LONG);
    WarmUp other = warmUp(guests.guest(ENDLESS), LONG);
    WarmUpPlan plan =
        new WarmUpPlan("localhost", List.of(SampleRequest.BROWSER), Duration.ofMillis(1));
    WarmUp urgent = guests.isolates().warmUp(guests.guest("reply();"), plan, true);
    await().until(() -> running.state() == WarmUpState.RUNNING);

    running.stop();

    assertThat(urgent.await()).isEqualTo(WarmUpState.BUDGET);
    other.stop();
  }

  @Test
  void aGuestThatTrapsIsExercisedAllTheSame() throws Exception {
    WarmUp warmUp = warmUp(guests.guest("abort();"), Duration.ofSeconds(3));

    warmUp.await();
    assertThat(warmUp.requests()).isGreaterThan(1);
  }

  private WarmUp warmUp(Template guest, Duration budget) {
    WarmUpPlan plan =
        new WarmUpPlan(
            "guest.demo.localhost",
            List.of(
                SampleRequest.BROWSER,
                new SampleRequest(
                    "POST", "/", "a=b", RecordingExchange.get("/").request().headers(), "body")),
            budget);
    return guests.isolates().warmUp(guest, plan, false);
  }

  private Bindings bindings() {
    Duration patience = Duration.ofSeconds(20);
    Backend backend =
        new Backend(
            "backend",
            "127.0.0.1",
            server.getAddress().getPort(),
            "",
            Optional.empty(),
            Optional.empty(),
            new Backend.Timeouts(patience, patience, patience),
            Backend.Pooling.DEFAULT,
            false,
            true,
            Backend.Health.UNKNOWN,
            Optional.empty(),
            false);
    return new Bindings(
        Map.of("backend", backend),
        Map.of(),
        Map.of(),
        Map.of("kv", "kv", "new", "new"),
        Map.of(),
        Map.of(),
        Map.of(),
        Geolocation.DEFAULT,
        Map.of(),
        Set.of(),
        Map.of(),
        Set.of(),
        true);
  }

  private static String value(KvStore store) throws Exception {
    byte[] buffer = new byte[100];
    try (var body = store.lookup("key").orElseThrow().body()) {
      return new String(buffer, 0, body.read(buffer, 0, buffer.length), StandardCharsets.UTF_8);
    }
  }
}

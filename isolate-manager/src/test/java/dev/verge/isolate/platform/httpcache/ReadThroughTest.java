package dev.verge.isolate.platform.httpcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.backends.OriginRequest;
import dev.verge.isolate.platform.backends.OriginResponse;
import dev.verge.isolate.platform.backends.SendException;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.body.Pipe;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.cache.Caches;
import dev.verge.isolate.platform.cache.Lookup;
import dev.verge.isolate.platform.http.HeaderFields;
import dev.verge.isolate.platform.http.Uri;
import dev.verge.isolate.testing.ManualClock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class ReadThroughTest {
  private static final String FIRST_DATE = "Sun, 22 Nov 2020 20:00:00 GMT";
  private static final Backend BACKEND =
      new Backend(
          "origin",
          "origin.example",
          80,
          "",
          Optional.empty(),
          Optional.empty(),
          Backend.Timeouts.DEFAULT,
          Backend.Pooling.DEFAULT,
          false,
          false,
          Backend.Health.UNKNOWN,
          Optional.empty(),
          false);

  private final ManualClock clock = new ManualClock();
  private final Caches caches = new Caches(4 << 20, clock);
  private final ScriptedOrigin origin = new ScriptedOrigin();
  private final ReadThrough readThrough = new ReadThrough(caches, origin);

  @Test
  void aStoredResponseAnswersTheNextRequest() throws Exception {
    CompletableFuture<OriginResponse> first = get("/a");
    origin
        .last()
        .respond(
            200,
            "hello",
            "content-length",
            "5",
            "cache-control",
            "max-age=60",
            "surrogate-key",
            "k");
    assertThat(text(first)).isEqualTo("hello");
    assertThat(header(first, "x-cache")).contains("MISS");
    assertThat(header(first, "x-cache-hits")).contains("0");
    assertThat(header(first, "surrogate-key")).isEmpty();
    clock.passSeconds(7);
    CompletableFuture<OriginResponse> second = get("/a");
    assertThat(text(second)).isEqualTo("hello");
    assertThat(header(second, "x-cache")).contains("HIT");
    assertThat(header(second, "x-cache-hits")).contains("1");
    assertThat(header(second, "age")).contains("7");
    assertThat(header(second, "content-length")).contains("5");
    assertThat(origin.count()).isEqualTo(1);
    caches.of("tenant").purge("k", false);
    var _ = get("/a");
    assertThat(origin.count()).isEqualTo(2);
  }

  @Test
  void manyRequestsAtOnceAreOneForTheBackend() throws Exception {
    List<CompletableFuture<OriginResponse>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(get("/a"));
    }
    assertThat(origin.count()).isEqualTo(1);
    Pipe body = origin.last().stream(200);
    write(body, "hel");
    for (CompletableFuture<OriginResponse> one : all) {
      assertThat(one.get().status()).isEqualTo(200);
    }
    write(body, "lo");
    body.end(HeaderList.EMPTY);
    for (CompletableFuture<OriginResponse> one : all) {
      assertThat(text(one)).isEqualTo("hello");
    }
    assertThat(origin.count()).isEqualTo(1);
  }

  @Test
  void theClientReadsWhileTheOriginSends() throws Exception {
    CompletableFuture<OriginResponse> first = get("/a");
    Pipe body = origin.last().stream(200);
    write(body, "hel");
    byte[] buffer = new byte[10];
    Source read = first.get().body();
    assertThat(read.read(buffer, 0, 10)).isEqualTo(3);
    assertThat(read.readable()).isNotDone();
    write(body, "lo");
    read.readable().get();
    body.end(HeaderList.EMPTY);
    assertThat(text(read)).isEqualTo("lo");
  }

  @Test
  void anOriginThatBreaksOffBreaksReadersAndIsNotStored() throws Exception {
    CompletableFuture<OriginResponse> first = get("/a");
    CompletableFuture<OriginResponse> second = get("/a");
    Pipe body = origin.last().stream(200, "content-length", "100");
    write(body, "hel");
    body.fail(new BrokenBodyException(BrokenBodyException.Cause.INCOMPLETE, "reset"));
    assertThatThrownBy(() -> text(first)).isInstanceOf(BrokenBodyException.class);
    assertThatThrownBy(() -> text(second)).isInstanceOf(BrokenBodyException.class);
    await()
        .until(
            () -> {
              int before = origin.count();
              var _ = get("/a");
              return origin.count() > before;
            });
  }

  @ParameterizedTest
  @CsvSource({"set-cookie, a=b", "cache-control, private", "cache-control, no-store", "vary, *"})
  void whatCannotBeStoredDoesNotMakeOthersWait(String name, String value) throws Exception {
    CompletableFuture<OriginResponse> first = get("/a");
    CompletableFuture<OriginResponse> second = get("/a");
    CompletableFuture<OriginResponse> third = get("/a");
    origin.last().respond(200, "mine", name, value);
    assertThat(text(first)).isEqualTo("mine");
    await().until(() -> origin.count() == 3);
    var _ = get("/a");
    assertThat(origin.count()).isEqualTo(4);
    origin.sent().get(1).respond(200, "yours", name, value);
    origin.sent().get(2).respond(200, "theirs", name, value);
    assertThat(List.of(text(second), text(third))).containsExactlyInAnyOrder("yours", "theirs");
    assertThat(header(second, "x-cache")).contains("MISS");
  }

  @Test
  void whatIsStaleAtOnceDoesNotMakeOthersWait() {
    var _ = get("/a");
    var _ = get("/a");
    var _ = get("/a");
    origin.last().respond(200, "", "cache-control", "max-age=0");
    await().until(() -> origin.count() == 3);
  }

  @Test
  void aFailingBackendFailsEachWithItsOwnError() throws Exception {
    CompletableFuture<OriginResponse> first = get("/a");
    CompletableFuture<OriginResponse> second = get("/a");
    CompletableFuture<OriginResponse> third = get("/a");
    origin.last().fail();
    assertThatThrownBy(first::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(SendException.class);
    await().until(() -> origin.count() == 3);
    origin.sent().get(1).fail();
    origin.sent().get(2).respond(503, "busy");
    CompletableFuture<Object> any = CompletableFuture.anyOf(second, third);
    await().until(any::isDone);
    await().until(() -> second.isDone() && third.isDone());
    assertThat(second.isCompletedExceptionally()).isNotEqualTo(third.isCompletedExceptionally());
    CompletableFuture<OriginResponse> later = get("/a");
    origin.last().respond(200, "well again");
    assertThat(text(later)).isEqualTo("well again");
  }

  @Test
  void aStaleResponseIsRevalidatedWithItsValidators() throws Exception {
    store(
        "/a", "hello", "etag", "\"1\"", "last-modified", FIRST_DATE, "cache-control", "max-age=5");
    clock.passSeconds(6);
    CompletableFuture<OriginResponse> second = get("/a", "if-none-match", "\"theirs\"");
    assertThat(origin.count()).isEqualTo(2);
    assertThat(origin.last().header("if-none-match")).contains("\"1\"");
    assertThat(origin.last().header("if-modified-since")).contains(FIRST_DATE);
    origin.last().respond(304, "", "cache-control", "max-age=50", "x-new", "1");
    assertThat(second.get().status()).isEqualTo(200);
    assertThat(text(second)).isEqualTo("hello");
    assertThat(header(second, "x-new")).contains("1");
    assertThat(header(second, "x-cache")).contains("HIT");
    clock.passSeconds(40);
    assertThat(text(get("/a"))).isEqualTo("hello");
    assertThat(origin.count()).isEqualTo(2);
  }

  @Test
  void aChangedResponseReplacesTheStaleOne() throws Exception {
    store("/a", "old", "etag", "\"1\"", "cache-control", "max-age=5");
    clock.passSeconds(6);
    CompletableFuture<OriginResponse> second = get("/a");
    origin.last().respond(200, "new", "etag", "\"2\"", "cache-control", "max-age=5");
    assertThat(text(second)).isEqualTo("new");
    assertThat(text(get("/a"))).isEqualTo("new");
    assertThat(origin.count()).isEqualTo(2);
  }

  @Test
  void aStaleResponseIsUsedWhileOneFetchesInTheBackground() throws Exception {
    store("/a", "old", "cache-control", "max-age=5, stale-while-revalidate=60");
    clock.passSeconds(6);
    assertThat(text(get("/a"))).isEqualTo("old");
    assertThat(text(get("/a"))).isEqualTo("old");
    assertThat(origin.count()).isEqualTo(2);
    origin.last().respond(200, "new");
    assertThat(text(get("/a"))).isEqualTo("new");
    assertThat(origin.count()).isEqualTo(2);
  }

  @Test
  void aBackgroundFetchThatFailsIsTriedAgain() throws Exception {
    store("/a", "old", "cache-control", "max-age=5, stale-while-revalidate=60");
    clock.passSeconds(6);
    assertThat(text(get("/a"))).isEqualTo("old");
    origin.last().fail();
    assertThat(text(get("/a"))).isEqualTo("old");
    assertThat(origin.count()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aStaleResponseIsBetterThanAnError(boolean refused) throws Exception {
    store("/a", "old", "cache-control", "max-age=5, stale-if-error=60");
    clock.passSeconds(6);
    CompletableFuture<OriginResponse> leader = get("/a");
    CompletableFuture<OriginResponse> waiting = get("/a");
    assertThat(origin.count()).isEqualTo(2);
    if (refused) {
      origin.last().fail();
    } else {
      origin.last().respond(502, "bad");
    }
    assertThat(text(leader)).isEqualTo("old");
    assertThat(text(waiting)).isEqualTo("old");
    assertThat(origin.count()).isEqualTo(2);
    clock.passSeconds(60);
    CompletableFuture<OriginResponse> tooOld = get("/a");
    origin.last().respond(502, "bad");
    assertThat(tooOld.get().status()).isEqualTo(502);
  }

  @Test
  void aSickBackendIsNotAskedWhileThereIsAStaleResponse() throws Exception {
    store("/a", "old", "cache-control", "max-age=5, stale-if-error=60");
    clock.passSeconds(6);
    origin.sick = true;
    assertThat(text(get("/a"))).isEqualTo("old");
    assertThat(origin.count()).isEqualTo(1);
  }

  @Test
  void clientsConditionsAndRangesAreAnsweredFromTheWholeResponse() throws Exception {
    store(
        "/a", "hello world", "etag", "W/\"1\"", "last-modified", FIRST_DATE, "content-type", "a/b");
    assertView(304, "", get("/a", "if-none-match", "\"0\", \"1\""));
    assertThat(header(get("/a", "if-none-match", "*"), "content-type")).isEmpty();
    assertView(200, "hello world", get("/a", "if-none-match", "\"2\""));
    assertView(304, "", get("/a", "if-modified-since", FIRST_DATE));
    assertView(200, "hello world", get("/a", "if-modified-since", "Sun, 22 Nov 2015 20:00:00 GMT"));
    assertView(
        200, "hello world", get("/a", "if-none-match", "\"2\"", "if-modified-since", FIRST_DATE));
    CompletableFuture<OriginResponse> part = get("/a", "range", "bytes=6-");
    assertView(206, "world", part);
    assertThat(header(part, "content-range")).contains("bytes 6-10/11");
    assertThat(header(part, "content-length")).contains("5");
    assertView(206, "hello", get("/a", "range", "bytes=0-4"));
    assertView(206, "world", get("/a", "range", "bytes=-5"));
    assertView(206, "hello world", get("/a", "range", "bytes=-50"));
    assertView(206, "world", get("/a", "range", "bytes=6-99"));
    CompletableFuture<OriginResponse> beyond = get("/a", "range", "bytes=11-");
    assertView(416, "", beyond);
    assertThat(header(beyond, "content-range")).contains("bytes */11");
    assertView(416, "", get("/a", "range", "bytes=-0"));
    for (String odd :
        List.of("bytes=5-2", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4", "bytes=", "")) {
      assertView(200, "hello world", get("/a", "range", odd));
    }
    assertView(206, "hello", get("/a", "range", "bytes=0-4", "if-range", FIRST_DATE));
    assertView(200, "hello world", get("/a", "range", "bytes=0-4", "if-range", "W/\"1\""));
    assertView(200, "hello world", get("/a", "range", "bytes=0-4", "if-range", "\"2\""));
    CompletableFuture<OriginResponse> head = send(CacheOverride.NONE, "HEAD", "/a");
    assertView(200, "", head);
    assertThat(header(head, "content-length")).contains("11");
    assertThat(origin.count()).isEqualTo(1);
  }

  @Test
  void aHeadThatMissesFetchesTheWholeResponse() throws Exception {
    CompletableFuture<OriginResponse> head = send(CacheOverride.NONE, "HEAD", "/a");
    assertThat(origin.last().request().method()).isEqualTo("GET");
    origin.last().respond(200, "hello", "content-length", "5");
    assertView(200, "", head);
    assertThat(text(get("/a"))).isEqualTo("hello");
    assertThat(origin.count()).isEqualTo(1);
    CompletableFuture<OriginResponse> uncacheable = send(CacheOverride.NONE, "HEAD", "/b");
    origin.last().respond(500, "no");
    assertView(500, "", uncacheable);
  }

  @Test
  void variantsAreKeptApart() throws Exception {
    CompletableFuture<OriginResponse> english = get("/a", "accept-language", "en");
    origin.last().respond(200, "hello", "vary", "Accept-Language");
    assertThat(text(english)).isEqualTo("hello");
    CompletableFuture<OriginResponse> french = get("/a", "accept-language", "fr");
    origin.last().respond(200, "salut", "vary", "Accept-Language");
    assertThat(text(french)).isEqualTo("salut");
    assertThat(text(get("/a", "accept-language", "en"))).isEqualTo("hello");
    assertThat(text(get("/a", "accept-language", "fr"))).isEqualTo("salut");
    assertThat(origin.count()).isEqualTo(2);
  }

  @Test
  void whatIsToPassOrUnsafeGoesByTheCache() throws Exception {
    store("/a", "hello");
    CacheOverride pass =
        new CacheOverride(true, Optional.empty(), Optional.empty(), List.of(), false);
    CompletableFuture<OriginResponse> passed = send(pass, "GET", "/a", "fastly-xqd-cache-key", "k");
    assertThat(origin.last().header("fastly-xqd-cache-key")).isEmpty();
    origin.last().respond(200, "fresh");
    assertThat(text(passed)).isEqualTo("fresh");
    assertThat(header(passed, "x-cache")).isEmpty();
    assertThat(text(get("/a"))).isEqualTo("hello");
    assertThat(origin.count()).isEqualTo(2);
    var _ = send(CacheOverride.NONE, "POST", "/a");
    origin.last().respond(400, "");
    assertThat(text(get("/a"))).isEqualTo("hello");
    var _ = send(CacheOverride.NONE, "POST", "/a");
    origin.last().respond(200, "");
    var _ = get("/a");
    assertThat(origin.count()).isEqualTo(5);
  }

  @Test
  void aRequestMaySayHowLongAndUnderWhichKeys() throws Exception {
    CacheOverride override =
        new CacheOverride(
            false,
            Optional.of(Duration.ofSeconds(30)),
            Optional.of(Duration.ofSeconds(30)),
            List.of("mine"),
            true);
    CompletableFuture<OriginResponse> first =
        send(override, "GET", "/a", "fastly-xqd-cache-key", "key");
    assertThat(origin.last().header("fastly-xqd-cache-key")).isEmpty();
    origin.last().respond(200, "hello", "cache-control", "max-age=0", "age", "100");
    assertThat(text(first)).isEqualTo("hello");
    clock.passSeconds(29);
    assertThat(text(get("/other", "fastly-xqd-cache-key", "key"))).isEqualTo("hello");
    clock.passSeconds(29);
    assertThat(text(get("/a", "fastly-xqd-cache-key", "key"))).isEqualTo("hello");
    assertThat(origin.count()).as("in the background").isEqualTo(2);
    assertThat(caches.of("tenant").purge("mine", false)).isEqualTo(1);
  }

  @Test
  void aLeaderThatIsCancelledHandsItsFetchOn() throws Exception {
    CompletableFuture<OriginResponse> first = get("/a");
    CompletableFuture<OriginResponse> second = get("/a");
    CompletableFuture<OriginResponse> third = get("/a");
    second.cancel(true);
    first.cancel(true);
    await().until(() -> origin.count() == 2);
    assertThat(origin.sent().getFirst().answer()).isCancelled();
    origin.last().respond(200, "hello");
    assertThat(text(third)).isEqualTo("hello");
    assertThat(origin.count()).isEqualTo(2);
  }

  @Test
  void cancelledRequestsHurtNobodyElse() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread backend =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int next = 0; !over.get(); ) {
                    if (next < origin.count()) {
                      origin
                          .sent()
                          .get(next)
                          .respond(200, "hello", "cache-control", "max-age=0", "etag", "1");
                      next++;
                    } else {
                      Thread.onSpinWait();
                    }
                  }
                });
    List<Future<String>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 2000; i++) {
        boolean cancels = i % 3 == 0;
        answers.add(
            threads.submit(
                () -> {
                  CompletableFuture<OriginResponse> answer = get("/a");
                  return cancels && answer.cancel(true) ? "hello" : text(answer);
                }));
      }
    }
    over.set(true);
    backend.join();
    for (Future<String> answer : answers) {
      assertThat(answer.get()).isEqualTo("hello");
    }
  }

  @Test
  void whatWasUnpackedIsAnotherResponse() throws Exception {
    store("/a", "packed", "content-encoding", "gzip");
    CompletableFuture<OriginResponse> unpacked =
        readThrough.send(
            "tenant",
            CacheOverride.NONE,
            BACKEND,
            new OriginRequest(
                "GET",
                Uri.parse("http://origin.example/a").orElseThrow(),
                HeaderList.EMPTY,
                ByteSource.EMPTY,
                false,
                true));
    assertThat(origin.last().request().decompress()).isTrue();
    origin.last().respond(200, "unpacked", "content-length", "6");
    assertThat(text(unpacked)).isEqualTo("unpacked");
    assertThat(text(get("/a"))).isEqualTo("packed");
  }

  @Test
  void aResponseLargerThanTheCacheReachesItsClient() throws Exception {
    CompletableFuture<OriginResponse> first = get("/a");
    Pipe body = origin.last().stream(200);
    int pieces = 200;
    byte[] piece = new byte[32 * 1024];
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                for (int i = 0; i < pieces; i++) {
                  body.write(piece, 0, piece.length);
                }
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              body.end(HeaderList.EMPTY);
            });
    assertThat(text(first)).hasSize(pieces * piece.length);
    var _ = get("/a");
    assertThat(origin.count()).isEqualTo(2);
  }

  @Test
  void aResponseToOneUserIsNotGivenToOthers() throws Exception {
    CompletableFuture<OriginResponse> one = get("/a", "authorization", "one");
    origin.last().respond(200, "for one", "cache-control", "max-age=60");
    assertThat(text(one)).isEqualTo("for one");
    CompletableFuture<OriginResponse> two = get("/a", "authorization", "two");
    CompletableFuture<OriginResponse> again = get("/a", "authorization", "one");
    assertThat(origin.count()).isEqualTo(3);
    origin.sent().get(1).respond(200, "for two");
    origin.sent().get(2).respond(200, "for one again");
    assertThat(text(two)).isEqualTo("for two");
    assertThat(text(again)).isEqualTo("for one again");
  }

  private void assertView(int status, String text, CompletableFuture<OriginResponse> response)
      throws Exception {
    assertThat(response.get().status()).isEqualTo(status);
    assertThat(text(response)).isEqualTo(text);
  }

  /** Stores a response and waits until its length is known. */
  private void store(String path, String text, String... headers) throws Exception {
    CompletableFuture<OriginResponse> first = get(path);
    origin.last().respond(200, text, headers);
    assertThat(text(first)).isEqualTo(text);
    assertThat(text(awaitStored(path))).isEqualTo(text);
  }

  private CompletableFuture<OriginResponse> awaitStored(String path) {
    CacheRequest request =
        new CacheRequest(
            "GET", Uri.parse("http://origin.example" + path).orElseThrow(), new HeaderFields());
    await()
        .until(
            () ->
                caches
                    .of("tenant")
                    .lookup(new Lookup(request.hostKey(false), request.headers(), true))
                    .orElseThrow()
                    .length()
                    .isPresent());
    return get(path);
  }

  private CompletableFuture<OriginResponse> get(String path, String... headers) {
    return send(CacheOverride.NONE, "GET", path, headers);
  }

  private CompletableFuture<OriginResponse> send(
      CacheOverride override, String method, String path, String... headers) {
    return readThrough.send(
        "tenant",
        override,
        BACKEND,
        new OriginRequest(
            method,
            Uri.parse("http://origin.example" + path).orElseThrow(),
            ScriptedOrigin.headers(headers),
            ByteSource.EMPTY,
            false,
            false));
  }

  private static void write(Pipe pipe, String text) throws InterruptedException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    pipe.write(bytes, 0, bytes.length);
  }

  private static Optional<String> header(CompletableFuture<OriginResponse> response, String name)
      throws Exception {
    return response.get().headers().first(name);
  }

  private static String text(CompletableFuture<OriginResponse> response) throws Exception {
    return text(response.get().body());
  }

  private static String text(Source body) throws InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[1000];
    for (int n = body.read(buffer, 0, 1000); n >= 0; n = body.read(buffer, 0, 1000)) {
      all.write(buffer, 0, n);
    }
    return all.toString(StandardCharsets.UTF_8);
  }
}

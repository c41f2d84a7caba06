package dev.verge.isolate.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.Limits;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.Start;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.platform.logs.LogLine;
import dev.verge.isolate.template.ModuleRefusedException;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.testing.Clang;
import dev.verge.isolate.testing.RecordingExchange;
import dev.verge.isolate.testing.Wat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolatesTest {
  private static final String HEAD = "puts(\"Content-Type: text/plain\\n\");";
  private static final byte[] HELLO = c("static int n; " + HEAD + "printf(\"hello %d\", ++n);");

  private FunctionLogs logs;
  private PlatformServices services;
  private Isolates isolates;
  private int names;

  @BeforeAll
  void start(@TempDir Path home) {
    logs = FunctionLogs.open(home);
    services = PlatformServices.open(PlatformServices.Settings.in(home));
    isolates =
        Isolates.start(
            new IsolateSettings(64L << 20, Duration.ofMinutes(1), 512L << 20), logs, services);
  }

  @AfterAll
  void stop() {
    isolates.close();
    services.close();
    logs.close();
  }

  @Test
  void guestsRunCompiledByAnEngineThatTellsItsVersion() {
    assertThat(isolates.engineState().compiled()).isTrue();
    assertThat(isolates.engineState().name()).matches("GraalWasm \\d+\\.\\d+\\.\\d+ on .+");
  }

  @Test
  void theFirstRequestIsColdAndTheNextWarmAndBothTellWhatItTook() {
    Template hello = prepare(HELLO);

    RecordingExchange first = serve(hello, RecordingExchange.get("/"));
    RecordingExchange second = serve(hello, RecordingExchange.get("/"));

    assertThat(first.start().orElseThrow().kind()).isEqualTo(Start.Kind.COLD);
    assertThat(second.start().orElseThrow().kind()).isEqualTo(Start.Kind.WARM);
    Start start = second.start().orElseThrow();
    assertThat(start.instantiationNanos()).isPositive().isLessThanOrEqualTo(start.startNanos());
  }

  @Test
  void everyRequestHasAFreshInstance() {
    Template hello = prepare(HELLO);

    for (int i = 0; i < 3; i++) {
      assertThat(serve(hello, RecordingExchange.get("/")).body()).isEqualTo("hello 1");
    }
  }

  @Test
  void whatIsAliveIsToldWithWhatItDoesUntilItIsClosed() throws Exception {
    Template guest =
        prepare(
            c("if (getenv(\"QUERY_STRING\")[0] == 'l') while (1); " + HEAD),
            config -> limited(config, "wall", 2000));
    FunctionId function = guest.version().function();
    assertThat(isolates.living(function)).isEmpty();

    isolates.activate(guest);
    await().until(() -> isolates.living(function).size() == 1);
    IsolateStatus prepared = isolates.living(function).getFirst();
    assertThat(prepared.state()).isEqualTo(IsolateStatus.State.PREPARED);
    assertThat(prepared.requests()).isZero();
    assertThat(prepared.version()).isEqualTo(guest.version());

    serve(guest, RecordingExchange.get("/"));
    serve(guest, RecordingExchange.get("/"));
    await()
        .untilAsserted(
            () ->
                assertThat(isolates.living(function))
                    .anySatisfy(
                        isolate -> {
                          assertThat(isolate.created()).isEqualTo(prepared.created());
                          assertThat(isolate.state()).isEqualTo(IsolateStatus.State.IDLE);
                          assertThat(isolate.requests()).isEqualTo(2);
                        }));

    Thread looping = Thread.ofVirtual().start(() -> fault(guest, RecordingExchange.get("/?loop")));
    await()
        .untilAsserted(
            () ->
                assertThat(isolates.living(function))
                    .anySatisfy(
                        isolate -> {
                          assertThat(isolate.state()).isEqualTo(IsolateStatus.State.SERVING);
                          assertThat(isolate.requests()).isEqualTo(3);
                          assertThat(isolate.memoryBytes())
                              .isGreaterThanOrEqualTo(guest.initialMemoryBytes());
                        }));
    looping.join();

    isolates.evict(function);
    await().until(() -> isolates.living(function).isEmpty());
  }

  @Test
  void evictionMakesTheNextRequestCold() {
    Template hello = prepare(HELLO);
    FunctionId function = hello.version().function();
    serve(hello, RecordingExchange.get("/"));

    assertThat(isolates.stats().functions().get(function).idle()).isEqualTo(1);
    assertThat(isolates.evict(function)).isEqualTo(1);
    assertThat(isolates.stats().functions()).doesNotContainKey(function);
    assertThat(serve(hello, RecordingExchange.get("/")).start().orElseThrow().kind())
        .isEqualTo(Start.Kind.COLD);
  }

  @Test
  void aCommandSeesTheRequestAsCgi() {
    Template env =
        prepare(
            c(
                "extern char **environ;"
                    + HEAD
                    + "for (char **e = environ; *e; e++) puts(*e);"
                    + "char b[64]; size_t n; while ((n = fread(b, 1, 64, stdin))) fwrite(b, 1, n, stdout);"),
            config -> config);

    RecordingExchange get =
        serve(
            env,
            RecordingExchange.get(
                "/a%20b/c?x=1&y=%41",
                new HeaderList.Field("X-Tag", "one"),
                new HeaderList.Field("x-tag", "two"),
                new HeaderList.Field("Proxy", "evil"),
                new HeaderList.Field("X_Tag", "confusing")));

    assertThat(get.body().lines())
        .contains(
            "GATEWAY_INTERFACE=CGI/1.1",
            "REQUEST_METHOD=GET",
            "PATH_INFO=/a b/c",
            "QUERY_STRING=x=1&y=%41",
            "REQUEST_URI=/a%20b/c?x=1&y=%41",
            "SERVER_NAME=hello.demo.localhost",
            "SERVER_PORT=8787",
            "SERVER_PROTOCOL=HTTP/1.1",
            "REMOTE_ADDR=192.0.2.7",
            "HTTP_X_TAG=one, two",
            "COLOUR=blue")
        .noneMatch(line -> line.startsWith("HTTP_PROXY") || line.startsWith("CONTENT_LENGTH"));
    assertThat(serve(env, RecordingExchange.post("/", "the body")).body())
        .contains("CONTENT_LENGTH=8", "CONTENT_TYPE=text/plain")
        .endsWith("the body");
  }

  @Test
  void statusHeadersAndDuplicatesReachTheClientInOrder() {
    Template guest =
        prepare(
            c(
                "fputs(\"Set-Cookie: a=1\\r\\nStatus: 404 Not Here\\r\\nSet-Cookie: b=2\\r\\n"
                    + "Content-Type: text/plain\\r\\n\\r\\ngone\", stdout);"));

    RecordingExchange response = serve(guest, RecordingExchange.get("/"));

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.headers().all("set-cookie")).containsExactly("a=1", "b=2");
    assertThat(response.body()).isEqualTo("gone");
  }

  @Test
  void aReactorIsInitializedAndThenHandles() {
    byte[] reactor =
        Clang.compile(
            """
            #include <stdio.h>
            static int ready;
            __attribute__((constructor)) void init(void) { ready++; }
            __attribute__((export_name("handle"))) int handle(void) {
              printf("Content-Type: text/plain\\n\\nready %d", ready); fflush(stdout); return 0;
            }
            __attribute__((export_name("fail"))) int fail(void) { return 3; }
            """,
            "-mexec-model=reactor");

    assertThat(serve(prepare(reactor), RecordingExchange.get("/")).body()).isEqualTo("ready 1");
    Template failing =
        prepare(
            reactor,
            config ->
                new GuestConfig(
                    Optional.of("fail"),
                    config.args(),
                    config.env(),
                    config.assetsMount(),
                    config.limits()));
    assertThat(fault(failing, RecordingExchange.get("/"))).isEqualTo(Fault.Kind.EXITED);
  }

  @Test
  void aLocalRedirectIsAnsweredByThePathItNames() {
    Template guest =
        prepare(
            c(
                "if (!strcmp(getenv(\"PATH_INFO\"), \"/to\")) { "
                    + HEAD
                    + "printf(\"%s %s\", getenv(\"REQUEST_METHOD\"), getenv(\"QUERY_STRING\")); }"
                    + "else printf(\"Location: %s\\n\\n\", getenv(\"QUERY_STRING\"));"));

    RecordingExchange there = serve(guest, RecordingExchange.post("/from?/to?a=b", "x"));
    assertThat(there.body()).isEqualTo("GET a=b");
    assertThat(serve(guest, RecordingExchange.get("/from?https://example.com/")).status())
        .isEqualTo(302);
  }

  @Test
  void endlessLocalRedirectsAreAFault() {
    Template guest = prepare(c("puts(\"Location: /again\\n\");"));

    assertThat(fault(guest, RecordingExchange.get("/"))).isEqualTo(Fault.Kind.MALFORMED_RESPONSE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "puts(\"no colon here\\n\");",
        "puts(\"Status: 99\\n\");",
        "puts(\"Status: 2000\\n\");",
        "puts(\"Content-Type: text/plain\\nBad Name: x\\n\");",
        "fputs(\"Content-Type: text/plain\\nX: a\\rSet-Cookie: b\\n\\n\", stdout);",
        "puts(\"Status: 200\\nStatus: 201\\n\");",
        "puts(\"X-Only: this\\n\");",
        "puts(\"Content-Type: text/plain\");",
        "puts(\"Content-Type: text/plain\"); for (;;) puts(\"X: y\");",
      })
  void malformedCgiHeadersAreAFault(String body) {
    Template guest = prepare(c(body));

    assertThat(fault(guest, RecordingExchange.get("/"))).isEqualTo(Fault.Kind.MALFORMED_RESPONSE);
    awaitLogLine(guest, "malformed response: ");
  }

  @Test
  void nothingWrittenIsAFault() {
    assertThat(fault(prepare(c("")), RecordingExchange.get("/"))).isEqualTo(Fault.Kind.NO_RESPONSE);
  }

  @Test
  void trapsAndExitCodesAreFaultsThatTheLogExplains() {
    Template trap =
        prepare(Clang.compile(program(HEAD + "fflush(stdout); __builtin_trap();"), "-O0"));
    Template exit = prepare(c("exit(7);"));

    assertThat(fault(trap, RecordingExchange.get("/"))).isEqualTo(Fault.Kind.TRAPPED);
    awaitLogLine(trap, "trapped: unreachable at __original_main, called by ");
    assertThat(fault(exit, RecordingExchange.get("/"))).isEqualTo(Fault.Kind.EXITED);
    awaitLogLine(exit, "exited with code 7");
  }

  @Test
  void endlessRecursionIsAFaultAndTheNextRequestIsServed() {
    Template guest =
        prepare(
            c(
                "volatile int depth = atoi(getenv(\"QUERY_STRING\")); "
                    + HEAD
                    + "printf(\"%d\", down(depth));",
                "int down(int n) { volatile char pad[8]; pad[0] = n; return n == 0 ? pad[0] : down(n - 1) + 1; }"));

    assertThat(fault(guest, RecordingExchange.get("/?-1")))
        .isIn(Fault.Kind.STACK_EXHAUSTED, Fault.Kind.TRAPPED);
    assertThat(serve(guest, RecordingExchange.get("/?10")).body()).isEqualTo("10");
  }

  @Test
  void memoryGrowsToTheLimitAndThenFailsInsideTheGuest() {
    Template guest =
        prepare(
            c(
                "int pages = 0; while (__builtin_wasm_memory_grow(0, 16) != (size_t) -1) pages += 16;"
                    + HEAD
                    + "printf(\"%d\", (int) __builtin_wasm_memory_size(0));"),
            config -> limited(config, "memory", 4 << 20));

    assertThat(Integer.parseInt(serve(guest, RecordingExchange.get("/")).body()))
        .isLessThanOrEqualTo(64)
        .isGreaterThan(64 - 16);
  }

  @Test
  void anIsolateThatGrewMuchIsKeptWithoutWhatItGrewBy() {
    Template guest =
        prepare(
            c(
                "int size = atoi(getenv(\"QUERY_STRING\")) << 20; memset(malloc(size), 1, size); "
                    + HEAD));
    isolates.evict(guest.version().function());
    long before = isolates.stats().idleBytes();

    serve(guest, RecordingExchange.get("/?32"));
    Start.Kind next = serve(guest, RecordingExchange.get("/?1")).start().orElseThrow().kind();

    assertThat(next).isEqualTo(Start.Kind.WARM);
    assertThat(isolates.stats().idleBytes() - before).isLessThan(4 << 20);
  }

  @Test
  void aGuestBeyondItsTenantsShareOfMemoryIsStopped() {
    Template guest =
        prepare(
            c("while (__builtin_wasm_memory_grow(0, 160) != (size_t) -1); " + HEAD),
            config -> limited(config, "memory", 1 << 30));

    assertThat(fault(guest, RecordingExchange.get("/"))).isEqualTo(Fault.Kind.OUT_OF_MEMORY);
    assertThat(isolates.stats().guestMemoryBytes()).isZero();
  }

  @Test
  void aGuestThatComputesForTooLongIsStopped() {
    Template guest =
        prepare(c("for (volatile int i = 0;; i++);"), config -> limited(config, "cpu", 100));

    assertThat(fault(guest, RecordingExchange.get("/"))).isEqualTo(Fault.Kind.CPU);
    awaitLogLine(guest, "stopped: it used more CPU time than its limit cpu_ms of 100");
  }

  @Test
  void aGuestThatSpinsInHostcallsIsStopped() {
    Template guest =
        prepare(
            c("struct timespec t; for (;;) clock_gettime(CLOCK_MONOTONIC, &t);"),
            config -> limited(config, "cpu", 100));

    assertThat(fault(guest, RecordingExchange.get("/"))).isEqualTo(Fault.Kind.CPU);
  }

  @Test
  void aGuestThatWaitsForTooLongIsStoppedByTheWallClockAndNotByTheCpuLimit() {
    Template guest =
        prepare(c("sleep(3600);"), config -> limited(limited(config, "cpu", 50), "wall", 300));

    assertThat(fault(guest, RecordingExchange.get("/"))).isEqualTo(Fault.Kind.WALL_CLOCK);
  }

  @Test
  void responsesAndRequestsAreBounded() {
    Template endless =
        prepare(
            c(HEAD + "for (;;) puts(\"more and more\");"),
            config -> limited(config, "response", 10_000));
    Template reader =
        prepare(c(HEAD + "while (getchar() != EOF);"), config -> limited(config, "request", 3));

    assertThat(fault(endless, RecordingExchange.get("/"))).isEqualTo(Fault.Kind.RESPONSE_TOO_LARGE);
    assertThat(fault(reader, RecordingExchange.post("/", "four")))
        .isEqualTo(Fault.Kind.REQUEST_TOO_LARGE);
    assertThat(serve(reader, RecordingExchange.post("/", "abc")).finished()).isTrue();
  }

  @Test
  void moreRequestsThanTheLimitInFlightAreRefusedAndServedAgainLater() throws Exception {
    Template sleeper =
        prepare(
            c("if (getenv(\"QUERY_STRING\")[0]) sleep(3600); " + HEAD),
            config -> limited(limited(config, "inFlight", 1), "wall", 5000));
    FunctionId function = sleeper.version().function();
    AtomicReference<Outcome> outcome = new AtomicReference<>();
    Thread first =
        Thread.ofVirtual()
            .start(() -> outcome.set(isolates.serve(sleeper, RecordingExchange.get("/?wait"))));
    await().until(() -> isolates.stats().functions().containsKey(function));

    assertThat(fault(sleeper, RecordingExchange.get("/"))).isEqualTo(Fault.Kind.TOO_MANY_IN_FLIGHT);
    first.join();
    assertThat(outcome.get()).isInstanceOf(Outcome.Failed.class);
    assertThat(serve(sleeper, RecordingExchange.get("/")).finished()).isTrue();
  }

  @Test
  void requestsThatHangInOneVersionOrInAPreviewLeaveRoomForAnotherVersion() throws Exception {
    byte[] module = c("if (getenv(\"QUERY_STRING\")[0]) sleep(3600); " + HEAD);
    UnaryOperator<GuestConfig> one = config -> limited(config, "inFlight", 1);
    Template canary = prepare(module, one);
    FunctionId function = canary.version().function();
    Template deployed = prepare(new VersionId(function, 2), module, one);
    Template preview = prepare(new VersionId(function, 2), module, one).unpooled();
    List<Thread> hanging =
        Stream.of(canary, preview)
            .map(
                template ->
                    Thread.ofVirtual()
                        .start(() -> isolates.serve(template, RecordingExchange.get("/?wait"))))
            .toList();
    await().until(() -> isolates.stats().functions().get(function).running() == 2);

    assertThat(serve(deployed, RecordingExchange.get("/")).finished()).isTrue();
    assertThat(fault(canary, RecordingExchange.get("/"))).isEqualTo(Fault.Kind.TOO_MANY_IN_FLIGHT);
    assertThat(fault(preview, RecordingExchange.get("/"))).isEqualTo(Fault.Kind.TOO_MANY_IN_FLIGHT);

    for (Thread thread : hanging) {
      thread.interrupt();
      thread.join();
    }
  }

  @Test
  void manySpinningGuestsDoNotKeepANeighbourFromAnswering() throws Exception {
    Template spinner =
        prepare(c("for (volatile int i = 0;; i++);"), config -> limited(config, "wall", 3000));
    Template hello = prepare(HELLO);
    FunctionId function = spinner.version().function();
    List<Thread> spinners = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      spinners.add(
          Thread.ofVirtual().start(() -> isolates.serve(spinner, RecordingExchange.get("/"))));
    }
    await().until(() -> isolates.stats().functions().containsKey(function));

    Thread neighbour =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThat(serve(hello, RecordingExchange.get("/")).body())
                        .isEqualTo("hello 1"));
    neighbour.join();
    assertThat(isolates.stats().functions()).containsKey(function);
    for (Thread one : spinners) {
      one.join();
    }
  }

  @Test
  void standardErrorGoesToTheFunctionsLog() {
    Template guest = prepare(c("fputs(\"first\\nsecond\", stderr); " + HEAD));
    serve(guest, RecordingExchange.get("/"));

    await()
        .untilAsserted(
            () ->
                assertThat(logs.log(guest.version().function()).tail(2))
                    .extracting(LogLine::text)
                    .containsExactly("first", "second"));
  }

  @Test
  void logVolumeIsBounded() {
    Template guest =
        prepare(
            c("for (int i = 0; i < 1000; i++) fputs(\"noise noise noise\\n\", stderr); " + HEAD),
            config -> limited(config, "log", 500));
    serve(guest, RecordingExchange.get("/"));

    awaitLogLine(guest, "… 17500 bytes dropped");
    assertThat(logs.log(guest.version().function()).tail(2000)).hasSizeLessThan(40);
  }

  @Test
  void unknownImportsAreNamed() {
    assertRefused(
        Wat.compile(
            "(module (import \"env\" \"mystery\" (func)) (memory (export \"memory\") 1)"
                + " (func (export \"_start\")))"),
        ModuleRefusedException.Reason.UNKNOWN_IMPORT,
        "env.mystery");
    assertRefused(
        Wat.compile(
            "(module (import \"wasi_snapshot_preview1\" \"fd_write\" (func (param i64)))"
                + " (memory (export \"memory\") 1) (func (export \"_start\")))"),
        ModuleRefusedException.Reason.UNKNOWN_IMPORT,
        "offered as");
  }

  @Test
  void whatCannotBeServedIsRefusedWithTheReason() {
    assertRefused(
        Wat.compile("(module (func (export \"main\")))"),
        ModuleRefusedException.Reason.NO_ENTRYPOINT,
        "_start");
    assertRefused(
        Wat.compile("(module (memory 4096) (func (export \"_start\")))"),
        ModuleRefusedException.Reason.TOO_LARGE,
        "memory_bytes");
    assertRefused(
        Wat.compile("(module (table 300000 funcref) (func (export \"_start\")))"),
        ModuleRefusedException.Reason.TOO_LARGE,
        "table");
    assertRefused(
        Wat.compile(
            "(module (func $f) (func (export \"_start\") return_call $f))", "--enable-tail-call"),
        ModuleRefusedException.Reason.UNSUPPORTED_PROPOSAL,
        "tail calls");
    assertRefused(
        Wat.compile("(module (func (export \"_start\") unreachable) (start 0))"),
        ModuleRefusedException.Reason.TRIAL_FAILED,
        "unreachable");
    assertRefused(
        Wat.compile("(module (func (export \"_start\") (i32.add)))", "--no-check"),
        ModuleRefusedException.Reason.MALFORMED,
        "not valid");
  }

  @Test
  void aStartFunctionThatNeverReturnsIsRefused() {
    byte[] binary =
        Wat.compile("(module (func $s (loop br 0)) (start $s) (func (export \"_start\")))");

    assertRefused(binary, ModuleRefusedException.Reason.TRIAL_FAILED, "did not return within");
    assertThat(isPassing(binary)).isTrue();
  }

  @Test
  void whatAModuleFailsByItselfDoesNotPass() {
    assertThat(isPassing(Wat.compile("(module (func (export \"_start\") unreachable) (start 0))")))
        .isFalse();
    assertThat(isPassing(Wat.compile("(module (func (export \"main\")))"))).isFalse();
  }

  private boolean isPassing(byte[] binary) {
    return catchThrowableOfType(ModuleRefusedException.class, () -> prepare(binary)).passing();
  }

  private void assertRefused(byte[] binary, ModuleRefusedException.Reason reason, String words) {
    assertThatThrownBy(() -> prepare(binary))
        .hasMessageContaining(words)
        .asInstanceOf(type(ModuleRefusedException.class))
        .extracting(ModuleRefusedException::reason)
        .isEqualTo(reason);
  }

  private static byte[] c(String body, String... declarations) {
    return Clang.compile(program(body, declarations));
  }

  private static String program(String body, String... declarations) {
    return """
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <time.h>
        #include <unistd.h>
        %s
        int main(void) { %s return 0; }
        """
        .formatted(String.join("\n", declarations), body);
  }

  private Template prepare(byte[] module) {
    return prepare(module, config -> config);
  }

  private synchronized Template prepare(byte[] module, UnaryOperator<GuestConfig> change) {
    return prepare(new VersionId(new FunctionId("demo", "f" + names++), 1), module, change);
  }

  private Template prepare(VersionId version, byte[] module, UnaryOperator<GuestConfig> change) {
    GuestConfig config =
        new GuestConfig(
            Optional.empty(),
            List.of(),
            Map.of("COLOUR", "blue"),
            Optional.empty(),
            Limits.DEFAULT);
    return isolates.prepare(version, module, AssetTree.EMPTY, change.apply(config));
  }

  private static GuestConfig limited(GuestConfig config, String which, int value) {
    Limits l = config.limits();
    Limits changed =
        new Limits(
            which.equals("memory") ? value : l.memoryBytes(),
            which.equals("wall") ? Duration.ofMillis(value) : l.wallClock(),
            which.equals("cpu") ? Duration.ofMillis(value) : l.cpu(),
            which.equals("request") ? value : l.requestBytes(),
            which.equals("response") ? value : l.responseBytes(),
            which.equals("inFlight") ? value : l.inFlight(),
            which.equals("log") ? value : l.logBytes());
    return new GuestConfig(
        config.entrypoint(), config.args(), config.env(), config.assetsMount(), changed);
  }

  private RecordingExchange serve(Template template, RecordingExchange exchange) {
    assertThat(isolates.serve(template, exchange)).isEqualTo(new Outcome.Served());
    assertThat(exchange.finished()).isTrue();
    return exchange;
  }

  private Fault.Kind fault(Template template, RecordingExchange exchange) {
    Outcome outcome = isolates.serve(template, exchange);
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    assertThat(exchange.finished()).isFalse();
    return ((Outcome.Failed) outcome).fault().kind();
  }

  private void awaitLogLine(Template template, String start) {
    await()
        .untilAsserted(
            () ->
                assertThat(logs.log(template.version().function()).tail(1))
                    .extracting(LogLine::text)
                    .singleElement()
                    .asString()
                    .startsWith(start));
  }
}

package dev.verge.isolate.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.Limits;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.platform.logs.LogLine;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.testing.Clang;
import dev.verge.isolate.testing.RecordingExchange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Quotas of tenants, with real guests and a clock that stands still unless a test moves it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantQuotasTest {
  private static final byte[] GUEST =
      Clang.compile(
          """
          #include <stdio.h>
          #include <stdlib.h>
          #include <unistd.h>
          int main(void) {
            char what = getenv("QUERY_STRING")[0];
            if (what == 's') for (volatile int i = 0;; i++);
            if (what == 'w') sleep(3600);
            if (what == 'm') while (__builtin_wasm_memory_grow(0, 16) != (size_t) -1);
            puts("Content-Type: text/plain\\n\\nwell");
            return 0;
          }
          """);
  private static final Limits LIMITS =
      new Limits(
          1L << 28, Duration.ofSeconds(30), Duration.ofMillis(400), 1 << 20, 1 << 20, 64, 1 << 16);

  private final AtomicLong clock = new AtomicLong(1_000);
  private final Map<String, AtomicInteger> refusals = new ConcurrentHashMap<>();
  private FunctionLogs logs;
  private PlatformServices services;
  private Isolates isolates;
  private int tenants;

  @BeforeAll
  void start(@TempDir Path home) {
    logs = FunctionLogs.open(home);
    services = PlatformServices.open(PlatformServices.Settings.in(home));
    isolates =
        Isolates.start(
            new IsolateSettings(64L << 20, Duration.ofMinutes(1), 512L << 20),
            logs,
            services,
            clock::get);
    isolates
        .tenants()
        .tell(
            (tenant, quota) ->
                refusals
                    .computeIfAbsent(
                        "%s %s".formatted(tenant, quota), ignored -> new AtomicInteger())
                    .incrementAndGet());
  }

  @AfterAll
  void stop() {
    isolates.close();
    services.close();
    logs.close();
  }

  @Test
  void aTenantThatHasComputedForItsMinuteWaitsWhileItsNeighbourAnswers() throws Exception {
    String tenant = tenant();
    Template spinner = function(tenant, "spinner");
    Template other = function(tenant, "other");
    Template neighbour = function(tenant(), "neighbour");
    limit(tenant, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(100));
    AtomicReference<Outcome> spun = new AtomicReference<>();
    Thread spinning =
        Thread.ofVirtual()
            .start(() -> spun.set(isolates.serve(spinner, RecordingExchange.get("/?spin"))));
    await().until(() -> isolates.tenants().load(tenant).cpuMillis() >= 100);

    for (int i = 0; i < 3; i++) {
      Fault fault = fault(other, "/");
      assertThat(fault.kind()).isEqualTo(Fault.Kind.QUOTA_CPU);
      assertThat(fault.retryAfter()).contains(Duration.ofSeconds(60));
      assertThat(served(neighbour)).isTrue();
    }
    spinning.join();
    assertThat(spun.get())
        .asInstanceOf(type(Outcome.Failed.class))
        .extracting(failed -> failed.fault().kind())
        .isEqualTo(Fault.Kind.CPU);
    awaitLog(other, "its tenant's quota cpu_ms_per_minute of 100 is used up");
    assertThat(lines(other)).hasSize(1);
    assertThat(refused(tenant, Quota.CPU_MS_PER_MINUTE)).isEqualTo(3);

    clock.addAndGet(Duration.ofSeconds(20).toNanos());
    assertThat(fault(other, "/").retryAfter()).contains(Duration.ofSeconds(40));
    clock.addAndGet(Duration.ofSeconds(40).toNanos());
    assertThat(served(other)).isTrue();
  }

  @Test
  void aRaisedQuotaOfComputingLetsRequestsInAtOnce() {
    String tenant = tenant();
    Template function = function(tenant, "function");
    limit(tenant, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(0));
    assertThat(fault(function, "/").kind()).isEqualTo(Fault.Kind.QUOTA_CPU);

    limit(tenant, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(60_000));

    assertThat(served(function)).isTrue();
  }

  @Test
  void aQuotaOfComputingForARequestHoldsFromTheNextOneOn() {
    String tenant = tenant();
    Template function = function(tenant, "function");
    limit(tenant, OptionalLong.empty(), OptionalLong.of(50), OptionalLong.empty());

    assertThat(fault(function, "/?spin").kind()).isEqualTo(Fault.Kind.CPU);
    awaitLog(function, "than its tenant's quota cpu_ms_per_request of 50");
    assertThat(refused(tenant, Quota.CPU_MS_PER_REQUEST)).isEqualTo(1);

    limit(tenant, OptionalLong.empty(), OptionalLong.of(5_000), OptionalLong.empty());
    assertThat(fault(function, "/?spin").kind()).isEqualTo(Fault.Kind.CPU);
    awaitLog(function, "than its limit cpu_ms of 400");
    assertThat(served(function)).isTrue();
  }

  @Test
  void requestsInFlightAreThoseOfAllFunctionsOfTheTenant() throws Exception {
    String tenant = tenant();
    Template waiter = function(tenant, "waiter");
    Template other = function(tenant, "other");
    Template neighbour = function(tenant(), "neighbour");
    isolates
        .tenants()
        .limit(
            tenant,
            new TenantLimits(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalInt.of(1)));
    Thread waiting =
        Thread.ofVirtual().start(() -> isolates.serve(waiter, RecordingExchange.get("/?wait")));
    await().until(() -> isolates.tenants().load(tenant).inFlight() == 1);

    assertThat(fault(other, "/").kind()).isEqualTo(Fault.Kind.QUOTA_IN_FLIGHT);
    assertThat(served(neighbour)).isTrue();
    assertThat(refused(tenant, Quota.IN_FLIGHT)).isEqualTo(1);
    assertThat(isolates.tenants().load(tenant).inFlight()).isEqualTo(1);

    isolates.tenants().limit(tenant, TenantLimits.NONE);
    assertThat(served(other)).isTrue();
    waiting.interrupt();
    waiting.join();
    assertThat(isolates.tenants().load(tenant).inFlight()).isZero();
  }

  @Test
  void aTenantHasMemoryForItsRunningGuestsUpToItsQuota() {
    String tenant = tenant();
    Template function = function(tenant, "function");
    Template neighbour = function(tenant(), "neighbour");
    limit(tenant, OptionalLong.of(32L << 20), OptionalLong.empty(), OptionalLong.empty());

    assertThat(served(function)).isTrue();
    assertThat(fault(function, "/?more").kind()).isEqualTo(Fault.Kind.QUOTA_MEMORY);
    awaitLog(function, "quota memory_bytes of 33554432 is used up");
    limit(tenant, OptionalLong.of(1), OptionalLong.empty(), OptionalLong.empty());
    assertThat(fault(function, "/").kind()).isEqualTo(Fault.Kind.QUOTA_MEMORY);
    assertThat(served(neighbour)).isTrue();
    assertThat(served(function(tenant, "uploaded-meanwhile"))).isFalse();
    assertThat(isolates.tenants().load(tenant).memoryBytes()).isZero();
    assertThat(isolates.stats().guestMemoryBytes()).isZero();
  }

  @Test
  void nothingOfATenantThatIsShutOutRunsOnOrBegins() throws Exception {
    String tenant = tenant();
    Template function = function(tenant, "function");
    Template neighbour = function(tenant(), "neighbour");
    List<Fault> ends = new CopyOnWriteArrayList<>();
    List<Thread> running =
        Stream.of("/?wait", "/?wait as well")
            .map(target -> Thread.ofVirtual().start(() -> ends.add(fault(function, target))))
            .toList();
    await().until(() -> isolates.tenants().load(tenant).inFlight() == 2);

    assertThat(isolates.tenants().shutOut(tenant)).isTrue();

    assertThat(isolates.tenants().load(tenant).inFlight()).isZero();
    assertThat(isolates.tenants().load(tenant).memoryBytes()).isZero();
    for (Thread thread : running) {
      thread.join();
    }
    assertThat(ends).extracting(Fault::kind).containsOnly(Fault.Kind.STOPPING);
    assertThat(fault(function, "/").kind()).isEqualTo(Fault.Kind.STOPPING);
    assertThat(served(neighbour)).isTrue();

    limit(tenant, OptionalLong.of(1), OptionalLong.empty(), OptionalLong.empty());
    Template another = function(tenant, "another");
    assertThat(fault(another, "/").kind()).isEqualTo(Fault.Kind.QUOTA_MEMORY);
    limit(tenant, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    assertThat(served(another)).isTrue();
  }

  private void limit(
      String tenant, OptionalLong memory, OptionalLong perRequest, OptionalLong perMinute) {
    isolates
        .tenants()
        .limit(tenant, new TenantLimits(memory, perRequest, perMinute, OptionalInt.empty()));
  }

  private String tenant() {
    return "t" + tenants++;
  }

  private Template function(String tenant, String name) {
    return isolates.prepare(
        new VersionId(new FunctionId(tenant, name), 1),
        GUEST,
        AssetTree.EMPTY,
        new GuestConfig(Optional.empty(), List.of(), Map.of(), Optional.empty(), LIMITS));
  }

  private boolean served(Template template) {
    return isolates.serve(template, RecordingExchange.get("/")) instanceof Outcome.Served;
  }

  private Fault fault(Template template, String target) {
    Outcome outcome = isolates.serve(template, RecordingExchange.get(target));
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed) outcome).fault();
  }

  private int refused(String tenant, Quota quota) {
    return refusals.get("%s %s".formatted(tenant, quota.label())).get();
  }

  private List<String> lines(Template template) {
    return logs.log(template.version().function()).tail(100).stream().map(LogLine::text).toList();
  }

  private void awaitLog(Template template, String text) {
    await()
        .untilAsserted(
            () -> assertThat(lines(template)).anySatisfy(line -> assertThat(line).contains(text)));
  }
}

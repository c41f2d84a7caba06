package dev.verge.deploy.triggers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.verge.deploy.catalogue.Scheduled;
import dev.verge.deploy.manifest.CronSchedule;
import dev.verge.deploy.manifest.CronTrigger;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.requests.Ending;
import dev.verge.deploy.routing.Deployment;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.platform.logs.LogLine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When triggers are run, by a clock that stands still. */
class CronTriggersTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final FunctionId CLEAN = new FunctionId("acme", "clean");
  private static final CronTrigger EVERY_FIVE = trigger("*/5 * * * *", "/five");
  private static final CronTrigger AT_NOON = trigger("0 12 * * *", "/noon");

  private final Map<FunctionId, Scheduled> scheduled = new ConcurrentHashMap<>();
  private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private FunctionLogs logs;
  private CronTriggers triggers;

  @BeforeEach
  void start(@TempDir Path home) {
    logs = FunctionLogs.open(home);
    triggers =
        new CronTriggers(
            () -> Map.copyOf(scheduled), FunctionId::name, logs, InstantSource.fixed(NOON));
    triggers.begin(this::send);
    deploy(1, EVERY_FIVE, AT_NOON);
  }

  @AfterEach
  void stop() {
    mayEnd.countDown();
    triggers.close();
    logs.close();
  }

  @Test
  void aTriggerIsRunInItsMinutesAndInNoOthers() throws Exception {
    triggers.come(NOON.plusSeconds(60));
    triggers.come(NOON.plusSeconds(300));

    assertThat(next()).isEqualTo("acme/clean@1 clean /five");
    triggers.come(NOON.plusSeconds(360));
    assertThat(sent).isEmpty();
  }

  @Test
  void aMinuteComesOnceByTheClock() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(NOON.minusMillis(1));
    AtomicInteger looks = new AtomicInteger();
    try (CronTriggers byClock =
        new CronTriggers(() -> Map.copyOf(scheduled), FunctionId::name, logs, clock(now, looks))) {
      byClock.begin(this::send);
      await().until(() -> looks.get() > 2);
      assertThat(sent).isEmpty();

      now.set(NOON.plusMillis(59_999));

      assertThat(List.of(next(), next())).allMatch(run -> run.startsWith("acme/clean@1"));
      int before = looks.get();
      await().until(() -> looks.get() > before + 2);
      assertThat(sent).isEmpty();
    }
  }

  @Test
  void aMinuteThatComesAgainSinceTheClockWasSetBackIsPassedOver() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(NOON.minusMillis(1));
    AtomicInteger looks = new AtomicInteger();
    deploy(1, EVERY_FIVE);
    try (CronTriggers byClock =
        new CronTriggers(() -> Map.copyOf(scheduled), FunctionId::name, logs, clock(now, looks))) {
      byClock.begin(this::send);
      await().until(() -> looks.get() > 2);
      now.set(NOON.plusMillis(59_999));
      next();

      for (Instant again : List.of(NOON.minusMillis(240_001), NOON.plusMillis(59_999))) {
        now.set(again);
        int before = looks.get();
        await().until(() -> looks.get() > before + 2);
        assertThat(sent).isEmpty();
      }

      // A clock that was wrong altogether.
      now.set(NOON.minus(Duration.ofDays(1)).plusMillis(59_999));
      next();
    }
  }

  @Test
  void allThatAreDueAreRun() throws Exception {
    triggers.come(NOON);

    assertThat(List.of(next(), next()))
        .containsExactlyInAnyOrder("acme/clean@1 clean /five", "acme/clean@1 clean /noon");
  }

  @Test
  void aTriggerThatStillRunsIsSkippedAndItsLogSaysSo() throws Exception {
    deploy(1, trigger("* * * * *", "/slow"));
    triggers.come(NOON);
    next();

    triggers.come(NOON.plusSeconds(60));

    assertThat(sent).isEmpty();
    assertThat(shown().running()).isTrue();
    assertThat(shown().skipped()).isEqualTo(1);
    await()
        .untilAsserted(
            () ->
                assertThat(logs.log(CLEAN).tail(10))
                    .extracting(LogLine::text)
                    .containsExactly("the trigger * * * * * was skipped: its last run goes on"));
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> triggers.run(CLEAN, 1))
        .satisfies(e -> assertThat(e.type()).isEqualTo(ProblemType.TRIGGER_RUNNING));

    mayEnd.countDown();
    await().until(() -> !shown().running());
    assertThat(shown().last().orElseThrow().status()).isEqualTo(200);
    triggers.come(NOON.plusSeconds(120));
    assertThat(next()).endsWith("/slow");
  }

  @Test
  void onlyWhatIsDeployedIsRun() throws Exception {
    deploy(2, AT_NOON);
    triggers.come(NOON.plusSeconds(300));
    assertThat(sent).isEmpty();
    triggers.come(NOON);
    assertThat(next()).isEqualTo("acme/clean@2 clean /noon");

    scheduled.clear();
    triggers.come(NOON);

    assertThat(sent).isEmpty();
    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> triggers.show(CLEAN));
  }

  @Test
  void aTriggerTellsWhenItIsNext() {
    assertThat(triggers.show(CLEAN))
        .extracting(shown -> shown.next().orElseThrow())
        .containsExactly(NOON.plusSeconds(300), NOON.plusSeconds(86_400));
  }

  /** A clock that stands still between two settings, and tells how often it was looked at. */
  private static InstantSource clock(AtomicReference<Instant> now, AtomicInteger looks) {
    return () -> {
      looks.incrementAndGet();
      return now.get();
    };
  }

  private TriggerRun send(Deployment.Single version, TriggeredRequest request) {
    sent.add(
        "%s@%d %s %s"
            .formatted(
                version.version().function(),
                version.version().number(),
                request.authority(),
                request.trigger().path()));
    if (request.trigger().path().equals("/slow")) {
      await().until(() -> mayEnd.getCount() == 0);
    }
    return new TriggerRun(NOON, "id", 200, Ending.SERVED, 1);
  }

  private String next() throws InterruptedException {
    String taken = sent.poll(30, TimeUnit.SECONDS);
    assertThat(taken).isNotNull();
    return taken;
  }

  private CronTriggers.Shown shown() {
    return triggers.show(CLEAN).getFirst();
  }

  private void deploy(int version, CronTrigger... wanted) {
    scheduled.put(
        CLEAN,
        new Scheduled(
            new Deployment.Unavailable(new VersionId(CLEAN, version), "not needed here", false),
            List.of(wanted)));
  }

  private static CronTrigger trigger(String schedule, String path) {
    return new CronTrigger(CronSchedule.parse(schedule), "GET", path, "");
  }
}

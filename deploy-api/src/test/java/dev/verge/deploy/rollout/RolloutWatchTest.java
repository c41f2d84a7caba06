package dev.verge.deploy.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.verge.deploy.requests.BackendCalls;
import dev.verge.deploy.requests.Ending;
import dev.verge.deploy.requests.RequestRecord;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RolloutWatchTest {
  private static final FunctionId FUNCTION = new FunctionId("demo", "hello");
  private static final RollbackRule ERRORS =
      new RollbackRule(OptionalDouble.of(0.1), OptionalLong.empty(), 10, 60);
  private static final RollbackRule SLOW =
      new RollbackRule(OptionalDouble.empty(), OptionalLong.of(1000), 10, 60);

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<String> told = new ArrayList<>();

  @Test
  void aRuleIsBrokenWhenMoreFailThanItAllows() {
    RolloutWatch watch = watch(ERRORS);

    ends(watch, 18, Ending.SERVED, 200);
    ends(watch, 2, Ending.SERVED, 500);
    assertThat(told).isEmpty();
    ends(watch, 1, Ending.TRAPPED, 200);

    assertThat(told).singleElement().asString().startsWith("3 of 21 requests failed");
    assertThat(watch.tally()).isEqualTo(new Tally(21, 3, 0));
  }

  @Test
  void nothingIsDecidedOnTooFewRequests() {
    RolloutWatch watch = watch(ERRORS);

    ends(watch, 9, Ending.TRAPPED, 500);
    assertThat(told).isEmpty();
    ends(watch, 1, Ending.TRAPPED, 500);

    assertThat(told).hasSize(1);
  }

  @Test
  void itIsToldOnceUnlessItIsToBeToldAgain() {
    RolloutWatch watch = watch(ERRORS);

    ends(watch, 30, Ending.TRAPPED, 500);
    assertThat(told).hasSize(1);
    watch.again();
    ends(watch, 1, Ending.TRAPPED, 500);

    assertThat(told).hasSize(2);
  }

  @Test
  void whatIsNotTheVersionsFaultDoesNotCount() {
    RolloutWatch watch = watch(ERRORS);

    ends(watch, 10, Ending.CLIENT_GONE, 499);
    ends(watch, 10, Ending.STOPPING, 503);
    ends(watch, 10, Ending.TOO_MANY_IN_FLIGHT, 503);
    ends(watch, 10, Ending.REQUEST_TOO_LARGE, 413);
    ends(watch, 10, Ending.UNAVAILABLE, 503);
    ends(watch, 10, Ending.SERVED, 404);

    assertThat(told).isEmpty();
    assertThat(watch.tally()).isEqualTo(new Tally(10, 0, 0));
  }

  @Test
  void requestsThatDoNotCountDoNotHideThoseThatFail() {
    RolloutWatch watch = watch(ERRORS);

    ends(watch, 1000, Ending.QUOTA_IN_FLIGHT, 429);
    ends(watch, 8, Ending.SERVED, 200);
    ends(watch, 2, Ending.TRAPPED, 500);

    assertThat(told).singleElement().asString().startsWith("2 of 10 requests failed");
  }

  @Test
  void requestsThatDoNotCountAreNotSlow() {
    RolloutWatch watch = watch(SLOW);

    for (int i = 0; i < 200; i++) {
      watch.accept(request(2, Ending.CLIENT_GONE, 499, 5000));
    }

    assertThat(told).isEmpty();
    assertThat(watch.tally()).isEqualTo(Tally.NONE);
  }

  @Test
  void otherVersionsDoNotCount() {
    RolloutWatch watch = watch(ERRORS);

    for (int i = 0; i < 50; i++) {
      watch.accept(request(1, Ending.TRAPPED, 500, 0));
    }

    assertThat(watch.tally()).isEqualTo(Tally.NONE);
  }

  @Test
  void whatTheWindowHasLeftBehindIsForgotten() {
    RolloutWatch watch = watch(ERRORS);
    ends(watch, 9, Ending.TRAPPED, 500);

    pass(Duration.ofSeconds(61));
    ends(watch, 9, Ending.TRAPPED, 500);
    assertThat(told).isEmpty();
    pass(Duration.ofSeconds(30));
    ends(watch, 1, Ending.SERVED, 200);

    assertThat(told).singleElement().asString().startsWith("9 of 10");
    assertThat(watch.tally()).isEqualTo(new Tally(19, 18, 0));
  }

  @Test
  void aLongSilenceForgetsEverything() {
    RolloutWatch watch = watch(ERRORS);
    ends(watch, 9, Ending.TRAPPED, 500);

    pass(Duration.ofDays(3));
    ends(watch, 1, Ending.TRAPPED, 500);

    assertThat(told).isEmpty();
  }

  @Test
  void aRuleIsBrokenWhenMoreThanOneOfAHundredIsSlow() {
    RolloutWatch watch = watch(SLOW);

    for (int i = 0; i < 198; i++) {
      watch.accept(request(2, Ending.SERVED, 200, 1000));
    }
    watch.accept(request(2, Ending.SERVED, 200, 1001));
    watch.accept(request(2, Ending.SERVED, 200, 5000));
    assertThat(told).isEmpty();
    watch.accept(request(2, Ending.SERVED, 200, 5000));

    assertThat(told).singleElement().asString().contains("3 of 201", "1000 µs");
  }

  @Test
  void theSlowestOfFewRequestsDecidesNothing() {
    RolloutWatch watch = watch(SLOW);

    for (int i = 0; i < 99; i++) {
      watch.accept(request(2, Ending.SERVED, 200, 5000));
    }
    assertThat(told).isEmpty();
    watch.accept(request(2, Ending.SERVED, 200, 5000));

    assertThat(told).singleElement().asString().startsWith("100 of 100 requests took longer");
  }

  @Test
  void aRuleThatWantsMoreRequestsWaitsForThemToJudgeSlowness() {
    RolloutWatch watch =
        watch(new RollbackRule(OptionalDouble.empty(), OptionalLong.of(1000), 150, 60));

    for (int i = 0; i < 149; i++) {
      watch.accept(request(2, Ending.SERVED, 200, 5000));
    }
    assertThat(told).isEmpty();
    watch.accept(request(2, Ending.SERVED, 200, 5000));

    assertThat(told).hasSize(1);
  }

  @Test
  void whatATriggerRunsMayTakeItsTimeButNotFail() {
    RolloutWatch watch =
        watch(new RollbackRule(OptionalDouble.of(0.1), OptionalLong.of(1000), 200, 60));

    for (int i = 0; i < 190; i++) {
      watch.accept(triggered(Ending.SERVED, 200, 5000));
    }
    ends(watch, 10, Ending.SERVED, 200);
    assertThat(told).isEmpty();
    assertThat(watch.tally()).isEqualTo(new Tally(200, 0, 0));
    for (int i = 0; i < 50; i++) {
      watch.accept(triggered(Ending.TRAPPED, 500, 0));
    }

    assertThat(told).singleElement().asString().contains("requests failed");
  }

  @Test
  void withoutARuleItOnlyCounts() {
    RolloutWatch watch =
        new RolloutWatch(
            new VersionId(FUNCTION, 2), Optional.empty(), clock::get, (_, why) -> told.add(why));

    ends(watch, 100, Ending.TRAPPED, 500);

    assertThat(told).isEmpty();
    assertThat(watch.tally().failed()).isEqualTo(100);
  }

  @Test
  void rulesThatSayNothingOrTooMuchAreNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RollbackRule(OptionalDouble.empty(), OptionalLong.empty(), 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new RollbackRule(OptionalDouble.of(Double.NaN), OptionalLong.empty(), 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RollbackRule(OptionalDouble.of(1), OptionalLong.of(0), 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RollbackRule(OptionalDouble.of(1), OptionalLong.empty(), 0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RollbackRule(OptionalDouble.of(1), OptionalLong.empty(), 1, 3601));
  }

  private RolloutWatch watch(RollbackRule rule) {
    return new RolloutWatch(
        new VersionId(FUNCTION, 2), Optional.of(rule), clock::get, (_, why) -> told.add(why));
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private static void ends(RolloutWatch watch, int count, Ending ending, int status) {
    for (int i = 0; i < count; i++) {
      watch.accept(request(2, ending, status, 0));
    }
  }

  private static RequestRecord triggered(Ending ending, int status, long micros) {
    return request(2, ending, status, micros, Optional.of("cron"));
  }

  private static RequestRecord request(int version, Ending ending, int status, long micros) {
    return request(version, ending, status, micros, Optional.empty());
  }

  private static RequestRecord request(
      int version, Ending ending, int status, long micros, Optional<String> trigger) {
    return new RequestRecord(
        0,
        0,
        "id",
        "GET",
        "/",
        "",
        new VersionId(FUNCTION, version),
        status,
        ending,
        Optional.empty(),
        0,
        micros * 1000,
        0,
        0,
        trigger,
        BackendCalls.NONE);
  }
}

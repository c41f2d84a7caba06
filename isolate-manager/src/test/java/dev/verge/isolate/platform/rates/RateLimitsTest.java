package dev.verge.isolate.platform.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verge.isolate.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RateLimitsTest {
  private static final Duration PENALTY = Duration.ofMinutes(1);

  private final ManualClock clock = new ManualClock();
  private final RateLimits limits = new RateLimits(clock);

  @Test
  void countsAreOfTheLastSeconds() {
    limits.increment("t", "rc", "e", 30);
    clock.passSeconds(15);
    limits.increment("t", "rc", "e", 20);
    assertThat(limits.count("t", "rc", "e", 10)).isEqualTo(20);
    assertThat(limits.count("t", "rc", "e", 20)).isEqualTo(50);
    assertThat(limits.rate("t", "rc", "e", 1)).isEqualTo(20);
    assertThat(limits.rate("t", "rc", "e", 10)).isEqualTo(2);
    clock.passSeconds(50);
    assertThat(limits.count("t", "rc", "e", 60)).isEqualTo(20);
    clock.passSeconds(10);
    assertThat(limits.count("t", "rc", "e", 60)).isZero();
  }

  @Test
  void tenantsCountersAndEntriesAreCountedApart() {
    limits.increment("t", "rc", "e", 1);
    assertThat(limits.count("u", "rc", "e", 10)).isZero();
    assertThat(limits.count("t", "other", "e", 10)).isZero();
    assertThat(limits.count("t", "rc", "f", 10)).isZero();
  }

  @Test
  void nothingIsKnownOfATenantThatIsForgotten() {
    limits.increment("t", "rc", "e", 1);
    limits.penalize("t", "pb", "e", PENALTY);
    limits.increment("u", "rc", "e", 1);
    limits.forget("t");
    assertThat(limits.count("t", "rc", "e", 10)).isZero();
    assertThat(limits.penalized("t", "pb", "e")).isFalse();
    assertThat(limits.count("u", "rc", "e", 10)).isEqualTo(1);
  }

  @Test
  void whoIsAboveTheLimitStaysInTheBoxForTheWholeMinutesGiven() {
    RateLimits.Counted five = new RateLimits.Counted("rc", "e", 5);
    assertThat(limits.check("t", five, 1, 10, "pb", PENALTY)).isFalse();
    assertThat(limits.check("t", five, 1, 10, "pb", PENALTY)).isFalse();
    assertThat(limits.check("t", five, 1, 10, "pb", PENALTY.plusSeconds(59))).isTrue();
    clock.passSeconds(59);
    assertThat(limits.penalized("t", "pb", "e")).isTrue();
    assertThat(limits.check("t", five, 1, 10, "pb", PENALTY)).isTrue();
    clock.passSeconds(1);
    assertThat(limits.penalized("t", "pb", "e")).isFalse();
    assertThat(limits.penalized("t", "other", "e")).isFalse();
  }

  @Test
  void hugeNumbersDoNotOverflow() {
    for (int i = 0; i < 100; i++) {
      limits.increment("t", "rc", "e", 0xffff_ffffL);
    }
    assertThat(limits.count("t", "rc", "e", 60)).isEqualTo(100 * 0xffff_ffffL);
  }

  @Test
  void aClockThatIsSetBackLosesNothing() {
    limits.increment("t", "rc", "e", 1);
    clock.passSeconds(-100);
    limits.increment("t", "rc", "e", 1);
    assertThat(limits.count("t", "rc", "e", 10)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 2, 59, 61, Integer.MIN_VALUE})
  void otherWindowsAndDurationsAreRefused(int seconds) {
    assertThatThrownBy(() -> limits.rate("t", "rc", "e", seconds))
        .isInstanceOf(InvalidRateLimitException.class);
    assertThatThrownBy(() -> limits.count("t", "rc", "e", seconds))
        .isInstanceOf(InvalidRateLimitException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 59, 3660, 0xffff_ffffL})
  void otherPenaltiesAreRefused(long seconds) {
    assertThatThrownBy(() -> limits.penalize("t", "pb", "e", Duration.ofSeconds(seconds)))
        .isInstanceOf(InvalidRateLimitException.class);
  }

  @Test
  void entriesAreBounded() {
    assertThatThrownBy(() -> limits.increment("t", "rc", "x".repeat(257), 1))
        .isInstanceOf(InvalidRateLimitException.class);
  }
}

package dev.verge.isolate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuMinuteTest {
  private static final long SECOND = 1_000_000_000;

  @ParameterizedTest
  @ValueSource(longs = {0, 5 * SECOND, -100 * SECOND, -30 * SECOND, Long.MIN_VALUE, Long.MAX_VALUE})
  void whatIsOlderThanAMinuteCountsForNothing(long start) {
    CpuMinute minute = new CpuMinute(start);
    assertThat(minute.nanos(start)).isZero();

    minute.add(7, start);
    minute.add(5, start + 30 * SECOND);

    assertThat(minute.nanos(start + 59 * SECOND)).isEqualTo(12);
    assertThat(minute.nanos(start + 60 * SECOND)).isEqualTo(5);
    assertThat(minute.nanos(start + 90 * SECOND)).isZero();
    minute.add(1, start + 60 * SECOND);
    assertThat(minute.nanos(start + 60 * SECOND)).isEqualTo(6);
  }

  @Test
  void itTellsWhenThereIsLessThanALimit() {
    CpuMinute minute = new CpuMinute(0);
    minute.add(10, 0);
    minute.add(20, 40 * SECOND);

    assertThat(minute.secondsUntilBelow(30, 45 * SECOND)).isEqualTo(15);
    assertThat(minute.nanos(60 * SECOND)).isLessThan(30);
    assertThat(minute.secondsUntilBelow(20, 45 * SECOND)).isEqualTo(55);
    assertThat(minute.secondsUntilBelow(0, 45 * SECOND)).isEqualTo(60);
    assertThat(new CpuMinute(0).secondsUntilBelow(0, 0)).isEqualTo(60);
  }
}

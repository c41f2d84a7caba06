package dev.verge.isolate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DemandTest {
  private final Demand demand = new Demand(0);

  @Test
  void nothingIsWantedBeforeTheFirstRequest() {
    assertThat(demand.wanted(0, 0)).isZero();
  }

  @Test
  void requestsOneByOneWantOneIsolate() {
    for (int i = 0; i < 50; i++) {
      demand.arrived(seconds(i), 1);
    }

    assertThat(demand.wanted(seconds(50), 0)).isEqualTo(1);
  }

  @Test
  void asManyAreWantedAsWereNeededAtOnce() {
    demand.arrived(0, 1);
    demand.arrived(0, 2);
    demand.arrived(0, 3);

    assertThat(demand.wanted(0, 0)).isEqualTo(3);
  }

  @Test
  void frequentRequestsWantMoreThanWereNeededAtOnce() {
    // 400 in a second, for long: ten in the time that an isolate takes to be ready.
    long now = 0;
    for (int i = 0; i < 40_000; i++) {
      now += TimeUnit.MICROSECONDS.toNanos(2_500);
      demand.arrived(now, 1);
    }

    assertThat(demand.wanted(now, 1)).isEqualTo(1 + 10);
  }

  @Test
  void whatIsWantedFadesWithTime() {
    for (int i = 1; i <= 12; i++) {
      demand.arrived(0, i);
    }

    assertThat(demand.wanted(0, 0)).isEqualTo(12);
    assertThat(demand.wanted(seconds(60), 0)).isEqualTo(5);
    assertThat(demand.wanted(seconds(600), 0)).isEqualTo(1);
  }

  @Test
  void aBurstWantsNoMoreThanABoundAheadOfWhatIsInUse() {
    for (int i = 1; i <= 1_000; i++) {
      demand.arrived(0, i);
    }

    assertThat(demand.wanted(0, 0)).isLessThan(20);
    assertThat(demand.wanted(0, 500)).isBetween(500, 520);
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}

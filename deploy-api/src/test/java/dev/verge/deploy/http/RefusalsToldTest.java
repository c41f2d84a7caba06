package dev.verge.deploy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.audit.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How many refusals the audit log is told of, by a clock that stands still. */
class RefusalsToldTest {
  private static final Actor GUESSER = new Actor("1", "guesser");
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-23T12:00:00Z"));
  private final RefusalsTold refusals = new RefusalsTold(now::get);

  @Test
  void soManyOfATokenInAMinuteAndNoneOfAnother() {
    for (int refused = 0; refused < RefusalsTold.MOST; refused++) {
      assertThat(refusals.tells(GUESSER)).isTrue();
    }
    for (int refused = 0; refused < 3; refused++) {
      assertThat(refusals.tells(GUESSER)).isFalse();
    }
    assertThat(refusals.tells(Actor.ROOT)).isTrue();

    now.updateAndGet(time -> time.plus(Duration.ofMinutes(1)));
    assertThat(refusals.tells(GUESSER)).isTrue();
    // A clock that was set back does not silence for as long as it was wrong.
    now.updateAndGet(time -> time.minus(Duration.ofDays(1)));
    assertThat(refusals.tells(GUESSER)).isTrue();
  }
}

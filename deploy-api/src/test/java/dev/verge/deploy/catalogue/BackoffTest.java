package dev.verge.deploy.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void eachWaitIsTwiceTheOneBeforeUpToABound() {
    assertThat(Stream.iterate(Backoff.FIRST, Backoff::next).map(Backoff::delay).limit(4))
        .containsExactly(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8));
    assertThat(Stream.iterate(Backoff.FIRST, Backoff::next).skip(100).findFirst())
        .contains(new Backoff(Duration.ofMinutes(5)));
  }
}

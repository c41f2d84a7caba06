package dev.verge.deploy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace(Duration.ofSeconds(60), 1000);

  @Test
  void aLargeMessageMayTakeLongerThanASmallOne() {
    assertThat(pace.allowed(0)).isEqualTo(Duration.ofSeconds(60));
    assertThat(pace.allowed(999)).isEqualTo(Duration.ofSeconds(60));
    assertThat(pace.allowed(5_000_000)).isEqualTo(Duration.ofSeconds(5060));
  }

  @Test
  void noPaceIsEndlessOrImpossible() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Pace(Duration.ZERO, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Pace(Duration.ofSeconds(1), 0));
  }
}

package dev.verge.loadtest.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void quartilesAreInterpolatedBetweenNeighbours() {
    assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0)))
        .isEqualTo(new Spread(4, 1, 1.75, 2.5, 3.25, 4));
  }

  @Test
  void oneValueIsItsWholeSpread() {
    assertThat(Spread.of(List.of(0.00046)))
        .isEqualTo(new Spread(1, .00046, .00046, .00046, .00046, .00046));
  }

  @Test
  void noValuesHaveNone() {
    assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}

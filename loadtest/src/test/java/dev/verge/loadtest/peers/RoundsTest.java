package dev.verge.loadtest.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.loadtest.peers.Figure.Scope;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final Figure THROUGHPUT = new Figure(Scope.HTTP, "throughput", "requests/s", true);
  private static final Figure LATENCY = Figure.micros(Scope.HTTP, "p50");

  @Test
  void aRatioAboveOneSaysThatVergeIsAheadWhicheverWayTheFigureGoes() {
    assertThat(row(THROUGHPUT, Optional.empty(), 3000, 1000).ratio().median()).isEqualTo(3);
    assertThat(row(LATENCY, Optional.empty(), 100, 400).ratio().median()).isEqualTo(4);
    assertThat(row(LATENCY, Optional.empty(), 400, 100).ratio().median()).isEqualTo(0.25);
  }

  @Test
  void theRatioIsTheMedianOfTheRoundsRatiosAndNotTheRatioOfMedians() {
    var rounds = new Rounds(THROUGHPUT);
    add(rounds, 10, 1);
    add(rounds, 100, 100);
    add(rounds, 1000, 500);

    Row row = rounds.row("hello", "node", Optional.empty(), Optional.empty()).orElseThrow();

    assertThat(row.ratios()).containsExactly(10.0, 1.0, 2.0);
    assertThat(row.ratio()).isEqualTo(new Spread(3, 1, 1.5, 2, 6, 10));
    assertThat(row.verge().median()).isEqualTo(100);
    assertThat(row.theirs().median()).isEqualTo(100);
  }

  @Test
  void aRoundInWhichASideHasNoFigureIsLeftOut() {
    var rounds = new Rounds(LATENCY);
    rounds.add(OptionalDouble.empty(), OptionalDouble.of(5));
    rounds.add(OptionalDouble.of(5), OptionalDouble.of(0));
    assertThat(rounds.row("hello", "node", Optional.empty(), Optional.empty())).isEmpty();

    add(rounds, 5, 10);
    assertThat(rounds.row("hello", "node", Optional.empty(), Optional.empty()))
        .map(row -> row.ratio().count())
        .contains(1);
  }

  @Test
  void aTargetIsMetOrMissedByTheMedian() {
    assertThat(row(THROUGHPUT, Optional.of(new Aim.Ratio(1.5)), 150, 100).target())
        .contains(new Goal("ratio ≥ 1.5", true));
    assertThat(row(THROUGHPUT, Optional.of(new Aim.Ratio(40)), 150, 100).target())
        .contains(new Goal("ratio ≥ 40", false));
    assertThat(row(LATENCY, Optional.of(new Aim.AtMost(50, "µs")), 51, 1000).target())
        .contains(new Goal("≤ 50 µs", false));
    assertThat(row(LATENCY, Optional.of(new Aim.AtMost(50, "µs")), 50, 1).target())
        .contains(new Goal("≤ 50 µs", true));
  }

  private static Row row(Figure figure, Optional<Aim> aim, double verge, double theirs) {
    var rounds = new Rounds(figure);
    add(rounds, verge, theirs);
    return rounds.row("hello", "node", aim, Optional.empty()).orElseThrow();
  }

  private static void add(Rounds rounds, double verge, double theirs) {
    rounds.add(OptionalDouble.of(verge), OptionalDouble.of(theirs));
  }
}

package dev.verge.loadtest.peers;

import dev.verge.loadtest.peers.Duel.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** One figure of Verge and of a peer, collected round by round. */
final class Rounds {
  private final Figure figure;
  private final List<Double> verge = new ArrayList<>();
  private final List<Double> theirs = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();

  Rounds(Figure figure) {
    this.figure = figure;
  }

  /** A figure that is found in the same way on both sides. */
  static <T> Rounds of(Figure figure, List<Round<T>> rounds, Function<T, OptionalDouble> value) {
    return of(figure, rounds, value, value);
  }

  /** A figure that is found in its own way on each side. */
  static <T> Rounds of(
      Figure figure,
      List<Round<T>> rounds,
      Function<T, OptionalDouble> ours,
      Function<T, OptionalDouble> theirs) {
    var collected = new Rounds(figure);
    for (Round<T> round : rounds) {
      collected.add(ours.apply(round.verge()), theirs.apply(round.theirs()));
    }
    return collected;
  }

  /** Adds a round; one in which a side has no figure above zero has no ratio, and is left out. */
  void add(OptionalDouble ours, OptionalDouble peers) {
    if (ours.orElse(0) > 0 && peers.orElse(0) > 0) {
      verge.add(ours.getAsDouble());
      theirs.add(peers.getAsDouble());
      ratios.add(Spread.rounded(figure.ratio(ours.getAsDouble(), peers.getAsDouble())));
    }
  }

  /** The row; empty when no round had both figures. */
  Optional<Row> row(String work, String peer, Optional<Aim> aim, Optional<String> note) {
    if (ratios.isEmpty()) {
      return Optional.empty();
    }
    Spread ours = Spread.of(verge);
    Spread ratio = Spread.of(ratios);
    return Optional.of(
        new Row(
            figure.scope().key(),
            work,
            figure.name(),
            peer,
            figure.unit(),
            figure.higherIsBetter(),
            ours,
            Spread.of(theirs),
            ratio,
            ratios,
            aim.map(wanted -> wanted.judge(ours, ratio)),
            note));
  }
}

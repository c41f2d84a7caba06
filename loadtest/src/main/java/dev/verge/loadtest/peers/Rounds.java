package dev.verge.loadtest.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One figure of Verge and of a peer, collected round by round. */
final class Rounds {
  private final Figure figure;
  private final List<Double> verge = new ArrayList<>();
  private final List<Double> theirs = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();

  Rounds(Figure figure) {
    this.figure = figure;
  }

  /** Adds a round; one in which either side has no figure above zero is left out. */
  void add(double ours, double peers) {
    if (ours > 0 && peers > 0) {
      verge.add(ours);
      theirs.add(peers);
      ratios.add(Math.round(figure.ratio(ours, peers) * 1e3) / 1e3);
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

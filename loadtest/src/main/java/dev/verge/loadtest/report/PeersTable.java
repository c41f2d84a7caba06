package dev.verge.loadtest.report;

import dev.verge.loadtest.peers.Goal;
import dev.verge.loadtest.peers.PeersReport;
import dev.verge.loadtest.peers.PeersReport.Contender;
import dev.verge.loadtest.peers.Row;
import dev.verge.loadtest.peers.Spread;
import java.util.List;
import java.util.Locale;

/** Verge beside its peers as text for a terminal, 130 columns wide. */
final class PeersTable {
  private static final int WORK_WIDTH = 9;
  private static final int FIGURE_WIDTH = 46;
  private static final int PEER_WIDTH = 10;
  private static final int CELL_WIDTH = 11;

  private final StringBuilder text = new StringBuilder();

  private PeersTable() {}

  static String of(PeersReport peers) {
    var table = new PeersTable();
    table.head(peers);
    table.section(peers, "http", "over HTTP, as a client sees it");
    table.section(peers, "process", "in process, as the platforms say themselves");
    table.section(peers, "start", "starting the process");
    return table.text.toString();
  }

  private void head(PeersReport peers) {
    line("");
    for (Contender contender : peers.contenders()) {
      line(
          "%s %s%s"
              .formatted(
                  contender.name(),
                  contender.version().orElse("(no version)"),
                  contender.problem().isPresent() ? ", did not take part" : ""));
    }
    line(
        ("Medians of %d rounds in alternation; a ratio above 1 says that Verge is ahead, its"
                + " spread is that of the rounds.")
            .formatted(peers.rounds()));
  }

  private void section(PeersReport peers, String scope, String title) {
    List<Row> rows = peers.rows().stream().filter(row -> row.scope().equals(scope)).toList();
    if (rows.isEmpty()) {
      return;
    }
    line("");
    row(title, "", "beside", "verge", "theirs", "ratio", "  min … max", "  target");
    rows.forEach(this::row);
  }

  private void row(Row row) {
    Spread ratio = row.ratio();
    row(
        row.work(),
        row.figure() + (row.unit().equals("requests/s") ? "" : ", " + row.unit()),
        row.peer(),
        number(row.verge().median()),
        number(row.theirs().median()),
        number(ratio.median()),
        "  " + number(ratio.min()) + " … " + number(ratio.max()),
        row.target().map(PeersTable::target).orElse(""));
  }

  private static String target(Goal goal) {
    return "  " + goal.text() + (goal.met() ? ": met" : ": MISSED");
  }

  /** Three digits or more: what is large has no decimals, what is small has up to four. */
  private static String number(double value) {
    String form =
        value >= 100
            ? "%,.0f"
            : value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : value >= 0.1 ? "%.3f" : "%.4f";
    return String.format(Locale.ROOT, form, value);
  }

  private void row(
      String work,
      String figure,
      String peer,
      String verge,
      String theirs,
      String ratio,
      String spread,
      String target) {
    var line = new StringBuilder("  ");
    if (figure.isEmpty()) {
      line.append(left(work, WORK_WIDTH + FIGURE_WIDTH));
    } else {
      line.append(left(work, WORK_WIDTH)).append(left(figure, FIGURE_WIDTH));
    }
    line.append(left(peer, PEER_WIDTH))
        .append(right(verge))
        .append(right(theirs))
        .append(right(ratio))
        .append(left(spread, 2 * CELL_WIDTH))
        .append(target);
    line(line.toString().stripTrailing());
  }

  private static String left(String cell, int width) {
    return cell + " ".repeat(Math.max(1, width - cell.length()));
  }

  private static String right(String cell) {
    return " ".repeat(Math.max(1, CELL_WIDTH - cell.length())) + cell;
  }

  private void line(String line) {
    text.append(line).append(System.lineSeparator());
  }
}

package dev.verge.loadtest.report;

import dev.verge.loadtest.report.BenchReport.Load;
import dev.verge.loadtest.report.BenchReport.Result;
import dev.verge.loadtest.report.BenchReport.Starts;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A report as text for a terminal, 100 columns wide. */
public final class ConsoleTable {
  private static final int NAME_WIDTH = 25;
  private static final int CELL_WIDTH = 11;
  private static final int LONGEST_FACT = 20;

  private final StringBuilder text = new StringBuilder();

  private ConsoleTable() {}

  /** The whole report. */
  public static String of(BenchReport report) {
    var table = new ConsoleTable();
    table.head(report);
    report.results().forEach(table::result);
    report.peers().ifPresent(peers -> table.line(PeersTable.of(peers)));
    table.tail(report);
    return table.text.toString();
  }

  private void head(BenchReport report) {
    Machine machine = report.machine();
    line(
        "%d cores (%s), %d GiB, %s, JDK %s"
            .formatted(
                machine.cores(),
                machine.cpu(),
                Math.round(machine.memoryBytes() / (double) (1 << 30)),
                machine.os(),
                machine.jdk()));
    report
        .platforms()
        .forEach(
            platform ->
                line(
                    "%s: %s, guests %s"
                        .formatted(
                            platform.name(),
                            platform.engine(),
                            platform.jit() ? "compiled" : "INTERPRETED")));
    line("The load generator shares these cores with the platform. All times in microseconds.");
  }

  private void result(Result result) {
    line("");
    line("%s  %s  %s".formatted(result.name(), result.url(), facts(result.facts())));
    result.starts().ifPresent(this::starts);
    if (!result.loads().isEmpty()) {
      line("");
      row("under load", "requests/s", "p50", "p90", "p99", "p99.9", "max", "errors");
      result.loads().forEach(this::load);
    }
  }

  private void starts(Starts starts) {
    line("");
    row("cold and warm in turn", "count", "p50", "p90", "p99", "p99.9", "max");
    figures("cold start", starts.cold().startUs());
    starts.prepared().ifPresent(prepared -> figures("prepared start", prepared.startUs()));
    figures("warm start", starts.warm().startUs());
    figures("instantiation, cold", starts.cold().instantiationUs());
    figures("instantiation, warm", starts.warm().instantiationUs());
    figures("time to first byte, cold", starts.cold().firstByteUs());
    starts
        .prepared()
        .ifPresent(prepared -> figures("first byte, prepared", prepared.firstByteUs()));
    figures("time to first byte, warm", starts.warm().firstByteUs());
    figures("whole response, cold", starts.cold().totalUs());
    figures("whole response, warm", starts.warm().totalUs());
    row("a cold start adds", "", micros(starts.addsUs()));
    starts
        .prepared()
        .ifPresent(
            prepared ->
                row(
                    "a prepared start adds",
                    "",
                    micros(prepared.firstByteUs().p50() - starts.warm().firstByteUs().p50())));
  }

  private void figures(String name, Figures figures) {
    if (figures.count() > 0) {
      row(
          name,
          whole(figures.count()),
          micros(figures.p50()),
          micros(figures.p90()),
          micros(figures.p99()),
          micros(figures.p999()),
          micros(figures.max()));
    }
  }

  private void load(Load load) {
    Figures total = load.totalUs();
    row(
        name(load),
        whole(Math.round(load.perSecond())),
        micros(total.p50()),
        micros(total.p90()),
        micros(total.p99()),
        micros(total.p999()),
        micros(total.max()),
        whole(load.errors()));
  }

  private void tail(BenchReport report) {
    if (!report.warnings().isEmpty()) {
      line("");
      report.warnings().forEach(warning -> line("! " + warning));
    }
    if (report.errors() > 0) {
      line("");
      line(
          "%s requests failed: these figures are not to be relied on."
              .formatted(whole(report.errors())));
    }
  }

  private static String name(Load load) {
    Optional<Double> rate = load.rate();
    if (rate.isPresent()) {
      return "open loop, %s/s".formatted(whole(Math.round(rate.get())));
    }
    return load.connections() == 1 ? "1 connection" : load.connections() + " connections";
  }

  /** Checksums would fill the line; the JSON has them. */
  private static String facts(Map<String, String> facts) {
    return facts.entrySet().stream()
        .filter(fact -> fact.getValue().length() <= LONGEST_FACT)
        .map(fact -> fact.getKey() + " " + fact.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String micros(double micros) {
    return String.format(Locale.ROOT, "%,.1f", micros);
  }

  private static String whole(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private void row(String name, String... cells) {
    text.append("  ").append(name).repeat(' ', Math.max(0, NAME_WIDTH - name.length()));
    for (String cell : cells) {
      text.repeat(' ', Math.max(1, CELL_WIDTH - cell.length())).append(cell);
    }
    line("");
  }

  private void line(String line) {
    text.append(line).append(System.lineSeparator());
  }
}

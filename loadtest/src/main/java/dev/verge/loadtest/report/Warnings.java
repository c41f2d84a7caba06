package dev.verge.loadtest.report;

import dev.verge.loadtest.peers.PeersReport;
import dev.verge.loadtest.report.BenchReport.Load;
import dev.verge.loadtest.report.BenchReport.Result;
import dev.verge.loadtest.report.BenchReport.Started;
import dev.verge.loadtest.target.PlatformFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a reader should know before believing the figures. */
final class Warnings {
  /** A machine with more than this to do, by core, was not quiet. */
  private static final double BUSY = 0.25;

  /** An open loop that reached less of its rate than this did not reach it. */
  private static final double SUSTAINED = 0.99;

  /** More than this share of starts that were not what their turn was is worth a word. */
  private static final double MISSES = 0.01;

  /** A generator that is later than this, in microseconds, blurs the open loop's figures. */
  private static final double LATE = 1000;

  private final List<String> lines = new ArrayList<>();

  private Warnings() {}

  static List<String> of(Machine machine, List<PlatformFacts> platforms, List<Result> results) {
    var warnings = new Warnings();
    warnings.machine(machine);
    platforms.forEach(warnings::platform);
    results.forEach(warnings::result);
    return warnings.lines;
  }

  static List<String> of(Machine machine, PlatformFacts verge, PeersReport peers) {
    var warnings = new Warnings();
    warnings.machine(machine);
    warnings.platform(verge);
    for (PeersReport.Contender contender : peers.contenders()) {
      contender
          .problem()
          .ifPresent(
              why ->
                  warnings.lines.add("%s did not take part: %s".formatted(contender.name(), why)));
    }
    if (!peers.unsettled().isEmpty()) {
      warnings.lines.add(
          "Still getting faster when their rounds began: %s. More --settle helps."
              .formatted(String.join(", ", peers.unsettled())));
    }
    peers.missing().forEach(what -> warnings.lines.add("Not compared: " + what));
    return warnings.lines;
  }

  private void machine(Machine machine) {
    if (machine.loadAverage() > BUSY * machine.cores()) {
      lines.add(
          ("The machine was busy before the start (load average %.2f on %d cores): other work blurs"
                  + " every figure.")
              .formatted(machine.loadAverage(), machine.cores()));
    }
  }

  private void platform(PlatformFacts platform) {
    if (!platform.jit()) {
      lines.add(
          "%s interprets its guests (%s): they run tens of times slower than compiled."
              .formatted(platform.name(), platform.engine()));
    }
  }

  private void result(Result result) {
    String name = result.name();
    SortedMap<Integer, Long> statuses = new TreeMap<>();
    SortedMap<String, Long> failures = new TreeMap<>();
    result
        .starts()
        .ifPresent(
            starts -> {
              long counted = 0;
              List<Started> kinds = new ArrayList<>(List.of(starts.cold(), starts.warm()));
              starts.prepared().ifPresent(kinds::add);
              for (Started started : kinds) {
                merge(started.statuses(), statuses);
                merge(started.failures(), failures);
                counted += started.firstByteUs().count();
              }
              if (starts.misses() > MISSES * counted) {
                lines.add(
                    "%s: %d requests were not the kind of start that their turn was."
                        .formatted(name, starts.misses()));
              }
            });
    for (Load load : result.loads()) {
      merge(load.statuses(), statuses);
      merge(load.failures(), failures);
      load(name, load);
    }
    statuses.headMap(200).forEach((status, count) -> unusual(name, status, count));
    statuses.tailMap(300).forEach((status, count) -> unusual(name, status, count));
    failures.forEach(
        (reason, count) -> lines.add("%s: %d requests failed: %s.".formatted(name, count, reason)));
  }

  private void load(String name, Load load) {
    Optional<Double> rate = load.rate();
    if (rate.isPresent() && load.perSecond() < SUSTAINED * rate.get()) {
      lines.add(
          ("%s: %.0f of %.0f requests/s were reached; %d requests were still unanswered at the"
                  + " end and count with the time they had waited.")
              .formatted(name, load.perSecond(), rate.get(), load.unfinished()));
    }
    load.latenessUs()
        .filter(lateness -> lateness.p99() > LATE)
        .ifPresent(
            lateness ->
                lines.add(
                    ("%s: the generator itself was up to %.1f ms late (p99): it had too little of"
                            + " the machine.")
                        .formatted(name, lateness.p99() / 1e3)));
    if (load.connectionsMade() > load.connections()) {
      lines.add(
          "%s: %d connections were made where %d would do: they were not kept alive."
              .formatted(name, load.connectionsMade(), load.connections()));
    }
  }

  private void unusual(String name, int status, long count) {
    lines.add("%s: %d responses had the status %d.".formatted(name, count, status));
  }

  private static <K> void merge(Map<K, Long> from, Map<K, Long> into) {
    from.forEach((key, count) -> into.merge(key, count, Long::sum));
  }
}

package dev.verge.loadtest.report;

import dev.verge.loadtest.http.Distribution;
import dev.verge.loadtest.http.Tally;
import dev.verge.loadtest.http.Tally.StartTally;
import dev.verge.loadtest.measure.LoadResult;
import dev.verge.loadtest.measure.Plan;
import dev.verge.loadtest.measure.StartResult;
import dev.verge.loadtest.measure.TargetResult;
import dev.verge.loadtest.peers.PeersReport;
import dev.verge.loadtest.report.BenchReport.Load;
import dev.verge.loadtest.report.BenchReport.Result;
import dev.verge.loadtest.report.BenchReport.Settings;
import dev.verge.loadtest.report.BenchReport.Started;
import dev.verge.loadtest.report.BenchReport.Starts;
import dev.verge.loadtest.target.PlatformFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes a report of what was measured. */
public final class Reporter {
  private final String tool;
  private final List<String> command;
  private final Machine machine;
  private final Plan plan;

  /**
   * @param tool the program and its version
   * @param command the arguments as given, without secrets
   * @param machine as it was before the start
   */
  public Reporter(String tool, List<String> command, Machine machine, Plan plan) {
    this.tool = tool;
    this.command = command;
    this.machine = machine;
    this.plan = plan;
  }

  /** The whole report. */
  public BenchReport report(
      Instant started, Duration took, List<PlatformFacts> platforms, List<TargetResult> measured) {
    List<Result> results = measured.stream().map(Reporter::result).toList();
    return new BenchReport(
        BenchReport.SCHEMA,
        tool,
        started,
        took.toMillis() / 1e3,
        command,
        machine,
        platforms,
        Settings.of(plan),
        results,
        Optional.empty(),
        results.stream().mapToLong(Result::errors).sum(),
        Warnings.of(machine, platforms, results));
  }

  /** The report of a comparison with peers. */
  public BenchReport report(
      Instant started, Duration took, PlatformFacts verge, PeersReport peers) {
    return new BenchReport(
        BenchReport.SCHEMA,
        tool,
        started,
        took.toMillis() / 1e3,
        command,
        machine,
        List.of(verge),
        Settings.of(plan),
        List.of(),
        Optional.of(peers),
        peers.errors(),
        Warnings.of(machine, verge, peers));
  }

  private static Result result(TargetResult measured) {
    Optional<Starts> starts = measured.starts().map(Reporter::starts);
    List<Load> loads = measured.loads().stream().map(Reporter::load).toList();
    long startErrors =
        measured
            .starts()
            .map(s -> s.cold().errors() + s.warm().errors() + s.prepared().errors())
            .orElse(0L);
    return new Result(
        measured.target().platform(),
        measured.target().name(),
        measured.target().url(),
        measured.target().facts(),
        starts,
        loads,
        startErrors + loads.stream().mapToLong(Load::errors).sum());
  }

  private static Starts starts(StartResult measured) {
    Started cold = started(measured.cold(), "cold");
    Started warm = started(measured.warm(), "warm");
    Optional<Started> prepared =
        Optional.of(started(measured.prepared(), "prepared"))
            .filter(p -> p.firstByteUs().count() > 0 || !p.failures().isEmpty());
    double adds = cold.firstByteUs().p50() - warm.firstByteUs().p50();
    return new Starts(cold, warm, prepared, Math.round(adds * 10) / 10.0, measured.misses());
  }

  private static Started started(Tally tally, String kind) {
    Optional<StartTally> told = Optional.ofNullable(tally.starts().get(kind));
    return new Started(
        Figures.of(told.map(StartTally::start).orElseGet(Distribution::new)),
        Figures.of(told.map(StartTally::instantiation).orElseGet(Distribution::new)),
        Figures.of(tally.firstByte()),
        Figures.of(tally.total()),
        tally.statuses(),
        tally.failures());
  }

  private static Load load(LoadResult measured) {
    Tally tally = measured.tally();
    SortedMap<String, Long> starts = new TreeMap<>();
    tally.starts().forEach((kind, start) -> starts.put(kind, start.start().count()));
    return new Load(
        measured.connections(),
        measured.rate(),
        tally.elapsed().toMillis() / 1e3,
        tally.served(),
        Math.round(tally.perSecond() * 10) / 10.0,
        Figures.of(tally.firstByte()),
        Figures.of(tally.total()),
        measured.rate().map(_ -> Figures.of(tally.lateness())),
        starts,
        tally.statuses(),
        tally.failures(),
        tally.errors(),
        tally.unfinished(),
        tally.connections(),
        Math.round(measured.generatorCores() * 100) / 100.0);
  }
}

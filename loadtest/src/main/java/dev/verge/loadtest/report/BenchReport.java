package dev.verge.loadtest.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.verge.loadtest.measure.Plan;
import dev.verge.loadtest.peers.PeersReport;
import dev.verge.loadtest.target.PlatformFacts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;

/**
 * One run of the benchmark. The components are the keys of the JSON document, which {@code
 * loadtest/bench.schema.json} describes; a change that breaks readers raises {@link #SCHEMA}.
 *
 * @param schema the document's version
 * @param tool who measured: the program and its version
 * @param started when
 * @param tookSeconds how long
 * @param command the arguments, tokens left out
 * @param machine where
 * @param platforms what was measured
 * @param settings with which plan
 * @param results by target, in the order they were measured
 * @param peers Verge beside its peers; absent where that was not asked for, and then there are
 *     results
 * @param errors statuses of 500 or more and broken requests, of all results together
 * @param warnings what a reader should know before believing the figures
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record BenchReport(
    int schema,
    String tool,
    Instant started,
    double tookSeconds,
    List<String> command,
    Machine machine,
    List<PlatformFacts> platforms,
    Settings settings,
    List<Result> results,
    Optional<PeersReport> peers,
    long errors,
    List<String> warnings) {
  /** The version of the document's form. */
  public static final int SCHEMA = 1;

  public BenchReport {
    command = List.copyOf(command);
    platforms = List.copyOf(platforms);
    results = List.copyOf(results);
    warnings = List.copyOf(warnings);
  }

  /** The plan, in plain units. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Settings(
      String method,
      String path,
      int bodyChars,
      double warmupSeconds,
      int coldStarts,
      double gapMillis,
      List<Integer> connections,
      double durationSeconds,
      Optional<Double> rate,
      double timeoutSeconds) {
    static Settings of(Plan plan) {
      return new Settings(
          plan.method(),
          plan.path(),
          plan.body().length(),
          plan.warmup().toMillis() / 1e3,
          plan.coldStarts(),
          plan.gap().toNanos() / 1e6,
          plan.connections(),
          plan.duration().toMillis() / 1e3,
          plan.rate(),
          plan.timeout().toMillis() / 1e3);
    }
  }

  /**
   * All that was measured of one target.
   *
   * @param facts what identifies the program
   * @param starts absent when no cold starts were asked for
   * @param errors of this target
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Result(
      String platform,
      String name,
      String url,
      SequencedMap<String, String> facts,
      Optional<Starts> starts,
      List<Load> loads,
      long errors) {
    public Result {
      loads = List.copyOf(loads);
    }
  }

  /**
   * Cold against warm.
   *
   * @param addsUs what a cold start adds: the median time to first byte of cold requests less that
   *     of warm ones
   * @param prepared requests that got an isolate that had served none; absent when none did
   * @param misses requests that were not what their turn was
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Starts(
      Started cold, Started warm, Optional<Started> prepared, double addsUs, long misses) {}

  /**
   * Requests of one kind.
   *
   * @param startUs the platform's own figure, from "request routed" to "guest entry point entered";
   *     empty distributions where the platform tells none
   * @param instantiationUs the part of it that made the instance callable
   * @param firstByteUs as the client saw it, from sending to the first byte
   * @param totalUs from sending to the last byte
   */
  public record Started(
      Figures startUs,
      Figures instantiationUs,
      Figures firstByteUs,
      Figures totalUs,
      SortedMap<Integer, Long> statuses,
      SortedMap<String, Long> failures) {}

  /**
   * One stretch of load.
   *
   * @param rate of the open loop; absent for a closed one
   * @param requests answered below status 500
   * @param perSecond such requests in a second
   * @param firstByteUs from when the request was due
   * @param totalUs likewise, to the last byte
   * @param latenessUs how late the generator itself sent, in an open loop
   * @param starts requests by kind of start
   * @param unfinished requests given up at the end of an open loop; their waiting until then counts
   *     in the distributions
   * @param connectionsMade more than {@code connections} when the platform closed some
   * @param generatorCores what the generator used of the machine
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Load(
      int connections,
      Optional<Double> rate,
      double seconds,
      long requests,
      double perSecond,
      Figures firstByteUs,
      Figures totalUs,
      Optional<Figures> latenessUs,
      SortedMap<String, Long> starts,
      SortedMap<Integer, Long> statuses,
      SortedMap<String, Long> failures,
      long errors,
      long unfinished,
      long connectionsMade,
      double generatorCores) {}
}

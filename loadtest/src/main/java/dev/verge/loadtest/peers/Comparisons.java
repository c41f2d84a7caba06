package dev.verge.loadtest.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.verge.loadtest.BenchException;
import dev.verge.loadtest.http.Distribution;
import dev.verge.loadtest.http.Probe;
import dev.verge.loadtest.http.Tally;
import dev.verge.loadtest.peers.Aim.AtMost;
import dev.verge.loadtest.peers.Aim.Ratio;
import dev.verge.loadtest.peers.Duel.Round;
import dev.verge.loadtest.peers.Figure.Scope;
import dev.verge.loadtest.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;

/** What is compared with which peer, what is aimed at, and what is unlike. */
final class Comparisons {
  private static final String WORKERD = "workerd";
  private static final String NODE = "node";
  private static final String WASMTIME = "wasmtime";
  private static final String VICEROY = "viceroy";

  private static final int INSTANCES_IN_LOOP = 1000;

  /** What a warm request's throughput is to be, by work and peer. */
  private static final Map<String, Aim> THROUGHPUT =
      Map.of(
          key(Work.HELLO, WORKERD), new Ratio(1.5),
          key(Work.PAGE, NODE), new Ratio(3),
          key(Work.PAGE_JS, VICEROY), new Ratio(1));

  /** How much less a cold start is to add than the peer's does, from nothing. */
  private static final Map<String, Aim> COLD_ADDS =
      Map.of(
          key(Work.HELLO, WORKERD), new Ratio(40),
          key(Work.PAGE, WORKERD), new Ratio(40),
          key(Work.PAGE_JS, WORKERD), new Ratio(4));

  private static final Map<String, Aim> INSTANTIATION =
      Map.of(
          Work.HELLO, new AtMost(50, "µs"),
          Work.PAGE, new AtMost(50, "µs"),
          Work.PAGE_JS, new AtMost(250, "µs"));

  private final PeersPlan plan;
  private final Duel duel;
  private final Answers answers;
  private final Consumer<String> progress;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final ObjectMapper json = new ObjectMapper();

  Comparisons(PeersPlan plan, Duel duel, Consumer<String> progress) {
    this.plan = plan;
    this.duel = duel;
    this.answers = new Answers(plan.timeout());
    this.progress = progress;
  }

  List<Row> rows() {
    return rows;
  }

  /** What could not be compared, and why. */
  List<String> missing() {
    return missing;
  }

  /** Load on both, where the peer does this work. */
  void load(String work, Target verge, String peer, Running theirs) {
    Optional<Target> target = theirs.target(work);
    Optional<String> difference = target.flatMap(t -> answers.difference(verge, t));
    difference.ifPresent(why -> missing.add("%s, %s: %s".formatted(work, peer, why)));
    if (target.isEmpty() || difference.isPresent()) {
      return;
    }
    progress.accept("%s: load on verge and %s in turn".formatted(work, peer));
    List<Round<Tally>> rounds = duel.load(verge, target.get());
    String connections = plan.connections() + " connections";
    Optional<String> note = unlike(work, peer);
    Optional<Aim> throughput = Optional.ofNullable(THROUGHPUT.get(key(work, peer)));
    // "p99 no worse" is asked for where hello is compared with workerd.
    Optional<Aim> p99 =
        work.equals(Work.HELLO) && peer.equals(WORKERD)
            ? Optional.of(new Ratio(1))
            : Optional.empty();
    var perSecond = new Figure(Scope.HTTP, "throughput, " + connections, "requests/s", true);
    add(
        Rounds.of(perSecond, rounds, tally -> OptionalDouble.of(tally.perSecond()))
            .row(work, peer, throughput, note));
    add(latency(rounds, "p50, " + connections, 50).row(work, peer, Optional.empty(), note));
    add(latency(rounds, "p99, " + connections, 99).row(work, peer, p99, note));
  }

  /** Cold and warm requests on both, where the peer has such. */
  void starts(String work, Target verge, String peer, Running theirs) {
    Optional<Target> target = theirs.start(work);
    if (target.isEmpty()) {
      return;
    }
    progress.accept("%s: cold starts of verge and %s in turn".formatted(work, peer));
    if (peer.equals(WASMTIME)) {
      instantiation(
          work, duel.starts(verge, target.get(), starts -> starts.withLoop(inLoop(target.get()))));
    } else {
      adds(work, peer, duel.starts(verge, target.get(), Function.identity()));
    }
  }

  private void adds(String work, String peer, List<Round<Starts>> rounds) {
    Optional<String> note =
        work.equals(Work.HELLO)
            ? Optional.empty()
            : Optional.of("the page in an isolate of workerd is rendered by React");
    add(
        adds(rounds, "a cold start adds to p50", StartLeg.COLD)
            .row(work, peer, Optional.ofNullable(COLD_ADDS.get(key(work, peer))), note));
    add(
        adds(rounds, "a prepared start adds to p50", StartLeg.PREPARED)
            .row(work, peer, Optional.of(new Ratio(40)), note));
    add(
        Rounds.of(
                Figure.micros(Scope.HTTP, "first byte p50, cold"),
                rounds,
                starts -> starts.firstByte(StartLeg.COLD))
            .row(work, peer, Optional.empty(), note));
    add(
        Rounds.of(
                Figure.micros(Scope.HTTP, "first byte p50, warm"),
                rounds,
                starts -> starts.firstByte(StartLeg.WARM))
            .row(work, peer, Optional.empty(), note));
  }

  private void instantiation(String work, List<Round<Starts>> rounds) {
    Optional<Aim> aim = Optional.ofNullable(INSTANTIATION.get(work));
    Optional<String> none = Optional.empty();
    add(instantiation(rounds, StartLeg.COLD, 50).row(work, WASMTIME, aim, none));
    add(instantiation(rounds, StartLeg.COLD, 99).row(work, WASMTIME, Optional.empty(), none));
    add(instantiation(rounds, StartLeg.PREPARED, 50).row(work, WASMTIME, Optional.empty(), none));
    add(instantiation(rounds, StartLeg.WARM, 50).row(work, WASMTIME, Optional.empty(), none));
    add(
        Rounds.of(
                Figure.micros(Scope.PROCESS, "instantiation p50, cold; theirs in a loop"),
                rounds,
                starts -> starts.instantiation(StartLeg.COLD, 50),
                Starts::loop)
            .row(
                work,
                WASMTIME,
                Optional.empty(),
                Optional.of(
                    "%d in a loop there, with hot caches; single requests here"
                        .formatted(INSTANCES_IN_LOOP))));
    if (!work.equals(Work.PAGE_JS)) {
      add(
          Rounds.of(
                  Figure.micros(Scope.HTTP, "first byte p50, cold"),
                  rounds,
                  starts -> starts.firstByte(StartLeg.COLD))
              .row(work, WASMTIME, Optional.empty(), unlike(work, WASMTIME)));
    }
  }

  private static Rounds latency(List<Round<Tally>> rounds, String name, double percentile) {
    return Rounds.of(
        Figure.micros(Scope.HTTP, name), rounds, tally -> percentile(tally.total(), percentile));
  }

  private static OptionalDouble percentile(Distribution distribution, double percentile) {
    return OptionalDouble.of(distribution.histogram().getValueAtPercentile(percentile) / 1e3);
  }

  private static Rounds adds(List<Round<Starts>> rounds, String name, String kind) {
    return Rounds.of(
        Figure.micros(Scope.HTTP, name),
        rounds,
        starts -> starts.adds(kind),
        starts -> starts.adds(StartLeg.COLD));
  }

  private static Rounds instantiation(List<Round<Starts>> rounds, String kind, double percentile) {
    return Rounds.of(
        Figure.micros(Scope.PROCESS, "instantiation p%.0f, %s".formatted(percentile, kind)),
        rounds,
        starts -> starts.instantiation(kind, percentile),
        starts -> starts.instantiation(StartLeg.COLD, percentile));
  }

  /** Wasmtime's own loop; microseconds. */
  private double inLoop(Target target) {
    try {
      var asked = target.call("GET", "/.instantiate?" + INSTANCES_IN_LOOP, "");
      return json.readTree(Probe.ask(asked, plan.timeout()).body()).path("p50").asDouble() / 1e3;
    } catch (IOException e) {
      throw new BenchException("Wasmtime's loop gave no figures: " + e.getMessage(), e);
    }
  }

  /** What a reader must know of two programs that do the same work. */
  private static Optional<String> unlike(String work, String peer) {
    if (peer.equals(WASMTIME)) {
      return Optional.of("the same binary; every request gets a new instance there");
    }
    return switch (work) {
      case Work.HELLO -> Optional.of("C in Verge, JavaScript there");
      case Work.PAGE -> Optional.of("Rust in Verge, React there");
      case Work.COMPUTE -> Optional.of("Rust in Verge; JavaScript there, with a native SHA-256");
      default ->
          Optional.of(
              peer.equals(VICEROY)
                  ? "the same binary; every request gets a new instance there"
                  : "React in SpiderMonkey in Verge, React in V8 there");
    };
  }

  private static String key(String work, String peer) {
    return work + " " + peer;
  }

  private void add(Optional<Row> row) {
    row.ifPresent(rows::add);
  }
}

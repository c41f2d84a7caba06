package dev.verge.loadtest.peers;

import dev.verge.loadtest.BenchException;
import dev.verge.loadtest.http.LoadGenerator;
import dev.verge.loadtest.peers.Aim.AtMost;
import dev.verge.loadtest.peers.Figure.Scope;
import dev.verge.loadtest.peers.PeersReport.Contender;
import dev.verge.loadtest.target.PlatformFacts;
import dev.verge.loadtest.target.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Builds and starts Verge's peers, compares them with it, and stops them again. */
public final class PeersRun {
  /** The guests that are no samples: their units are named as their work. */
  private static final List<String> GUESTS = List.of(Work.PAGE_JS, Work.COMPUTE);

  private final PeersPlan plan;
  private final Workshop workshop;
  private final VergePeer verge;

  /** As somebody has it who did no more than start it: with the samples alone. */
  private final VergePeer startedVerge;

  private final List<Peer> peers;
  private final List<String> works;
  private final Consumer<String> progress;
  private final SequencedMap<String, String> problems = new LinkedHashMap<>();
  private final List<String> missing = new ArrayList<>();

  /**
   * @param root the source tree
   * @param built where peers are built; kept from run to run
   * @param scratch for this run: logs, and while it lasts Verge's home
   * @param peers names of those that take part; all when empty
   * @param works names of the work items; all when empty
   * @param progress gets a line at each step
   */
  public PeersRun(
      PeersPlan plan,
      Path root,
      Path built,
      Path scratch,
      Set<String> peers,
      Set<String> works,
      Consumer<String> progress) {
    this.plan = plan;
    this.workshop = new Workshop(root, built, scratch.resolve("logs"));
    this.peers =
        all(workshop).stream().filter(p -> peers.isEmpty() || peers.contains(p.name())).toList();
    this.works = Work.ALL.stream().filter(work -> works.isEmpty() || works.contains(work)).toList();
    Path home = scratch.toAbsolutePath().resolve("home");
    List<String> guests = GUESTS.stream().filter(this.works::contains).toList();
    this.verge = new VergePeer(workshop, home, guests);
    this.startedVerge = new VergePeer(workshop, home.resolveSibling("home-of-starts"), List.of());
    this.progress = progress;
  }

  /** Names of the peers that there are. */
  public static List<String> peers() {
    return List.of("workerd", "node", "wasmtime", "viceroy");
  }

  /** Names of the work items that there are. */
  public static List<String> works() {
    return Work.ALL;
  }

  private static List<Peer> all(Workshop workshop) {
    return List.of(
        new WorkerdPeer(workshop),
        new NodePeer(workshop),
        new WasmtimePeer(workshop),
        new ViceroyPeer(workshop));
  }

  /**
   * What came of it.
   *
   * @param verge what Verge says of itself
   */
  public record Outcome(PlatformFacts verge, PeersReport report) {}

  /**
   * Does all of it; takes minutes, and far longer when Wasmtime and Viceroy are built first.
   *
   * @throws BenchException when Verge itself cannot be started
   */
  public Outcome run() {
    try {
      return compareAll();
    } finally {
      verge.discard();
      startedVerge.discard();
    }
  }

  private Outcome compareAll() {
    List<Peer> built = build();
    List<Row> rows = new ArrayList<>();
    PlatformFacts facts;
    List<String> unsettled;
    long errors;
    SequencedMap<String, Running> running = new LinkedHashMap<>();
    progress.accept("verge: starting");
    VergePeer.Started started = verge.startWithControlPlane();
    try (Running ours = started.running();
        var generator = new LoadGenerator(plan.timeout())) {
      facts = started.platform().facts();
      built.forEach(peer -> start(peer).ifPresent(up -> running.put(peer.name(), up)));
      var duel = new Duel(generator, plan);
      var comparisons = new Comparisons(plan, duel, progress);
      works.forEach(work -> compare(work, ours, running, comparisons));
      rows.addAll(comparisons.rows());
      missing.addAll(comparisons.missing());
      unsettled = duel.unsettled().stream().distinct().toList();
      errors = duel.errors();
    } finally {
      running.values().forEach(Running::close);
    }
    List<Peer> startable = built.stream().filter(p -> running.containsKey(p.name())).toList();
    rows.addAll(processStarts(startable));
    return new Outcome(
        facts,
        new PeersReport(
            plan.rounds(),
            plan.leg().toMillis() / 1e3,
            plan.pairs(),
            contenders(facts),
            rows,
            missing,
            unsettled,
            errors));
  }

  /** Those that could be built. */
  private List<Peer> build() {
    for (String guest : GUESTS) {
      if (works.contains(guest)) {
        progress.accept("building " + guest);
        workshop.problem(guest).ifPresent(why -> missing.add(guest + ": " + why));
      }
    }
    List<Peer> built = new ArrayList<>();
    for (Peer peer : peers) {
      progress.accept("building " + peer.name());
      Optional<String> problem = workshop.problem(peer.units());
      problem.ifPresentOrElse(why -> problems.put(peer.name(), why), () -> built.add(peer));
    }
    return built;
  }

  private Optional<Running> start(Peer peer) {
    progress.accept(peer.name() + ": starting");
    try {
      return Optional.of(peer.start());
    } catch (BenchException e) {
      problems.put(peer.name(), e.getMessage());
      return Optional.empty();
    }
  }

  private static void compare(
      String work, Running ours, SequencedMap<String, Running> running, Comparisons comparisons) {
    Optional<Target> verge = ours.target(work);
    if (verge.isPresent()) {
      running.forEach((peer, theirs) -> comparisons.load(work, verge.get(), peer, theirs));
      running.forEach((peer, theirs) -> comparisons.starts(work, verge.get(), peer, theirs));
    }
  }

  private List<Row> processStarts(List<Peer> startable) {
    var figure = new Figure(Scope.START, "first answer after the start", "ms", false);
    Map<String, Rounds> collected = new LinkedHashMap<>();
    // The first start brings the samples.
    if (plan.starts() > 0) {
      startTime(startedVerge);
    }
    for (int i = 0; i < plan.starts(); i++) {
      progress.accept("starting every process: %d of %d".formatted(i + 1, plan.starts()));
      OptionalDouble ours = startTime(startedVerge);
      for (Peer peer : startable) {
        collected.computeIfAbsent(peer.name(), _ -> new Rounds(figure)).add(ours, startTime(peer));
      }
    }
    return collected.entrySet().stream()
        .flatMap(
            entry ->
                entry
                    .getValue()
                    .row(
                        entry.getKey().equals("viceroy") ? Work.PAGE_JS : Work.HELLO,
                        entry.getKey(),
                        Optional.of(new AtMost(2500, "ms")),
                        Optional.of(processNote(entry.getKey())))
                    .stream())
        .toList();
  }

  private static String processNote(String peer) {
    return switch (peer) {
      case "viceroy" -> "./verge up with its samples; a server that compiles its program there";
      case "wasmtime" -> "./verge up with its samples; a server with compiled programs there";
      default -> "./verge up with its samples; a server there";
    };
  }

  /** Milliseconds; empty when it did not start this time, which is told. */
  private OptionalDouble startTime(Peer peer) {
    try (Running started = peer.start()) {
      Duration took = started.process().untilAnswer();
      return OptionalDouble.of(took.toNanos() / 1e6);
    } catch (BenchException e) {
      missing.add("a start of %s: %s".formatted(peer.name(), e.getMessage()));
      return OptionalDouble.empty();
    }
  }

  private List<Contender> contenders(PlatformFacts facts) {
    var ours = new Contender(facts.name(), Optional.of(facts.engine()), Optional.empty());
    return Stream.concat(
            Stream.of(ours),
            peers.stream()
                .map(
                    peer ->
                        new Contender(
                            peer.name(),
                            workshop.version(peer.name()),
                            Optional.ofNullable(problems.get(peer.name())))))
        .toList();
  }
}

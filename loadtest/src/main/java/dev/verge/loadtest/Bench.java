package dev.verge.loadtest;

import dev.verge.loadtest.density.Density;
import dev.verge.loadtest.http.LoadGenerator;
import dev.verge.loadtest.jmh.InProcess;
import dev.verge.loadtest.measure.Measurement;
import dev.verge.loadtest.measure.Plan;
import dev.verge.loadtest.measure.TargetResult;
import dev.verge.loadtest.peers.PeersPlan;
import dev.verge.loadtest.peers.PeersRun;
import dev.verge.loadtest.report.BenchReport;
import dev.verge.loadtest.report.ConsoleTable;
import dev.verge.loadtest.report.Machine;
import dev.verge.loadtest.report.ReportFiles;
import dev.verge.loadtest.report.Reporter;
import dev.verge.loadtest.target.PlatformFacts;
import dev.verge.loadtest.target.Target;
import dev.verge.loadtest.target.VergePlatform;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code ./verge bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = Bench.Version.class,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Measures a running platform over HTTP: cold starts, warm starts, time to first byte,",
      "throughput. Prints a table and writes JSON and an HTML page.%n"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured, and every request was served",
      "1:requests failed, or nothing could be measured",
      "2:the command line is wrong"
    })
public final class Bench implements Callable<Integer> {
  private static final DateTimeFormatter DIRECTORY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @Spec private CommandSpec spec;

  @Option(
      names = "--function",
      paramLabel = "NAME",
      description = "function, or tenant/function; may be repeated (default: all)")
  private List<String> functions = new ArrayList<>();

  @Option(names = "--tenant", description = "only functions of this tenant")
  private Optional<String> tenant = Optional.empty();

  @Option(
      names = "--url",
      defaultValue = "${env:VERGE_URL}",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description =
          "control plane; else VERGE_URL, else the one that ./verge up runs, else"
              + " http://127.0.0.1:8788")
  private Optional<URI> url = Optional.empty();

  @Option(
      names = "--token",
      defaultValue = "${env:VERGE_TOKEN}",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "else VERGE_TOKEN, else the root token in the platform's home")
  private Optional<String> token = Optional.empty();

  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = "${env:VERGE_HOME:-.verge}",
      description = "the platform's home")
  private Path home = Path.of(".verge");

  @Option(
      names = "--cold",
      paramLabel = "N",
      defaultValue = "1000",
      description = "pairs of a cold and a warm request; isolates are closed before each")
  private int cold;

  @Option(
      names = "--gap",
      paramLabel = "MS",
      defaultValue = "5",
      description = "pause before each request of a pair, in milliseconds")
  private double gapMillis;

  @Option(
      names = "--connections",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,16",
      description = "a closed loop (the next request follows the answer) for each of these numbers")
  private List<Integer> connections = new ArrayList<>();

  @Option(
      names = "--rate",
      paramLabel = "R",
      description =
          "also an open loop: R requests per second whatever the platform does, on the largest"
              + " number of connections; latency counts from when a request was due")
  private Optional<Double> rate = Optional.empty();

  @Option(
      names = "--duration",
      paramLabel = "S",
      defaultValue = "10",
      description = "of each loop, in seconds")
  private double durationSeconds;

  @Option(
      names = "--warmup",
      paramLabel = "S",
      defaultValue = "5",
      description = "load before anything is measured, in seconds")
  private double warmupSeconds;

  @Option(
      names = "--timeout",
      paramLabel = "S",
      defaultValue = "60",
      description = "a response that is not whole after this is an error, in seconds")
  private double timeoutSeconds;

  @Option(names = "--method", defaultValue = "GET", description = "of every request")
  private String method = "GET";

  @Option(names = "--path", defaultValue = "/", description = "with its query, of every request")
  private String path = "/";

  @Option(names = "--body", defaultValue = "", description = "of every request, as text")
  private String body = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "for bench.json and bench.html (default: bench/<now> in the home)")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--jmh",
      paramLabel = "PATTERN",
      arity = "0..1",
      fallbackValue = ".*",
      description =
          "measure isolates in process with JMH instead, without a running platform: benchmarks"
              + " whose name contains this; --function chooses among the samples")
  private Optional<String> jmh = Optional.empty();

  @Option(
      names = "--density",
      paramLabel = "N",
      arity = "0..1",
      fallbackValue = "2000",
      description =
          "count instead what an idle isolate takes in memory, with so many, then let five times as"
              + " many functions serve once each; takes 4 GB; --function chooses the sample")
  private Optional<Integer> density = Optional.empty();

  @Option(
      names = "--dist",
      paramLabel = "DIR",
      description =
          "for --jmh and --density: the platform's distribution (default: as built beside this one)")
  private Optional<Path> dist = Optional.empty();

  @Mixin private PeersOptions peers = new PeersOptions();

  private Bench() {}

  /** Runs the benchmark and ends the process. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Bench())
        .setExecutionExceptionHandler(
            (failure, command, _) -> {
              if (failure instanceof BenchException) {
                command.getErr().println(failure.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
              }
              throw failure;
            });
  }

  @Override
  public Integer call() {
    Instant started = Instant.now();
    Path directory = out.orElseGet(() -> home.resolve("bench").resolve(DIRECTORY.format(started)));
    if (jmh.isPresent()) {
      dist.map(InProcess::new)
          .orElseGet(InProcess::beside)
          .run(jmh.get(), functions, directory.resolve("jmh.json"));
      return CommandLine.ExitCode.OK;
    }
    if (density.isPresent()) {
      require(density.get() >= 1, "--density must be at least 1");
      dist.map(Density::new)
          .orElseGet(Density::beside)
          .run(functions.isEmpty() ? "hello-c" : functions.getFirst(), density.get());
      return CommandLine.ExitCode.OK;
    }
    return peers.wanted() ? besidePeers(started, directory) : overHttp(started, directory);
  }

  private int besidePeers(Instant started, Path directory) {
    peers.check(this::require);
    for (String work : functions) {
      require(
          PeersRun.works().contains(work),
          "There is no work item %s; there are: %s"
              .formatted(work, String.join(", ", PeersRun.works())));
    }
    Machine machine = Machine.here();
    Path root = InProcess.beside().dist().resolve("../../..").normalize();
    var peersPlan =
        new PeersPlan(
            peers.rounds(),
            seconds(peers.legSeconds()),
            seconds(peers.settleSeconds()),
            plan().mostConnections(),
            peers.pairs(),
            plan().gap(),
            peers.starts(),
            plan().timeout());
    var run =
        new PeersRun(
            peersPlan,
            root,
            peers.built(root),
            directory.resolve("peers"),
            peers.peers(),
            new HashSet<>(functions),
            spec.commandLine().getErr()::println);
    PeersRun.Outcome outcome = run.run();
    var plan =
        new Plan(
            "GET",
            "/",
            "",
            peersPlan.settle(),
            peersPlan.pairs(),
            peersPlan.gap(),
            List.of(peersPlan.connections()),
            peersPlan.leg(),
            Optional.empty(),
            peersPlan.timeout());
    return write(
        new Reporter(new Version().tool(), withoutSecrets(), machine, plan)
            .report(
                started,
                Duration.between(started, Instant.now()),
                outcome.verge(),
                outcome.report()),
        directory);
  }

  private int overHttp(Instant started, Path directory) {
    Plan plan = plan();
    Home platformHome = new Home(home);
    Machine machine = Machine.here();
    var platform =
        new VergePlatform(url.orElseGet(platformHome::controlPlane), token(platformHome));
    PlatformFacts facts = platform.facts();
    List<Target> targets = platform.targets(functions, tenant);

    List<TargetResult> measured = measure(plan, targets);

    var reporter = new Reporter(new Version().tool(), withoutSecrets(), machine, plan);
    return write(
        reporter.report(
            started, Duration.between(started, Instant.now()), List.of(facts), measured),
        directory);
  }

  private int write(BenchReport report, Path directory) {
    ReportFiles files = ReportFiles.write(report, directory);
    PrintWriter console = spec.commandLine().getOut();
    console.println(ConsoleTable.of(report));
    console.println(files.json());
    console.println(files.page());
    return report.errors() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private List<TargetResult> measure(Plan plan, List<Target> targets) {
    PrintWriter progress = spec.commandLine().getErr();
    try (var generator = new LoadGenerator(plan.timeout())) {
      var measurement = new Measurement(generator, plan, progress::println);
      return targets.stream().map(measurement::measure).toList();
    }
  }

  private Plan plan() {
    require(cold >= 0 && cold <= 1_000_000, "--cold must be from 0 to 1000000");
    require(
        connections.stream().allMatch(n -> n >= 1 && n <= 10_000),
        "--connections must be from 1 to 10000");
    rate.ifPresent(r -> require(r > 0 && r <= 1_000_000, "--rate must be from above 0 to 1000000"));
    require(durationSeconds > 0, "--duration must be above 0");
    require(timeoutSeconds > 0 && timeoutSeconds <= 600, "--timeout must be from above 0 to 600");
    require(warmupSeconds >= 0, "--warmup must not be negative");
    require(gapMillis >= 0, "--gap must not be negative");
    require(path.startsWith("/"), "--path must start with a slash");
    return new Plan(
        method,
        path,
        body,
        seconds(warmupSeconds),
        cold,
        seconds(gapMillis / 1e3),
        connections,
        seconds(durationSeconds),
        rate,
        seconds(timeoutSeconds));
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private String token(Home platformHome) {
    return token
        .or(platformHome::rootToken)
        .orElseThrow(
            () ->
                new BenchException(
                    "No token: give --token or VERGE_TOKEN, or --home of the running platform (there"
                        + " is no root-token in "
                        + home.toAbsolutePath()
                        + ")."));
  }

  private List<String> withoutSecrets() {
    List<String> arguments = new ArrayList<>(spec.commandLine().getParseResult().originalArgs());
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).startsWith("--token=")) {
        arguments.set(i, "--token=…");
      } else if (arguments.get(i).equals("--token") && i + 1 < arguments.size()) {
        arguments.set(i + 1, "…");
      }
    }
    return arguments;
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {tool()};
    }

    String tool() {
      return "verge bench "
          + Optional.ofNullable(Bench.class.getPackage().getImplementationVersion())
              .orElse("(not packaged)");
    }
  }
}

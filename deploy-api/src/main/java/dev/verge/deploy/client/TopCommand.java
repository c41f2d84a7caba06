package dev.verge.deploy.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows functions as they work: by what the platform's metrics say each second. */
@Command(
    name = "top",
    description = "Show the functions as they work, the busiest first, until Ctrl-C.")
final class TopCommand implements Callable<Integer> {
  private static final Duration REFRESH = Duration.ofSeconds(1);

  /** Moments that latencies are told of. */
  private static final int WINDOW = 10;

  private static final double MEDIAN = 0.5;
  private static final double NINETY_NINE = 0.99;
  private static final double NANOS_PER_SECOND = 1e9;

  /** To the upper left corner, and what is below it away (ECMA-48: CUP, ED). */
  private static final String CLEAR = "\u001b[H\u001b[J";

  private final Shell shell;
  @Spec private CommandSpec spec;

  @Option(
      names = {"-t", "--tenant"},
      paramLabel = "TENANT",
      description = "Only the functions of this tenant")
  private Optional<String> tenant = Optional.empty();

  @Option(
      names = {"-r", "--rows"},
      paramLabel = "ROWS",
      description = "How many functions at the most; default ${DEFAULT-VALUE}")
  private int rows = 20;

  @Option(
      names = {"-c", "--count"},
      paramLabel = "TIMES",
      description = "End after so many refreshes")
  private long count = Long.MAX_VALUE;

  @Option(names = "--json", description = "Print a JSON document of one second, and end")
  private boolean json;

  @Mixin private Connection connection = new Connection();

  TopCommand(Shell shell) {
    this.shell = shell;
  }

  /**
   * What a function did in a second.
   *
   * @param p50Us of its requests of the last seconds; empty when there were none
   * @param p99Us likewise
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  private record Row(
      String function,
      @JsonProperty("requests_per_second") double requestsPerSecond,
      @JsonProperty("errors_per_second") double errorsPerSecond,
      @JsonProperty("p50_us") OptionalDouble p50Us,
      @JsonProperty("p99_us") OptionalDouble p99Us,
      int idle,
      int prepared,
      int running) {
    static Row of(String function, Moment first, Moment before, Moment now) {
      Load load = now.load(function);
      Load earlier = before.load(function);
      double seconds = (now.nanos() - before.nanos()) / NANOS_PER_SECOND;
      return new Row(
          function,
          (load.requests() - earlier.requests()) / seconds,
          (load.errors() - earlier.errors()) / seconds,
          known(load.quantile(MEDIAN, first.load(function))),
          known(load.quantile(NINETY_NINE, first.load(function))),
          load.isolates("idle"),
          load.isolates("prepared"),
          load.isolates("running"));
    }

    private static OptionalDouble known(double value) {
      return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
  }

  /**
   * The platform at a moment.
   *
   * @param functions all that there are
   * @param guestMemoryBytes of running guests
   * @param idleIsolatesBytes of idle isolates
   * @param busiest functions, the busiest first
   */
  private record Snapshot(
      int functions,
      @JsonProperty("guest_memory_bytes") long guestMemoryBytes,
      @JsonProperty("idle_isolates_bytes") long idleIsolatesBytes,
      List<Row> busiest) {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Deque<Moment> moments = new ArrayDeque<>();
    long refreshes = json ? 1 : count;
    try (ControlPlaneClient client = connection.open(shell)) {
      moments.add(moment(client));
      for (long shown = 0; shown < refreshes && !out.checkError(); shown++) {
        Thread.sleep(REFRESH);
        moments.add(moment(client));
        if (moments.size() > WINDOW + 1) {
          moments.remove();
        }
        print(snapshot(List.copyOf(moments)), out);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static Moment moment(ControlPlaneClient client) {
    return Moment.of(System.nanoTime(), client.metrics());
  }

  private Snapshot snapshot(List<Moment> moments) {
    Moment first = moments.getFirst();
    Moment before = moments.get(moments.size() - 2);
    Moment now = moments.getLast();
    return new Snapshot(
        now.functions().size(),
        now.platform("verge_guest_memory_bytes"),
        now.platform("verge_idle_isolates_bytes"),
        now.functions().keySet().stream()
            .filter(function -> tenant.filter(wanted -> !isOf(function, wanted)).isEmpty())
            .map(function -> Row.of(function, first, before, now))
            .sorted(Comparator.comparingDouble(row -> -row.requestsPerSecond()))
            .limit(rows)
            .toList());
  }

  private void print(Snapshot snapshot, PrintWriter out) {
    if (json) {
      JsonNode document = ControlPlaneClient.JSON.valueToTree(snapshot);
      out.println(document.toPrettyString());
      return;
    }
    Table table =
        new Table("FUNCTION", "REQ/S", "5XX/S", "P50 US", "P99 US", "IDLE", "PREPARED", "RUNNING");
    snapshot
        .busiest()
        .forEach(
            row ->
                table.row(
                    row.function(),
                    number(row.requestsPerSecond(), 1),
                    number(row.errorsPerSecond(), 1),
                    number(row.p50Us(), 0),
                    number(row.p99Us(), 0),
                    Integer.toString(row.idle()),
                    Integer.toString(row.prepared()),
                    Integer.toString(row.running())));
    if (shell.terminal()) {
      out.print(CLEAR);
    }
    out.printf(
        "%s  functions: %d, memory of running guests: %s, of idle isolates: %s%n",
        LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS),
        snapshot.functions(),
        Sizes.of(snapshot.guestMemoryBytes()),
        Sizes.of(snapshot.idleIsolatesBytes()));
    table.print(out);
    out.flush();
  }

  private static boolean isOf(String function, String tenant) {
    return function.startsWith(tenant + "/");
  }

  private static String number(OptionalDouble value, int digits) {
    return value.isEmpty() ? "-" : number(value.getAsDouble(), digits);
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}

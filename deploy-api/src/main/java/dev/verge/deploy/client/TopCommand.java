package dev.verge.deploy.client;

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

  @Mixin private Connection connection = new Connection();

  TopCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Deque<Moment> moments = new ArrayDeque<>();
    try (ControlPlaneClient client = connection.open(shell)) {
      moments.add(moment(client));
      for (long shown = 0; shown < count && !out.checkError(); shown++) {
        Thread.sleep(REFRESH);
        moments.add(moment(client));
        if (moments.size() > WINDOW + 1) {
          moments.remove();
        }
        print(List.copyOf(moments), out);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static Moment moment(ControlPlaneClient client) {
    return Moment.of(System.nanoTime(), client.metrics());
  }

  private void print(List<Moment> moments, PrintWriter out) {
    Moment first = moments.getFirst();
    Moment before = moments.get(moments.size() - 2);
    Moment now = moments.getLast();
    double seconds = (now.nanos() - before.nanos()) / NANOS_PER_SECOND;
    Comparator<String> busiest =
        Comparator.comparingDouble(
            function -> before.load(function).requests() - now.load(function).requests());
    Table table =
        new Table("FUNCTION", "REQ/S", "5XX/S", "P50 US", "P99 US", "IDLE", "PREPARED", "RUNNING");
    now.functions().keySet().stream()
        .filter(function -> tenant.filter(wanted -> !isOf(function, wanted)).isEmpty())
        .sorted(busiest)
        .limit(rows)
        .forEach(
            function -> {
              Load load = now.load(function);
              Load earlier = before.load(function);
              table.row(
                  function,
                  number((load.requests() - earlier.requests()) / seconds, 1),
                  number((load.errors() - earlier.errors()) / seconds, 1),
                  number(load.quantile(MEDIAN, first.load(function)), 0),
                  number(load.quantile(NINETY_NINE, first.load(function)), 0),
                  Integer.toString(load.isolates("idle")),
                  Integer.toString(load.isolates("prepared")),
                  Integer.toString(load.isolates("running")));
            });
    if (shell.terminal()) {
      out.print(CLEAR);
    }
    out.printf(
        "%s  functions: %d, memory of running guests: %s, of idle isolates: %s%n",
        LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS),
        now.functions().size(),
        Sizes.of(now.platform("verge_guest_memory_bytes")),
        Sizes.of(now.platform("verge_idle_isolates_bytes")));
    table.print(out);
    out.flush();
  }

  private static boolean isOf(String function, String tenant) {
    return function.startsWith(tenant + "/");
  }

  private static String number(double value, int digits) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}

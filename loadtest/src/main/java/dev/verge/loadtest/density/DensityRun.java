package dev.verge.loadtest.density;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.Limits;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.Start;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.pool.IsolateSettings;
import dev.verge.isolate.pool.Isolates;
import dev.verge.isolate.pool.Outcome;
import dev.verge.isolate.pool.PoolStats;
import dev.verge.isolate.template.Template;
import dev.verge.loadtest.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Fills a pool with idle isolates, and with idle functions, and counts what each takes. */
final class DensityRun implements AutoCloseable {
  /** How many evicted functions are asked again. */
  private static final int ASKED_AGAIN = 200;

  private static final long NEVER = 1L << 50;

  private final byte[] module;
  private final FunctionLogs logs;
  private final PlatformServices services;
  private final Isolates isolates;

  /**
   * @param idleBytes the most that idle isolates may weigh together
   */
  private DensityRun(Path guest, Path home, long idleBytes) throws IOException {
    module = Files.readAllBytes(guest);
    logs = FunctionLogs.open(home);
    services = PlatformServices.open(PlatformServices.Settings.in(home));
    isolates =
        Isolates.start(
            new IsolateSettings(idleBytes, Duration.ofHours(1), NEVER, 0), logs, services);
  }

  /**
   * Prints what is measured.
   *
   * @param arguments a guest's module, how many isolates, how many functions, the idle isolates'
   *     weight in bytes for the latter
   */
  public static void main(String[] arguments) throws Exception {
    Path guest = Path.of(arguments[0]);
    try (DensityRun run = new DensityRun(guest, home(), NEVER)) {
      run.isolates(Integer.parseInt(arguments[1]));
    }
    try (DensityRun run = new DensityRun(guest, home(), Long.parseLong(arguments[3]))) {
      run.functions(Integer.parseInt(arguments[2]));
    }
    System.exit(0);
  }

  @Override
  public void close() {
    isolates.close();
    services.close();
    logs.close();
  }

  /** Idle isolates of one function. */
  private void isolates(int count) throws Exception {
    Template template = template("one");
    // The first make the classes, threads and arenas that all share.
    int first = Math.max(1, count / 4);
    together(template, first);
    Footprint before = Footprint.now();
    together(template, first + count);
    Footprint after = Footprint.now();
    print("idle isolate", count, before, after);
  }

  /** Functions that each served once. */
  private void functions(int count) throws Exception {
    List<Template> templates = new ArrayList<>();
    warmUp();
    Footprint before = Footprint.now();
    for (int i = 0; i < count; i++) {
      templates.add(template("f" + i));
    }
    Footprint stored = Footprint.now();
    print("template", count, before, stored);
    for (Template template : templates) {
      require(serve(template).equals(Optional.of(Start.Kind.COLD)), "A first request was not cold");
    }
    PoolStats stats = isolates.stats();
    Footprint after = Footprint.now();
    print("idle function's isolate", stats.functions().size(), stored, after);
    List<Template> evicted =
        templates.stream()
            .filter(one -> !stats.functions().containsKey(one.version().function()))
            .limit(ASKED_AGAIN)
            .toList();
    for (Template template : evicted) {
      require(
          serve(template).equals(Optional.of(Start.Kind.COLD)), "An evicted function was not cold");
    }
    System.out.printf(
        "%,d functions: %,d have an idle isolate, %,d isolates were evicted, the idle ones weigh %,d bytes by the pool's own count.%n",
        count, stats.functions().size(), stats.evictions(), stats.idleBytes());
    System.out.printf(
        "%d functions without one were asked again: all were served, all cold.%n", evicted.size());
    System.out.println(after);
  }

  private void warmUp() throws Exception {
    Template template = template("one");
    for (int i = 0; i < 2_000; i++) {
      serve(template);
    }
  }

  private void together(Template template, int count) throws Exception {
    CountDownLatch arrived = new CountDownLatch(count);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> served = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        served.add(threads.submit(() -> serve(template, new Together(arrived))));
      }
      for (Future<?> one : served) {
        one.get();
      }
    }
  }

  private Optional<Start.Kind> serve(Template template) throws InterruptedException {
    Together exchange = new Together(new CountDownLatch(1));
    Thread.ofVirtual().start(() -> serve(template, exchange)).join();
    return exchange.kind();
  }

  private Outcome serve(Template template, Together exchange) {
    Outcome outcome = isolates.serve(template, exchange);
    require(outcome instanceof Outcome.Served, "A request failed: " + outcome);
    return outcome;
  }

  private Template template(String name) {
    Limits limits = Limits.DEFAULT;
    Limits many =
        new Limits(
            limits.memoryBytes(),
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            limits.requestBytes(),
            limits.responseBytes(),
            1 << 20,
            limits.logBytes());
    GuestConfig config =
        new GuestConfig(Optional.empty(), List.of(), Map.of(), Optional.empty(), many);
    return isolates.prepare(
        new VersionId(new FunctionId("bench", name), 1), module, AssetTree.EMPTY, config);
  }

  private static void print(String what, int count, Footprint before, Footprint after) {
    Footprint.Each each = after.each(before, count);
    System.out.printf(
        "%-24s x %,6d: %,9d bytes each (heap %,d, outside %,d, page tables %,d); mappings %+d, descriptors %+d%n",
        what,
        count,
        each.total(),
        each.heap(),
        each.outside(),
        each.pageTables(),
        after.mappings() - before.mappings(),
        after.descriptors() - before.descriptors());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new BenchException(otherwise);
    }
  }

  private static Path home() throws IOException {
    return Files.createTempDirectory("verge-density");
  }
}

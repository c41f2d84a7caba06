package dev.verge.loadtest.jmh;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.pool.IsolateSettings;
import dev.verge.isolate.pool.Isolates;
import dev.verge.isolate.pool.Outcome;
import dev.verge.isolate.template.Template;
import dev.verge.loadtest.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An engine with one guest. */
@State(Scope.Benchmark)
public class Guest {
  /** Names the system property that says in which directory the guests' modules are. */
  static final String DIRECTORY = "verge.bench.guests";

  private static final VersionId VERSION = new VersionId(new FunctionId("bench", "guest"), 1);
  private static final IsolateSettings SETTINGS =
      new IsolateSettings(256L << 20, Duration.ofMinutes(10), 1L << 30);

  /** The module's file, within the directory. */
  @Param("")
  private String guest = "";

  private Path home = Path.of("");
  private byte[] module = {};
  private FunctionLogs logs;
  private PlatformServices services;
  private Isolates isolates;
  private Template template;

  /** Starts the engine and prepares the guest. */
  @Setup(Level.Trial)
  public void start() throws IOException {
    open(Path.of(System.getProperty(DIRECTORY), guest));
  }

  void open(Path file) throws IOException {
    module = Files.readAllBytes(file);
    home = Files.createTempDirectory("verge-bench");
    logs = FunctionLogs.open(home);
    services = PlatformServices.open(PlatformServices.Settings.in(home));
    isolates = Isolates.start(SETTINGS, logs, services);
    template = prepare();
  }

  /** Stops the engine. */
  @TearDown(Level.Trial)
  public void stop() throws IOException {
    isolates.close();
    services.close();
    logs.close();
    try (Stream<Path> files = Files.walk(home)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    }
  }

  Template template() {
    return template;
  }

  Template prepare() {
    return isolates.prepare(VERSION, module, AssetTree.EMPTY, GuestConfig.DEFAULT);
  }

  int evict() {
    return isolates.evict(VERSION.function());
  }

  /** Serves one request and answers how it went. */
  MemoryExchange serve() {
    var exchange = new MemoryExchange();
    Outcome outcome = isolates.serve(template, exchange);
    if (outcome instanceof Outcome.Failed failed) {
      throw new BenchException("The guest " + guest + " failed: " + failed.fault());
    }
    return exchange;
  }
}

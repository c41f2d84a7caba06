package dev.verge.isolate.pool;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.Limits;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.abi.cgi.CgiAbi;
import dev.verge.isolate.abi.compute.ComputeAbi;
import dev.verge.isolate.engine.GuestEngine;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLog;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.platform.logs.LogLine;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.template.TemplateFactory;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The door of the isolate manager: makes templates of uploaded modules and serves requests from
 * them. Safe on any thread; lives as long as the platform.
 */
public final class Isolates implements AutoCloseable {
  private final GuestEngine engine;
  private final FunctionLogs logs;
  private final TemplateFactory templates;
  private final GuestMemoryBudget memory;
  private final IdleIsolates idle;
  private final InFlight inFlight = new InFlight();
  private final Watchdog watchdog = new Watchdog();
  private final Trial trial;
  private volatile boolean stopping;

  private Isolates(
      GuestEngine engine, IsolateSettings settings, FunctionLogs logs, PlatformServices services) {
    this.engine = engine;
    this.logs = logs;
    this.templates = new TemplateFactory(engine, List.of(new CgiAbi(), new ComputeAbi(services)));
    this.memory = new GuestMemoryBudget(settings.guestMemoryBytes());
    this.idle = new IdleIsolates(settings.idleBytes(), settings.idleExpiry());
    this.trial = new Trial(watchdog, memory);
  }

  /**
   * Starts the engine.
   *
   * @param logs where guests' standard error and Verge's own lines about them go; not closed here
   * @param services what guests can reach; not closed here
   */
  public static Isolates start(
      IsolateSettings settings, FunctionLogs logs, PlatformServices services) {
    return new Isolates(GuestEngine.start(), settings, logs, services);
  }

  /**
   * Reads, checks, parses and tries a version's module. Takes from milliseconds to seconds, with
   * the module's size; blocks.
   *
   * @param module not changed afterwards by anyone
   * @throws dev.verge.isolate.template.ModuleRefusedException when the module cannot be served
   */
  public Template prepare(VersionId version, byte[] module, AssetTree assets, GuestConfig config) {
    Template template = templates.create(version, module, assets, config);
    trial.of(template, logs.log(version.function()));
    return template;
  }

  /**
   * Serves one exchange on an isolate of the template. Blocks until it ended; call it on a virtual
   * thread of its own. Whatever the guest does comes back as an outcome, never as an exception.
   */
  public Outcome serve(Template template, Exchange exchange) {
    FunctionId function = template.version().function();
    Limits limits = template.config().limits();
    FunctionLog log = logs.log(function);
    Optional<FaultReport> report;
    if (stopping) {
      report = Optional.of(FaultReport.of(Fault.Kind.STOPPING, limits));
    } else if (exchange.request().contentLength() > limits.requestBytes()) {
      report = Optional.of(FaultReport.of(Fault.Kind.REQUEST_TOO_LARGE, limits));
    } else if (!inFlight.enter(function, limits.inFlight())) {
      report = Optional.of(FaultReport.of(Fault.Kind.TOO_MANY_IN_FLIGHT, limits));
    } else {
      report = admitted(template, exchange, log);
    }
    if (report.isEmpty()) {
      return new Outcome.Served();
    }
    log.append(line(template.version(), exchange.request(), report.get()));
    return new Outcome.Failed(report.get().fault());
  }

  /**
   * Closes the idle isolates of a function, so that its next request is a cold start.
   *
   * @return how many were closed
   */
  public int evict(FunctionId function) {
    return idle.evict(function);
  }

  /** What the pool holds now. */
  public PoolStats stats() {
    Map<FunctionId, PoolStats.FunctionStats> functions = new HashMap<>();
    idle.counts()
        .forEach(
            (function, count) -> functions.put(function, new PoolStats.FunctionStats(count, 0)));
    inFlight
        .snapshot()
        .forEach(
            (function, count) ->
                functions.merge(
                    function,
                    new PoolStats.FunctionStats(0, count),
                    (one, other) ->
                        new PoolStats.FunctionStats(
                            one.idle() + other.idle(), one.running() + other.running())));
    return new PoolStats(functions, idle.bytes(), memory.usedBytes(), idle.evictions());
  }

  /** Whether guests run compiled, and the engine's own name for itself. */
  public EngineState engineState() {
    return new EngineState(engine.name(), engine.compiles());
  }

  /**
   * Stops guests that still run (a gateway has drained before), and closes every isolate and the
   * engine.
   */
  @Override
  public void close() {
    stopping = true;
    watchdog.stopAll(Fault.Kind.STOPPING);
    idle.closeAll();
    engine.close();
    watchdog.close();
  }

  /** Serves a request that counts as in flight. */
  private Optional<FaultReport> admitted(Template template, Exchange exchange, FunctionLog log) {
    RequestRun run = new RequestRun(template, exchange, log, idle, watchdog, memory);
    Optional<FaultReport> report;
    try {
      report = run.serve();
    } catch (RuntimeException | Error e) {
      report = Optional.of(FaultReport.of(e, template.config().limits()));
    } finally {
      inFlight.leave(template.version().function());
    }
    return report.isPresent() ? report : run.deliverEnd();
  }

  private static LogLine line(VersionId version, RequestHead request, FaultReport report) {
    return new LogLine(
        Instant.now(), version.number(), request.id(), LogLine.Source.VERGE, report.line());
  }
}

package dev.verge.isolate.pool;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.Limits;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.abi.GuestAbi;
import dev.verge.isolate.abi.ResponseEnd;
import dev.verge.isolate.abi.cgi.CgiAbi;
import dev.verge.isolate.abi.compute.ComputeAbi;
import dev.verge.isolate.engine.Compilations;
import dev.verge.isolate.engine.GuestEngine;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLog;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.platform.logs.LogLine;
import dev.verge.isolate.template.ModuleDescription;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.template.TemplateFactory;
import dev.verge.isolate.warmup.RecentRequests;
import dev.verge.isolate.warmup.WarmUp;
import dev.verge.isolate.warmup.WarmUpPlan;
import dev.verge.isolate.warmup.WarmUps;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * The door of the isolate manager: makes templates of uploaded modules and serves requests from
 * them. Safe on any thread; lives as long as the platform.
 */
public final class Isolates implements AutoCloseable {
  private final GuestEngine engine;
  private final FunctionLogs logs;
  private final TemplateFactory templates;
  private final PoolParts parts;
  private final InFlight inFlight = new InFlight();
  private final Carriers carriers = Carriers.start();
  private final Trial trial;
  private final WarmUps warmUps;
  private final RecentRequests recentRequests = new RecentRequests();
  private volatile boolean stopping;

  private Isolates(
      GuestEngine engine,
      IsolateSettings settings,
      FunctionLogs logs,
      List<GuestAbi> abis,
      LongSupplier clock) {
    this.engine = engine;
    this.logs = logs;
    this.templates = new TemplateFactory(engine, abis);
    Watchdog watchdog = new Watchdog();
    this.parts =
        new PoolParts(
            new IdleIsolates(settings),
            new WaitingGuests(),
            watchdog,
            new GuestMemoryBudget(settings.guestMemoryBytes()),
            new TenantAccounts(clock, watchdog));
    this.trial = new Trial(parts.watchdog(), parts.memory());
    this.warmUps = new WarmUps(engine.compiles(), inFlight::any);
  }

  /**
   * Starts the engine.
   *
   * @param logs where guests' standard error and Verge's own lines about them go; not closed here
   * @param services what guests can reach; not closed here
   */
  public static Isolates start(
      IsolateSettings settings, FunctionLogs logs, PlatformServices services) {
    return start(settings, logs, services, System::nanoTime);
  }

  /** As {@link #start} with a clock by which the CPU time of tenants' minutes is kept. */
  static Isolates start(
      IsolateSettings settings, FunctionLogs logs, PlatformServices services, LongSupplier clock) {
    return new Isolates(
        GuestEngine.start(),
        settings,
        logs,
        List.of(new CgiAbi(), new ComputeAbi(services)),
        clock);
  }

  /**
   * As {@link #start}, for programs of Fastly Compute alone: one that imports nothing but WASI is
   * one of them too, with standard output for its log.
   */
  public static Isolates startForCompute(
      IsolateSettings settings, FunctionLogs logs, PlatformServices services) {
    return new Isolates(
        GuestEngine.start(), settings, logs, List.of(new ComputeAbi(services)), System::nanoTime);
  }

  /**
   * Reads, checks, parses and tries a version's module. Takes from milliseconds to seconds, with
   * the module's size; blocks. Its tenant is let in if it was {@link TenantAccounts#shutOut}: this
   * is what comes first of whoever has the name then.
   *
   * @param module not changed afterwards by anyone
   * @throws dev.verge.isolate.template.ModuleRefusedException when the module cannot be served
   */
  public Template prepare(VersionId version, byte[] module, AssetTree assets, GuestConfig config) {
    parts.tenants().letIn(version.function().tenant());
    Template template = templates.create(version, module, assets, config);
    return trial.of(template, logs.log(version.function()));
  }

  /**
   * Tells what a module is, without running it; takes milliseconds.
   *
   * @throws dev.verge.isolate.template.ModuleRefusedException when it is none that can be served
   */
  public ModuleDescription describe(byte[] module) {
    return templates.describe(module);
  }

  /**
   * Exercises a template's guest until its code is compiled, some time from now: one guest is
   * exercised at a time. What it does meanwhile has no effect outside.
   *
   * @param urgent whether somebody waits for it: it then goes before those that wait
   */
  public WarmUp warmUp(Template template, WarmUpPlan plan, boolean urgent) {
    return warmUps.begin(
        () -> new GuestRehearsal(template, parts, () -> compilations(template.version())),
        plan,
        urgent);
  }

  /** Requests that functions have served, of those that are to be kept. */
  public RecentRequests recentRequests() {
    return recentRequests;
  }

  /** What was compiled so far of a version's code. */
  public Compilations compilations(VersionId version) {
    return engine.compilations(version.toString());
  }

  /**
   * Serves one exchange on an isolate of the template. Blocks until it ended; call it on a virtual
   * thread of its own. Whatever the guest does comes back as an outcome, never as an exception.
   */
  public Outcome serve(Template template, Exchange exchange) {
    FunctionId function = template.version().function();
    TenantAccount tenant = parts.tenants().of(function.tenant());
    Limits limits = tenant.limited(template.config().limits());
    FunctionLog log = logs.log(function);
    Optional<FaultReport> report;
    if (stopping) {
      report = Optional.of(FaultReport.of(Fault.Kind.STOPPING, limits));
    } else if (exchange.request().contentLength() > limits.requestBytes()) {
      report = Optional.of(FaultReport.of(Fault.Kind.REQUEST_TOO_LARGE, limits));
    } else {
      report = withinQuotas(tenant, template, new Turn(exchange, limits), log);
    }
    if (report.isEmpty()) {
      if (template.pooled()) {
        recentRequests.served(function, exchange.request());
      }
      return new Outcome.Served();
    }
    Optional<Quota> quota = report.get().quota();
    if (quota.isEmpty() || parts.tenants().refused(function, quota.get())) {
      log.append(line(template.version(), exchange.request(), report.get()));
    }
    return new Outcome.Failed(report.get().fault());
  }

  /**
   * A version serves its function from now on: closes idle isolates of the one before, and has one
   * of this ready soon. Without this, the version is taken for the function's that was served last.
   */
  public void activate(Template template) {
    activate(template.version().function(), List.of(template));
  }

  /**
   * As {@link #activate(Template)} for versions that serve a function side by side. Isolates of
   * those that did so before stay.
   *
   * @param templates one at the least, all of the function
   */
  public void activate(FunctionId function, List<Template> templates) {
    parts.waiting().dismiss(function, templates);
    parts.idle().activate(function, templates);
  }

  /** No version serves the function from now on: closes its idle isolates, as {@link #evict}. */
  public void deactivate(FunctionId function) {
    parts.waiting().dismiss(function, List.of());
    parts.idle().deactivate(function);
  }

  /**
   * Closes the idle isolates of a function, and those with requests when they come back, so that
   * its next request is a cold start.
   *
   * @return how many were closed now
   */
  public int evict(FunctionId function) {
    int dismissed = parts.waiting().dismiss(function, List.of());
    return dismissed + parts.idle().evict(function);
  }

  /** Tells somebody else than before what isolates cost beside the requests that they serve. */
  public void tell(IsolateTimes times) {
    parts.idle().tell(times);
  }

  /** What tenants may use and use while their functions run. */
  public TenantAccounts tenants() {
    return parts.tenants();
  }

  /** What the pool holds now. */
  public PoolStats stats() {
    IdleIsolates idle = parts.idle();
    Map<FunctionId, PoolStats.FunctionStats> functions = idle.counts();
    add(functions, parts.waiting().counts(), count -> new PoolStats.FunctionStats(count, 0, 0));
    add(functions, inFlight.snapshot(), count -> new PoolStats.FunctionStats(0, 0, count));
    return new PoolStats(
        functions, idle.bytes(), idle.reserveBytes(), parts.memory().usedBytes(), idle.evictions());
  }

  /** The isolates of a function that are alive, oldest first. Looks at those of all functions. */
  public List<IsolateStatus> living(FunctionId function) {
    return parts.idle().living(function);
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
    warmUps.close();
    parts.waiting().dismissAll();
    parts.watchdog().stopAll(Fault.Kind.STOPPING);
    parts.idle().closeAll();
    engine.close();
    parts.watchdog().close();
    carriers.close();
  }

  private static void add(
      Map<FunctionId, PoolStats.FunctionStats> functions,
      Map<FunctionId, Integer> counts,
      IntFunction<PoolStats.FunctionStats> stats) {
    counts.forEach(
        (function, count) ->
            functions.merge(function, stats.apply(count), PoolStats.FunctionStats::plus));
  }

  /** Serves a request if its tenant may have it. */
  private Optional<FaultReport> withinQuotas(
      TenantAccount tenant, Template template, Turn turn, FunctionLog log) {
    Optional<FaultReport> refused = tenant.enter();
    if (refused.isPresent()) {
      return refused;
    }
    Limits limits = turn.limits();
    if (!inFlight.enter(template, limits.inFlight())) {
      tenant.leave();
      return Optional.of(FaultReport.of(Fault.Kind.TOO_MANY_IN_FLIGHT, limits));
    }
    Optional<FaultReport> report = admitted(tenant, template, turn, log);
    boolean byTenant = limits.cpu().compareTo(template.config().limits().cpu()) < 0;
    return report.map(
        r ->
            byTenant && r.fault().kind() == Fault.Kind.CPU
                ? FaultReport.tooMuchCpuForTenant(limits)
                : r);
  }

  /** Serves a request that counts as in flight. */
  private Optional<FaultReport> admitted(
      TenantAccount tenant, Template template, Turn turn, FunctionLog log) {
    Limits limits = turn.limits();
    Answered answered;
    try {
      answered = turn(template, turn, log);
    } catch (InterruptedException | RuntimeException | Error e) {
      answered = Answered.without(new Turn.End.Failed(FaultReport.of(e, limits)));
    } finally {
      inFlight.leave(template);
      tenant.leave();
    }
    try {
      return switch (answered.end()) {
        case Turn.End.Failed(FaultReport report) -> Optional.of(report);
        case Turn.End.Served(ResponseEnd response) -> delivered(response, limits);
        case Turn.End.Untaken() -> throw new IllegalStateException("Another guest should have it");
      };
    } finally {
      answered.rest().run();
      engine.replenish();
    }
  }

  /**
   * How a request was answered.
   *
   * @param rest what is left to do when its client has been told
   */
  private record Answered(Turn.End end, Runnable rest) {
    static Answered without(Turn.End end) {
      return new Answered(end, () -> {});
    }
  }

  /**
   * Has a guest serve a request: one that waits for more, or else a new run, which is on this
   * thread unless the guest may go on with other requests.
   */
  private Answered turn(Template template, Turn first, FunctionLog log)
      throws InterruptedException {
    Turn turn = first;
    while (parts.waiting().hand(template, turn)) {
      Turn.End end = turn.await();
      if (!(end instanceof Turn.End.Untaken)) {
        return Answered.without(end);
      }
      turn = turn.again();
    }
    GuestRun run = new GuestRun(template, turn, log, parts);
    if (!template.entry().reusable()) {
      run.run();
      return new Answered(turn.await(), run::tidy);
    }
    Thread.ofVirtual()
        .name("guest")
        .start(
            () -> {
              run.run();
              run.tidy();
            });
    return Answered.without(turn.await());
  }

  private static Optional<FaultReport> delivered(ResponseEnd response, Limits limits) {
    try {
      response.deliver();
      return Optional.empty();
    } catch (InterruptedException | RuntimeException e) {
      return Optional.of(FaultReport.of(e, limits));
    }
  }

  private static LogLine line(VersionId version, RequestHead request, FaultReport report) {
    return new LogLine(
        Instant.now(), version.number(), request.id(), LogLine.Source.VERGE, report.line());
  }
}

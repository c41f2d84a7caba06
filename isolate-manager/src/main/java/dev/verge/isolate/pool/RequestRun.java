package dev.verge.isolate.pool;

import dev.verge.isolate.Limits;
import dev.verge.isolate.abi.CallSetting;
import dev.verge.isolate.abi.GuestCall;
import dev.verge.isolate.engine.GuestEnd;
import dev.verge.isolate.engine.GuestEndedException;
import dev.verge.isolate.engine.Instance;
import dev.verge.isolate.engine.Isolate;
import dev.verge.isolate.engine.MemoryAccount;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.exchange.Start;
import dev.verge.isolate.platform.logs.FunctionLog;
import dev.verge.isolate.template.Template;
import java.util.Optional;

/**
 * One request on its way through a guest: the runs that answer it (more than one only after local
 * redirects), under one set of deadlines. One use, on the guest's thread.
 */
final class RequestRun {
  /** A guest that redirects to itself for ever is stopped here. */
  private static final int MOST_RUNS = 8;

  private final Template template;
  private final Limits limits;
  private final LimitedExchange exchange;
  private final FunctionLog log;
  private final IdleIsolates idle;
  private final Watchdog watchdog;
  private final GuestMemoryBudget memory;
  private final long wallDeadlineNanos;
  private long cpuNanosBefore;

  RequestRun(
      Template template,
      Exchange exchange,
      FunctionLog log,
      IdleIsolates idle,
      Watchdog watchdog,
      GuestMemoryBudget memory) {
    this.template = template;
    this.limits = template.config().limits();
    this.exchange = new LimitedExchange(exchange, limits);
    this.log = log;
    this.idle = idle;
    this.watchdog = watchdog;
    this.memory = memory;
    this.wallDeadlineNanos = System.nanoTime() + limits.wallClock().toNanos();
  }

  /** Serves the request, all but the end of its response; empty when it was served whole. */
  Optional<FaultReport> serve() {
    RequestHead head = exchange.request();
    for (int i = 0; i < MOST_RUNS; i++) {
      RunEnd end = run(head);
      if (end.next().isEmpty()) {
        return end.fault();
      }
      head = end.next().get();
    }
    return Optional.of(FaultReport.tooManyRedirects(MOST_RUNS));
  }

  /** Ends the response of a request that was served. */
  Optional<FaultReport> deliverEnd() {
    try {
      exchange.deliverEnd();
      return Optional.empty();
    } catch (InterruptedException | RuntimeException e) {
      return Optional.of(FaultReport.of(e, limits));
    }
  }

  private RunEnd run(RequestHead head) {
    try (GuestMemoryBudget.Charge charge = memory.open(template.version().function().tenant())) {
      if (!charge.grow(template.initialMemoryBytes())) {
        return RunEnd.failed(FaultReport.of(Fault.Kind.OUT_OF_MEMORY, limits), true);
      }
      Optional<Isolate> warm = idle.take(template);
      Isolate isolate = warm.orElseGet(template::newIsolate);
      Start.Kind kind = warm.isPresent() ? Start.Kind.WARM : Start.Kind.COLD;
      Watch watch = new Watch(isolate, wallDeadlineNanos, limits.cpu().toNanos(), cpuNanosBefore);
      watchdog.add(watch);
      RunEnd end = enter(isolate, watch, kind, charge, head);
      watchdog.remove(watch);
      Optional<Fault.Kind> stopped = watch.end();
      cpuNanosBefore = watch.cpuNanos();
      if (stopped.isEmpty() && end.reusable()) {
        idle.put(template, isolate, charge.heldBytes());
      } else {
        isolate.close();
      }
      // A guest that was stopped just after its response was finished has served.
      return stopped.isPresent() && end.fault().isPresent()
          ? RunEnd.failed(FaultReport.of(stopped.get(), limits), false)
          : end;
    }
  }

  private RunEnd enter(
      Isolate isolate, Watch watch, Start.Kind kind, MemoryAccount account, RequestHead head) {
    CallSetting setting =
        new CallSetting(
            template.version(),
            template.config(),
            template.assets(),
            head,
            exchange,
            log,
            watch::cpuNanos);
    try (GuestCall call = template.abi().open(setting)) {
      long before = System.nanoTime();
      Instance instance = isolate.instantiate(call.hosts(), account);
      long now = System.nanoTime();
      exchange.started(new Start(kind, now - exchange.routedNanos(), now - before));
      GuestEnd end = instance.enter(template.entry().initializers(), template.entry().handler());
      Optional<FaultReport> fault = FaultReport.of(end, limits);
      return fault.isPresent()
          ? RunEnd.failed(fault.get(), end.isolateIsSound())
          : RunEnd.ended(call.complete());
    } catch (GuestEndedException e) {
      return RunEnd.failed(FaultReport.whileStarting(e.end(), limits), false);
    } catch (InterruptedException | RuntimeException e) {
      // The guest has ended; what failed is the completion of its response.
      return RunEnd.failed(FaultReport.of(e, limits), true);
    } catch (Error e) {
      // Of this JVM, out of memory most likely: the watch and the isolate must be let go even so.
      return RunEnd.failed(FaultReport.of(e, limits), false);
    }
  }

  /**
   * How one run ended.
   *
   * @param next the request that another run is to answer in place of this one
   * @param fault what went wrong
   * @param reusable whether its isolate may serve again
   */
  private record RunEnd(Optional<RequestHead> next, Optional<FaultReport> fault, boolean reusable) {
    static RunEnd ended(Optional<RequestHead> next) {
      return new RunEnd(next, Optional.empty(), true);
    }

    static RunEnd failed(FaultReport fault, boolean reusable) {
      return new RunEnd(Optional.empty(), Optional.of(fault), reusable);
    }
  }
}

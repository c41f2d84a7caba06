package dev.verge.isolate.pool;

import dev.verge.isolate.Limits;
import dev.verge.isolate.abi.CallSetting;
import dev.verge.isolate.abi.Completion;
import dev.verge.isolate.abi.GuestCall;
import dev.verge.isolate.abi.NextRequests;
import dev.verge.isolate.abi.ResponseEnd;
import dev.verge.isolate.engine.GuestEnd;
import dev.verge.isolate.engine.GuestEndedException;
import dev.verge.isolate.engine.Instance;
import dev.verge.isolate.engine.Isolate;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.exchange.Start;
import dev.verge.isolate.platform.logs.FunctionLog;
import dev.verge.isolate.platform.logs.LogLine;
import dev.verge.isolate.template.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A guest's way through its requests: one, answered by one run (by more only after local
 * redirects), or several that one run takes one after the other because its guest asks for them.
 * Every turn has deadlines of its own. One use, on the guest's thread.
 */
final class GuestRun implements NextRequests {
  /** A guest that redirects to itself for ever is stopped here. */
  private static final int MOST_RUNS = 8;

  /** No guest waits longer for its next request. */
  private static final Duration MOST_PATIENCE = Duration.ofSeconds(10);

  /** What a guest may take, when it stops waiting, to come to its end. */
  private static final Duration PARTING = Duration.ofSeconds(5);

  private final Template template;
  private final FunctionLog log;
  private final PoolParts parts;
  private final TenantAccount tenant;

  /** Of the request that the guest has or had last. */
  private Limits limits;

  /** The request that is the guest's now; empty when it is answered. */
  private Optional<Turn> current;

  private Optional<PooledIsolate> leased = Optional.empty();
  private Optional<CompletableFuture<Optional<Turn>>> asked = Optional.empty();
  private Optional<Watch> watch = Optional.empty();

  /** What is left to do for the isolate of the last run. */
  private Runnable rest = () -> {};

  private Optional<Fault.Kind> stopped = Optional.empty();
  private long cpuNanosBefore;

  GuestRun(Template template, Turn first, FunctionLog log, PoolParts parts) {
    this.template = template;
    this.limits = first.limits();
    this.current = Optional.of(first);
    this.log = log;
    this.parts = parts;
    this.tenant = parts.tenants().of(template.version().function().tenant());
  }

  /**
   * Runs the guest to its end. Every turn that it had is ended afterwards; {@link #tidy} is to be
   * called when its client has been served.
   */
  void run() {
    try {
      RequestHead head = current.orElseThrow().exchange().request();
      for (int i = 0; i < MOST_RUNS; i++) {
        Optional<RequestHead> next = once(head);
        if (next.isEmpty()) {
          return;
        }
        head = next.get();
        tidy();
      }
      fail(FaultReport.tooManyRedirects(MOST_RUNS));
    } catch (RuntimeException | Error e) {
      fail(FaultReport.of(e, limits));
    }
  }

  /** Makes the guest's isolate ready for another request, or closes it. */
  void tidy() {
    Runnable now = rest;
    rest = () -> {};
    now.run();
  }

  /** One run of the guest; what another is to answer in place of it, if anything. */
  private Optional<RequestHead> once(RequestHead head) {
    try (GuestMemoryBudget.Charge charge =
        parts.memory().open(template.version().function().tenant(), tenant)) {
      if (!charge.grow(template.initialMemoryBytes())) {
        fail(outOfMemory(charge));
        return Optional.empty();
      }
      Lease lease = parts.idle().lease(template);
      lease.isolate().serves(charge::heldBytes);
      leased = Optional.of(lease.isolate());
      begin(lease.isolate().isolate(), current.orElseThrow());
      RunEnd end = enter(lease, charge, head);
      endWatch();
      rest = giveBack(lease.isolate(), end.reusable(), charge.heldBytes());
      return conclude(end, charge);
    }
  }

  /**
   * Gives an isolate back before its client is told that it was served, so that the next request
   * finds it.
   *
   * @return what is left to do for it afterwards
   */
  private Runnable giveBack(PooledIsolate isolate, boolean reusable, long memoryBytes) {
    IdleIsolates idle = parts.idle();
    return stopped.isEmpty() && reusable && idle.putBack(isolate, memoryBytes)
        ? () -> idle.tidy(isolate)
        : () -> idle.discard(isolate);
  }

  private FaultReport outOfMemory(GuestMemoryBudget.Charge charge) {
    return charge.overQuota()
        ? tenant.outOfMemory()
        : FaultReport.of(Fault.Kind.OUT_OF_MEMORY, limits);
  }

  private Optional<RequestHead> conclude(RunEnd end, GuestMemoryBudget.Charge charge) {
    // A guest that was stopped just after its response was finished has served.
    Optional<FaultReport> fault =
        end.fault()
            .map(f -> stopped.map(kind -> FaultReport.of(kind, limits)).orElse(f))
            .map(f -> f.fault().kind() == Fault.Kind.OUT_OF_MEMORY ? outOfMemory(charge) : f);
    if (end.completion().isPresent() && fault.isPresent()) {
      append(fault.get());
    } else if (fault.isPresent()) {
      fail(fault.get());
    }
    return end.completion().flatMap(this::concluded);
  }

  private Optional<RequestHead> concluded(Completion completion) {
    return switch (completion) {
      case Completion.Answered(ResponseEnd end) -> {
        current.ifPresent(turn -> turn.end(new Turn.End.Served(end)));
        yield Optional.empty();
      }
      case Completion.Redirected(RequestHead to) -> Optional.of(to);
    };
  }

  private RunEnd enter(Lease lease, GuestMemoryBudget.Charge account, RequestHead head) {
    LimitedExchange exchange = current.orElseThrow().exchange();
    CallSetting setting =
        new CallSetting(
            template.version(),
            template.config(),
            template.assets(),
            head,
            exchange,
            log,
            () -> watch.map(Watch::cpuNanos).orElse(0L),
            account,
            this);
    try (GuestCall call = template.abi().open(setting)) {
      long before = System.nanoTime();
      Instance instance = lease.isolate().isolate().instantiate(call.hosts(), account);
      long now = System.nanoTime();
      exchange.started(
          new Start(lease.kind(), now - exchange.routedNanos(), lease.readyNanos() + now - before));
      GuestEnd end = instance.enter(template.entry().initializers(), template.entry().handler());
      Optional<FaultReport> fault = FaultReport.of(end, limits);
      if (fault.isPresent() && !call.answered()) {
        return RunEnd.failed(fault.get(), end.isolateIsSound());
      }
      return new RunEnd(
          current.isPresent() ? Optional.of(call.complete()) : Optional.empty(),
          fault,
          end.isolateIsSound());
    } catch (GuestEndedException e) {
      return RunEnd.failed(FaultReport.whileStarting(e.end(), limits), false);
    } catch (InterruptedException | RuntimeException e) {
      // The guest has ended; what failed is the completion of its response.
      return RunEnd.failed(FaultReport.of(e, limits), true);
    } catch (Error e) {
      // Of this JVM, out of memory most likely: the watch and the isolate must be let go even so.
      return RunEnd.failed(FaultReport.of(e, limits), false);
    } finally {
      withdraw();
    }
  }

  @Override
  public CompletableFuture<Void> ask(Duration patience, ResponseEnd end) {
    Turn answered = current.orElseThrow(() -> new IllegalStateException("Asked already"));
    Isolate isolate = watch.orElseThrow().isolate();
    endWatch();
    throwIfStopped();
    Duration wait = patience.compareTo(MOST_PATIENCE) < 0 ? patience : MOST_PATIENCE;
    CompletableFuture<Optional<Turn>> offer =
        parts.memory().scarce() || tenant.scarce()
            ? CompletableFuture.completedFuture(Optional.empty())
            : parts.waiting().enter(template, wait);
    asked = Optional.of(offer);
    current = Optional.empty();
    leased.orElseThrow().waits();
    watch(isolate, System.nanoTime() + wait.plus(PARTING).toNanos());
    answered.end(new Turn.End.Served(end));
    return offer.thenAccept(turn -> {});
  }

  @Override
  public Optional<Exchange> take() throws InterruptedException {
    CompletableFuture<Optional<Turn>> offer =
        asked.orElseThrow(() -> new IllegalStateException("Nothing was asked for"));
    Optional<Turn> turn = Waits.join(offer);
    asked = Optional.empty();
    if (turn.isEmpty()) {
      return Optional.empty();
    }
    Isolate isolate = watch.orElseThrow().isolate();
    endWatch();
    if (stopped.isPresent()) {
      turn.get().end(new Turn.End.Untaken());
    }
    throwIfStopped();
    current = turn;
    leased.orElseThrow().servesAnother();
    begin(isolate, turn.get());
    LimitedExchange exchange = turn.get().exchange();
    exchange.started(new Start(Start.Kind.WARM, System.nanoTime() - exchange.routedNanos(), 0));
    return Optional.of(exchange);
  }

  @Override
  public void withdraw() {
    asked.ifPresent(
        offer -> {
          if (!offer.complete(Optional.empty())) {
            offer.join().ifPresent(turn -> turn.end(new Turn.End.Untaken()));
          }
        });
    asked = Optional.empty();
  }

  private void begin(Isolate isolate, Turn turn) {
    limits = turn.limits();
    watch(isolate, turn.wallDeadlineNanos());
  }

  private void watch(Isolate isolate, long wallDeadlineNanos) {
    Watch begun =
        new Watch(
            template.version().function().tenant(),
            isolate,
            wallDeadlineNanos,
            limits.cpu().toNanos(),
            cpuNanosBefore,
            tenant::compute);
    watch = Optional.of(begun);
    parts.watchdog().add(begun);
  }

  private void endWatch() {
    Watch ended = watch.orElseThrow();
    parts.watchdog().remove(ended);
    Optional<Fault.Kind> reason = ended.end();
    stopped = stopped.isPresent() ? stopped : reason;
    // Redirected runs share one request's limit; every further request has its own.
    cpuNanosBefore = current.isPresent() ? ended.cpuNanos() : 0;
  }

  private void throwIfStopped() {
    if (stopped.isPresent()) {
      throw new LimitExceededException(stopped.get());
    }
  }

  private void fail(FaultReport report) {
    if (current.isPresent()) {
      current.get().end(new Turn.End.Failed(report));
    } else {
      append(report);
    }
  }

  /** Tells the developer of a failure that no client has noticed. */
  private void append(FaultReport report) {
    log.append(
        new LogLine(
            Instant.now(),
            template.version().number(),
            current.map(turn -> turn.exchange().request().id()).orElse(""),
            LogLine.Source.VERGE,
            report.line()));
  }

  /**
   * How one run ended.
   *
   * @param completion of the request that it had last, if it was answered and not yet ended
   * @param fault what went wrong
   * @param reusable whether its isolate may serve again
   */
  private record RunEnd(
      Optional<Completion> completion, Optional<FaultReport> fault, boolean reusable) {

    static RunEnd failed(FaultReport fault, boolean reusable) {
      return new RunEnd(Optional.empty(), Optional.of(fault), reusable);
    }
  }
}

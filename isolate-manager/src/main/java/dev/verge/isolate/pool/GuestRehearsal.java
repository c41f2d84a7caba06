package dev.verge.isolate.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verge.isolate.Limits;
import dev.verge.isolate.abi.CallSetting;
import dev.verge.isolate.abi.Completion;
import dev.verge.isolate.abi.GuestAbi;
import dev.verge.isolate.abi.GuestCall;
import dev.verge.isolate.abi.ResponseEnd;
import dev.verge.isolate.engine.Compilations;
import dev.verge.isolate.engine.GuestEnd;
import dev.verge.isolate.engine.GuestEndedException;
import dev.verge.isolate.engine.Instance;
import dev.verge.isolate.engine.Isolate;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HostRequest;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.platform.logs.FunctionLog;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.warmup.Rehearsal;
import dev.verge.isolate.warmup.SampleRequest;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A version's guest, exercised on an isolate of its own under the version's limits. Its requests
 * count for no function: neither in flight, nor in its log, nor in any metric but the machine's
 * memory.
 */
final class GuestRehearsal implements Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(GuestRehearsal.class);

  /** Making isolates and resetting them is code to be warmed up as well. */
  private static final int REQUESTS_PER_ISOLATE = 3;

  private final Template template;
  private final Limits limits;
  private final GuestAbi abi;
  private final PoolParts parts;
  private final Supplier<Compilations> compilations;
  private Optional<Isolate> idle = Optional.empty();
  private int served;
  private Optional<Watch> watch = Optional.empty();
  private boolean stopped;

  GuestRehearsal(Template template, PoolParts parts, Supplier<Compilations> compilations) {
    this.template = template;
    this.limits = template.config().limits();
    this.abi = template.abi().rehearsal();
    this.parts = parts;
    this.compilations = compilations;
  }

  @Override
  public boolean serve(SampleRequest sample, String authority, long deadlineNanos) {
    try (GuestMemoryBudget.Charge charge =
        parts.memory().open(template.version().function().tenant())) {
      if (parts.memory().scarce() || !charge.grow(template.initialMemoryBytes())) {
        return false;
      }
      Isolate isolate = idle.orElseGet(template::newIsolate);
      idle = Optional.empty();
      boolean sound = false;
      try {
        Optional<Watch> begun = begin(isolate, deadlineNanos);
        if (begun.isPresent()) {
          sound = watched(isolate, begun.get(), charge, sample, authority);
        }
      } finally {
        served++;
        if (sound && served % REQUESTS_PER_ISOLATE != 0) {
          isolate.reset();
          idle = Optional.of(isolate);
        } else {
          isolate.close();
        }
      }
      makeAnother();
      return true;
    }
  }

  /** The requests alone need too few isolates for the code that makes them to be compiled well. */
  private void makeAnother() {
    try (Isolate another = template.newIsolate()) {
      another.prepare();
    }
  }

  @Override
  public Compilations compilations() {
    return compilations.get();
  }

  @Override
  public synchronized void stop() {
    stopped = true;
    watch.ifPresent(begun -> begun.stop(Fault.Kind.STOPPING));
  }

  @Override
  public void close() {
    idle.ifPresent(Isolate::close);
    idle = Optional.empty();
  }

  private synchronized Optional<Watch> begin(Isolate isolate, long deadlineNanos) {
    if (stopped) {
      return Optional.empty();
    }
    long own = System.nanoTime() + limits.wallClock().toNanos();
    watch =
        Optional.of(
            new Watch(
                template.version().function().tenant(),
                isolate,
                own - deadlineNanos < 0 ? own : deadlineNanos,
                limits.cpu().toNanos(),
                0,
                nanos -> {}));
    return watch;
  }

  /** Whether the isolate may serve again. */
  private boolean watched(
      Isolate isolate,
      Watch begun,
      GuestMemoryBudget.Charge charge,
      SampleRequest sample,
      String authority) {
    parts.watchdog().add(begun);
    boolean sound = false;
    try {
      sound = run(isolate, begun, charge, new LimitedExchange(exchange(sample, authority), limits));
    } finally {
      parts.watchdog().remove(begun);
      if (begun.end().isPresent()) {
        sound = false;
      }
    }
    return sound;
  }

  private boolean run(
      Isolate isolate, Watch begun, GuestMemoryBudget.Charge charge, Exchange exchange) {
    NoNextRequests next = new NoNextRequests();
    CallSetting setting =
        new CallSetting(
            template.version(),
            template.config(),
            template.assets(),
            exchange.request(),
            exchange,
            FunctionLog.dropped(),
            begun::cpuNanos,
            charge,
            next);
    try (GuestCall call = abi.open(setting)) {
      Instance instance = isolate.instantiate(call.hosts(), charge);
      GuestEnd end = instance.enter(template.entry().initializers(), template.entry().handler());
      if (end.isolateIsSound() && FaultReport.of(end, limits).isEmpty()) {
        complete(call, next);
      }
      return end.isolateIsSound();
    } catch (GuestEndedException e) {
      return false;
    } catch (InterruptedException | RuntimeException e) {
      // A malformed response, most likely: what a client would be told is nobody's concern here.
      LOG.debug("A sample request of {} was not answered.", template.version(), e);
      return true;
    }
  }

  /**
   * @param authority what the request is sent to, unless it says so itself
   */
  private static Exchange exchange(SampleRequest sample, String authority) {
    byte[] body = sample.body().getBytes(UTF_8);
    RequestHead head =
        new RequestHead(
            "warm-up",
            sample.method(),
            "http",
            sample.headers().first("host").orElse(authority),
            sample.path(),
            sample.query(),
            "HTTP/1.1",
            sample.headers(),
            Optional.empty(),
            HostRequest.NOWHERE,
            HostRequest.NOWHERE,
            body.length);
    return new HostRequest(head, body);
  }

  private static void complete(GuestCall call, NoNextRequests next) throws InterruptedException {
    if (next.held().isPresent()) {
      next.held().get().deliver();
    } else if (call.complete() instanceof Completion.Answered(ResponseEnd end)) {
      end.deliver();
    }
  }
}

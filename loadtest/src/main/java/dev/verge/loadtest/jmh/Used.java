package dev.verge.loadtest.jmh;

import dev.verge.isolate.abi.CallSetting;
import dev.verge.isolate.abi.GuestCall;
import dev.verge.isolate.abi.NextRequests;
import dev.verge.isolate.engine.GuestEnd;
import dev.verge.isolate.engine.Instance;
import dev.verge.isolate.engine.Isolate;
import dev.verge.isolate.platform.logs.FunctionLog;
import dev.verge.isolate.template.Template;
import dev.verge.loadtest.BenchException;
import java.util.Optional;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An isolate that a request has just left, before each call. */
@State(Scope.Benchmark)
public class Used {
  private Optional<Isolate> isolate = Optional.empty();

  /** Has it serve one request; outside of what is measured. */
  @Setup(Level.Invocation)
  public void use(Guest guest) {
    Template template = guest.template();
    Isolate used = isolate.orElseGet(template::newIsolate);
    isolate = Optional.of(used);
    var exchange = new MemoryExchange();
    var setting =
        new CallSetting(
            template.version(),
            template.config(),
            template.assets(),
            exchange.request(),
            exchange,
            FunctionLog.dropped(),
            () -> 0L,
            bytes -> true,
            NextRequests.NONE);
    try (GuestCall call = template.abi().open(setting)) {
      Instance instance = used.instantiate(call.hosts(), bytes -> true);
      GuestEnd end = instance.enter(template.entry().initializers(), template.entry().handler());
      if (!end.isolateIsSound()) {
        throw new BenchException("The guest ended badly: " + end);
      }
    }
  }

  /** Closes it. */
  @TearDown(Level.Trial)
  public void close() {
    isolate.ifPresent(Isolate::close);
    isolate = Optional.empty();
  }

  Isolate isolate() {
    return isolate.orElseThrow();
  }
}

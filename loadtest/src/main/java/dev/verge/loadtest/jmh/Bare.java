package dev.verge.loadtest.jmh;

import dev.verge.isolate.engine.Isolate;
import java.util.Optional;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An isolate without an instance, before each call. */
@State(Scope.Benchmark)
public class Bare {
  private Optional<Isolate> isolate = Optional.empty();

  /** Makes it; outside of what is measured. */
  @Setup(Level.Invocation)
  public void make(Guest guest) {
    isolate = Optional.of(guest.template().newIsolate());
  }

  /** Closes it. */
  @TearDown(Level.Invocation)
  public void close() {
    isolate.ifPresent(Isolate::close);
  }

  Isolate isolate() {
    return isolate.orElseThrow();
  }
}

package dev.verge.loadtest.jmh;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A guest without an idle isolate, before each call. */
@State(Scope.Benchmark)
public class Evicted {
  /** Closes what the last call left; outside of what is measured. */
  @Setup(Level.Invocation)
  public void evict(Guest guest) {
    guest.evict();
  }
}

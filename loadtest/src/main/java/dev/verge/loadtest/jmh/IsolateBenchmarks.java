package dev.verge.loadtest.jmh;

import dev.verge.isolate.engine.Isolate;
import dev.verge.isolate.template.Template;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** What isolates cost without a gateway in front: one request at a time, on one virtual thread. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class IsolateBenchmarks {
  /** A request that finds no isolate: one is made, and serves it. */
  @Benchmark
  public Object coldServe(Guest guest, Evicted evicted) {
    return guest.serve();
  }

  /** A request that an idle isolate takes. */
  @Benchmark
  public Object warmServe(Guest guest) {
    return guest.serve();
  }

  /** A context with its imports, without an instance, made and closed. */
  @Benchmark
  public Isolate isolate(Guest guest) {
    Isolate made = guest.template().newIsolate();
    made.close();
    return made;
  }

  /** An instance with its memory, in a context that is there. */
  @Benchmark
  public boolean instantiate(Guest guest, Bare bare) {
    bare.isolate().prepare();
    return bare.isolate().prepared();
  }

  /** Undoing what a request did. */
  @Benchmark
  public boolean reset(Guest guest, Used used) {
    used.isolate().reset();
    return used.isolate().prepared();
  }

  /** What an upload costs: reading, checking, parsing and trying the module. */
  @Benchmark
  public Template prepare(Guest guest) {
    return guest.prepare();
  }
}

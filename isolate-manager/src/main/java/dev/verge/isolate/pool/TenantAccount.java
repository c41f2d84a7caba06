package dev.verge.isolate.pool;

import dev.verge.isolate.Limits;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What one tenant's requests use together, and may use. Safe on any thread, without locks. */
final class TenantAccount {
  private final LongSupplier clock;
  private final CpuMinute cpu;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong memory = new AtomicLong();
  private volatile TenantLimits limits;
  private volatile boolean closed;

  TenantAccount(LongSupplier clock, TenantLimits limits) {
    this.clock = clock;
    this.cpu = new CpuMinute(clock.getAsLong());
    this.limits = limits;
  }

  TenantLimits limits() {
    return limits;
  }

  void limit(TenantLimits next) {
    limits = next;
  }

  /** A version's limits, for a request that begins now. */
  Limits limited(Limits own) {
    long most = limits.cpuMillisPerRequest().orElse(Long.MAX_VALUE);
    return most < own.cpu().toMillis() ? own.withCpu(Duration.ofMillis(most)) : own;
  }

  /**
   * Lets a request in, which is to {@link #leave} then.
   *
   * @return why it is not let in, if it is not
   */
  Optional<FaultReport> enter() {
    TenantLimits now = limits;
    if (now.cpuMillisPerMinute().isPresent()) {
      long most = now.cpuMillisPerMinute().getAsLong();
      long mostNanos = TimeUnit.MILLISECONDS.toNanos(most);
      long nanos = clock.getAsLong();
      if (cpu.nanos(nanos) >= mostNanos) {
        return Optional.of(
            FaultReport.outOfCpuMinute(most, cpu.secondsUntilBelow(mostNanos, nanos)));
      }
    }
    int most = now.inFlight().orElse(Integer.MAX_VALUE);
    if (inFlight.incrementAndGet() > most) {
      leave();
      return Optional.of(FaultReport.tooManyOfTenant(most));
    }
    // Counted before this is looked at: who closes it sees the request, or the request sees that.
    if (closed) {
      leave();
      return Optional.of(FaultReport.of(Fault.Kind.STOPPING, Limits.DEFAULT));
    }
    return Optional.empty();
  }

  /** Lets no request in any more. */
  void close() {
    closed = true;
  }

  boolean closed() {
    return closed;
  }

  /**
   * Whether no request is served and no guest runs. A guest takes its memory before its request
   * ends, so who is on the way from one count to the other is seen in one of them.
   */
  boolean idle() {
    return inFlight.get() == 0 && memory.get() == 0;
  }

  void leave() {
    inFlight.decrementAndGet();
  }

  /** Counts CPU time that a guest had. Called by the watchdog's thread only. */
  void compute(long nanos) {
    cpu.add(nanos, clock.getAsLong());
  }

  /**
   * Takes linear memory, to be {@link #release released}, unless that is more than there may be.
   */
  boolean take(long bytes) {
    if (memory.addAndGet(bytes) <= limits.memoryBytes().orElse(Long.MAX_VALUE)) {
      return true;
    }
    release(bytes);
    return false;
  }

  void release(long bytes) {
    memory.addAndGet(-bytes);
  }

  /** Whether so much of its memory is used that no guest should hold some that only waits. */
  boolean scarce() {
    return memory.get() > limits.memoryBytes().orElse(Long.MAX_VALUE) / 2;
  }

  /** Of a request that got no memory. */
  FaultReport outOfMemory() {
    return FaultReport.outOfTenantMemory(limits.memoryBytes());
  }

  TenantLoad load() {
    return new TenantLoad(
        memory.get(), TimeUnit.NANOSECONDS.toMillis(cpu.nanos(clock.getAsLong())), inFlight.get());
  }
}

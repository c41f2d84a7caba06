package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import java.util.concurrent.TimeUnit;

/**
 * What the guest itself has used: module {@code fastly_compute_runtime} of compute-at-edge.witx.
 */
@HostModule(value = "fastly_compute_runtime", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class ComputeRuntimeCalls {
  private static final long MEBIBYTE = 1 << 20;

  private final Session session;

  ComputeRuntimeCalls(Session session) {
    this.session = session;
  }

  /** CPU time, in whole milliseconds, so that it cannot be used as a precise clock. */
  @Hostcall
  public int get_vcpu_ms(GuestMemory memory, int vcpuMsOut) {
    long nanos = session.setting().cpuNanos().getAsLong();
    memory.storeLong(vcpuMsOut, TimeUnit.NANOSECONDS.toMillis(nanos));
    return Status.OK;
  }

  /** Linear memory and what the host keeps for this guest, rounded up to MiB. */
  @Hostcall
  public int get_heap_mib(GuestMemory memory, int memoryMibOut) {
    long bytes = memory.size() + session.bufferedBytes();
    memory.storeInt(memoryMibOut, (int) ((bytes + MEBIBYTE - 1) / MEBIBYTE));
    return Status.OK;
  }

  /**
   * A product that is not here. Called by the Rust crate 0.13.2; newer than the interface's text.
   */
  @Hostcall
  public int has_domain_inspector(GuestMemory memory, int out) {
    return absent(memory, out);
  }

  /** As {@link #has_domain_inspector}. */
  @Hostcall
  public int has_image_optimizer(GuestMemory memory, int out) {
    return absent(memory, out);
  }

  /** As {@link #has_domain_inspector}. */
  @Hostcall
  public int has_origin_inspector(GuestMemory memory, int out) {
    return absent(memory, out);
  }

  private static int absent(GuestMemory memory, int out) {
    memory.storeInt(out, 0);
    return Status.OK;
  }
}

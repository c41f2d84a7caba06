package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/**
 * What the guest itself has used: module {@code fastly_compute_runtime} of compute-at-edge.witx.
 */
@HostModule(value = "fastly_compute_runtime", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class ComputeRuntimeCalls {
  private final Session session;

  ComputeRuntimeCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int get_vcpu_ms(GuestMemory memory, int vcpuMsOut) {
    throw session.unsupported("fastly_compute_runtime.get_vcpu_ms");
  }

  @Hostcall
  public int get_heap_mib(GuestMemory memory, int memoryMibOut) {
    throw session.unsupported("fastly_compute_runtime.get_heap_mib");
  }
}

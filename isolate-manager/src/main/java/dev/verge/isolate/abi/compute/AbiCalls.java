package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** The handshake: module {@code fastly_abi} of compute-at-edge.witx. */
@HostModule(value = "fastly_abi", badPointer = Status.INVAL)
public final class AbiCalls {
  private static final long VERSION = 1;

  AbiCalls() {}

  /** Agrees on a version of the ABI; there is one. */
  @Hostcall
  public int init(GuestMemory memory, long abiVersion) {
    return abiVersion == VERSION ? Status.OK : Status.ERROR;
  }
}

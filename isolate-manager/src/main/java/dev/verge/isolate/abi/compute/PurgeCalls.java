package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Purging by surrogate key: module {@code fastly_purge} of compute-at-edge.witx. */
@HostModule(value = "fastly_purge", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class PurgeCalls {
  private final Session session;

  PurgeCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int purge_surrogate_key(
      GuestMemory memory, int surrogateKey, int surrogateKeyLen, int optionsMask, int options) {
    throw session.unsupported("fastly_purge.purge_surrogate_key");
  }
}

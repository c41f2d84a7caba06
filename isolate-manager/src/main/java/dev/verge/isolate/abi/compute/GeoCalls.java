package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Where addresses are: module {@code fastly_geo} of compute-at-edge.witx. */
@HostModule(value = "fastly_geo", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class GeoCalls {
  private final Session session;

  GeoCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int lookup(
      GuestMemory memory, int addrOctets, int addrLen, int buf, int bufLen, int nwrittenOut) {
    throw session.unsupported("fastly_geo.lookup");
  }
}

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

  /** What is known of an address, as JSON; nothing at all when nothing is. */
  @Hostcall
  public int lookup(
      GuestMemory memory, int addrOctets, int addrLen, int buf, int bufLen, int nwrittenOut) {
    String json =
        session
            .services()
            .geoDatabase()
            .lookup(
                session.bindings().geolocation(), GuestStore.address(memory, addrOctets, addrLen))
            .orElse("");
    return GuestStore.store(memory, json, buf, bufLen, nwrittenOut);
  }
}

package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Shielding sites: module {@code fastly_shielding} of shielding.witx. */
@HostModule(value = "fastly_shielding", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class ShieldingCalls {
  private final Session session;

  ShieldingCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int shield_info(
      GuestMemory memory,
      int name,
      int nameLen,
      int infoBlock,
      int infoBlockMaxLen,
      int numBytesOut) {
    throw session.unsupported("fastly_shielding.shield_info");
  }

  @Hostcall
  public int backend_for_shield(
      GuestMemory memory,
      int shieldName,
      int shieldNameLen,
      int backendConfigMask,
      int backendConfiguration,
      int backendNameOut,
      int backendNameMaxLen,
      int numBytesOut) {
    throw session.unsupported("fastly_shielding.backend_for_shield");
  }
}

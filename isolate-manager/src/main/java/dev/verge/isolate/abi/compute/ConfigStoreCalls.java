package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Config stores: module {@code fastly_config_store} of config-store.witx. */
@HostModule(value = "fastly_config_store", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class ConfigStoreCalls {
  private final Session session;

  ConfigStoreCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int open(GuestMemory memory, int name, int nameLen, int configStoreHandleOut) {
    throw session.unsupported("fastly_config_store.open");
  }

  @Hostcall
  public int get(
      GuestMemory memory, int h, int key, int keyLen, int value, int valueMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_config_store.get");
  }
}

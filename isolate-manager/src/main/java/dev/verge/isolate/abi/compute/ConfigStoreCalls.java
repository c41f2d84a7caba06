package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Config stores: module {@code fastly_config_store} of config-store.witx. */
@HostModule(value = "fastly_config_store", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class ConfigStoreCalls {
  private final ConfigTables stores;

  ConfigStoreCalls(Session session) {
    stores = new ConfigTables(session);
  }

  /** Opens a store; {@link Status#BADF} when the version has none of this name. */
  @Hostcall
  public int open(GuestMemory memory, int name, int nameLen, int configStoreHandleOut) {
    return stores.open(memory, name, nameLen, configStoreHandleOut);
  }

  /** The value of a key; {@link Status#NONE} when there is none. */
  @Hostcall
  public int get(
      GuestMemory memory, int h, int key, int keyLen, int value, int valueMaxLen, int nwrittenOut) {
    return stores.get(memory, h, key, keyLen, value, valueMaxLen, nwrittenOut);
  }
}

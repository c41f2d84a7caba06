package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Secret stores: module {@code fastly_secret_store} of compute-at-edge.witx. */
@HostModule(value = "fastly_secret_store", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class SecretStoreCalls {
  private final Session session;

  SecretStoreCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int open(GuestMemory memory, int name, int nameLen, int secretStoreHandleOut) {
    throw session.unsupported("fastly_secret_store.open");
  }

  @Hostcall
  public int get(GuestMemory memory, int store, int key, int keyLen, int secretHandleOut) {
    throw session.unsupported("fastly_secret_store.get");
  }

  @Hostcall
  public int plaintext(GuestMemory memory, int secret, int buf, int bufLen, int nwrittenOut) {
    throw session.unsupported("fastly_secret_store.plaintext");
  }

  @Hostcall
  public int from_bytes(GuestMemory memory, int buf, int bufLen, int secretHandleOut) {
    throw session.unsupported("fastly_secret_store.from_bytes");
  }
}

package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** KV stores: module {@code fastly_kv_store} of compute-at-edge.witx. */
@HostModule(value = "fastly_kv_store", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class KvStoreCalls {
  private final Session session;

  KvStoreCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int open(GuestMemory memory, int name, int nameLen, int kvStoreHandleOut) {
    throw session.unsupported("fastly_kv_store.open");
  }

  @Hostcall
  public int lookup(
      GuestMemory memory,
      int store,
      int key,
      int keyLen,
      int lookupConfigMask,
      int lookupConfiguration,
      int handleOut) {
    throw session.unsupported("fastly_kv_store.lookup");
  }

  @Hostcall
  public int lookup_wait(
      GuestMemory memory,
      int handle,
      int bodyHandleOut,
      int metadataBuf,
      int metadataBufLen,
      int nwrittenOut,
      int generationOut,
      int kvErrorOut) {
    throw session.unsupported("fastly_kv_store.lookup_wait");
  }

  @Hostcall
  public int lookup_wait_v2(
      GuestMemory memory,
      int handle,
      int bodyHandleOut,
      int metadataBuf,
      int metadataBufLen,
      int nwrittenOut,
      int generationOut,
      int kvErrorOut) {
    throw session.unsupported("fastly_kv_store.lookup_wait_v2");
  }

  @Hostcall
  public int insert(
      GuestMemory memory,
      int store,
      int key,
      int keyLen,
      int bodyHandle,
      int insertConfigMask,
      int insertConfiguration,
      int handleOut) {
    throw session.unsupported("fastly_kv_store.insert");
  }

  @Hostcall
  public int insert_wait(GuestMemory memory, int handle, int kvErrorOut) {
    throw session.unsupported("fastly_kv_store.insert_wait");
  }

  @Hostcall
  public int delete(
      GuestMemory memory,
      int store,
      int key,
      int keyLen,
      int deleteConfigMask,
      int deleteConfiguration,
      int handleOut) {
    throw session.unsupported("fastly_kv_store.delete");
  }

  @Hostcall
  public int delete_wait(GuestMemory memory, int handle, int kvErrorOut) {
    throw session.unsupported("fastly_kv_store.delete_wait");
  }

  @Hostcall
  public int list(
      GuestMemory memory, int store, int listConfigMask, int listConfiguration, int handleOut) {
    throw session.unsupported("fastly_kv_store.list");
  }

  @Hostcall
  public int list_wait(GuestMemory memory, int handle, int bodyHandleOut, int kvErrorOut) {
    throw session.unsupported("fastly_kv_store.list_wait");
  }
}

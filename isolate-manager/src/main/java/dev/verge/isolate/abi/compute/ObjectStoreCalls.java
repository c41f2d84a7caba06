package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/**
 * KV stores, as older guests use them: module {@code fastly_object_store} of compute-at-edge.witx.
 */
@HostModule(value = "fastly_object_store", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class ObjectStoreCalls {
  private final Session session;

  ObjectStoreCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int open(GuestMemory memory, int name, int nameLen, int objectStoreHandleOut) {
    throw session.unsupported("fastly_object_store.open");
  }

  @Hostcall
  public int lookup(GuestMemory memory, int store, int key, int keyLen, int bodyHandleOut) {
    throw session.unsupported("fastly_object_store.lookup");
  }

  @Hostcall
  public int lookup_async(
      GuestMemory memory, int store, int key, int keyLen, int pendingHandleOut) {
    throw session.unsupported("fastly_object_store.lookup_async");
  }

  @Hostcall
  public int pending_lookup_wait(GuestMemory memory, int pendingObjstrHandle, int bodyHandleOut) {
    throw session.unsupported("fastly_object_store.pending_lookup_wait");
  }

  @Hostcall
  public int insert(GuestMemory memory, int store, int key, int keyLen, int bodyHandle) {
    throw session.unsupported("fastly_object_store.insert");
  }

  @Hostcall
  public int insert_async(
      GuestMemory memory, int store, int key, int keyLen, int bodyHandle, int pendingHandleOut) {
    throw session.unsupported("fastly_object_store.insert_async");
  }

  @Hostcall
  public int pending_insert_wait(GuestMemory memory, int pendingObjstrHandle) {
    throw session.unsupported("fastly_object_store.pending_insert_wait");
  }

  @Hostcall
  public int delete_async(
      GuestMemory memory, int store, int key, int keyLen, int pendingHandleOut) {
    throw session.unsupported("fastly_object_store.delete_async");
  }

  @Hostcall
  public int pending_delete_wait(GuestMemory memory, int pendingObjstrHandle) {
    throw session.unsupported("fastly_object_store.pending_delete_wait");
  }
}

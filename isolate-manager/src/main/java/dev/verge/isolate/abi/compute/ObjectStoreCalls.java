package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.platform.kv.KvInsert;
import dev.verge.isolate.platform.kv.KvStore;
import dev.verge.isolate.platform.kv.KvValue;
import java.util.Optional;

/**
 * KV stores, as older guests use them: module {@code fastly_object_store} of compute-at-edge.witx.
 */
@HostModule(value = "fastly_object_store", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class ObjectStoreCalls {
  private final Session session;
  private final KvOperations operations;

  ObjectStoreCalls(Session session) {
    this.session = session;
    this.operations = new KvOperations(session);
  }

  /** Opens a store; {@link Status#INVAL} when the version has none of this name. */
  @Hostcall
  public int open(GuestMemory memory, int name, int nameLen, int objectStoreHandleOut) {
    return operations.open(memory, name, nameLen, objectStoreHandleOut);
  }

  /** The body of a value; when there is none, the guest's handle stays as it was. */
  @Hostcall
  public int lookup(GuestMemory memory, int store, int key, int keyLen, int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    return finishLookup(memory, beginLookup(memory, store, key, keyLen), bodyHandleOut);
  }

  /** Begins to look a value up. */
  @Hostcall
  public int lookup_async(
      GuestMemory memory, int store, int key, int keyLen, int pendingHandleOut) {
    memory.requireRange(pendingHandleOut, Integer.BYTES);
    memory.storeInt(pendingHandleOut, beginLookup(memory, store, key, keyLen));
    return Status.OK;
  }

  /** Waits for a value, as {@link #lookup}. */
  @Hostcall
  public int pending_lookup_wait(GuestMemory memory, int pendingObjstrHandle, int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    return finishLookup(memory, pendingObjstrHandle, bodyHandleOut);
  }

  private int beginLookup(GuestMemory memory, int store, int key, int keyLen) {
    KvStore target = operations.store(store);
    return operations.lookup(target, operations.key(memory, key, keyLen));
  }

  private int finishLookup(GuestMemory memory, int handle, int bodyHandleOut)
      throws InterruptedException {
    KvItem.Lookup item = session.items().take(handle, KvItem.Lookup.class);
    KvResult<Optional<KvValue>> result = operations.await(item);
    if (result.value().flatMap(found -> found).isPresent()) {
      KvValue value = result.value().flatMap(found -> found).get();
      memory.storeInt(bodyHandleOut, session.addBody(value.body()));
    }
    return status(result);
  }

  /** Stores a body, whose handle is invalid afterwards. */
  @Hostcall
  public int insert(GuestMemory memory, int store, int key, int keyLen, int bodyHandle)
      throws InterruptedException {
    return finishInsert(beginInsert(memory, store, key, keyLen, bodyHandle));
  }

  /** Begins to store a body, whose handle is invalid afterwards. */
  @Hostcall
  public int insert_async(
      GuestMemory memory, int store, int key, int keyLen, int bodyHandle, int pendingHandleOut)
      throws InterruptedException {
    memory.requireRange(pendingHandleOut, Integer.BYTES);
    memory.storeInt(pendingHandleOut, beginInsert(memory, store, key, keyLen, bodyHandle));
    return Status.OK;
  }

  /** Waits until a value is stored. */
  @Hostcall
  public int pending_insert_wait(GuestMemory memory, int pendingObjstrHandle)
      throws InterruptedException {
    return finishInsert(pendingObjstrHandle);
  }

  private int beginInsert(GuestMemory memory, int store, int key, int keyLen, int bodyHandle)
      throws InterruptedException {
    KvStore target = operations.store(store);
    String text = operations.key(memory, key, keyLen);
    return operations.insert(target, text, bodyHandle, KvInsert.OVERWRITE);
  }

  private int finishInsert(int handle) throws InterruptedException {
    return status(operations.await(session.items().take(handle, KvItem.Insert.class)));
  }

  /** Begins to remove a value. */
  @Hostcall
  public int delete_async(
      GuestMemory memory, int store, int key, int keyLen, int pendingHandleOut) {
    memory.requireRange(pendingHandleOut, Integer.BYTES);
    KvStore target = operations.store(store);
    String text = operations.key(memory, key, keyLen);
    memory.storeInt(pendingHandleOut, operations.delete(target, text));
    return Status.OK;
  }

  /** Waits until a value is removed; {@link Status#NONE} when there was none. */
  @Hostcall
  public int pending_delete_wait(GuestMemory memory, int pendingObjstrHandle)
      throws InterruptedException {
    KvItem.Delete item = session.items().take(pendingObjstrHandle, KvItem.Delete.class);
    KvResult<Boolean> result = operations.await(item);
    return result.value().equals(Optional.of(false)) ? Status.NONE : status(result);
  }

  private static int status(KvResult<?> result) {
    return switch (result.error()) {
      case KvResult.OK -> Status.OK;
      case KvResult.INTERNAL_ERROR -> Status.ERROR;
      default -> Status.INVAL;
    };
  }
}

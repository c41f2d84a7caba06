package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.kv.KvInsert;
import dev.verge.isolate.platform.kv.KvPage;
import dev.verge.isolate.platform.kv.KvQuery;
import dev.verge.isolate.platform.kv.KvStore;
import dev.verge.isolate.platform.kv.KvValue;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/** KV stores: module {@code fastly_kv_store} of compute-at-edge.witx. */
@HostModule(value = "fastly_kv_store", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class KvStoreCalls {
  private final Session session;
  private final KvOperations operations;

  KvStoreCalls(Session session) {
    this.session = session;
    this.operations = new KvOperations(session);
  }

  /** Opens a store; {@link Status#INVAL} when the version has none of this name. */
  @Hostcall
  public int open(GuestMemory memory, int name, int nameLen, int kvStoreHandleOut) {
    return operations.open(memory, name, nameLen, kvStoreHandleOut);
  }

  /** Begins to look an entry up. */
  @Hostcall
  public int lookup(
      GuestMemory memory,
      int store,
      int key,
      int keyLen,
      int lookupConfigMask,
      int lookupConfiguration,
      int handleOut) {
    memory.requireRange(handleOut, Integer.BYTES);
    KvStore target = operations.store(store);
    memory.storeInt(handleOut, operations.lookup(target, operations.key(memory, key, keyLen)));
    return Status.OK;
  }

  /** As {@link #lookup_wait_v2}; the generation is always 0, which has not room for one. */
  @Hostcall
  public int lookup_wait(
      GuestMemory memory,
      int handle,
      int bodyHandleOut,
      int metadataBuf,
      int metadataBufLen,
      int nwrittenOut,
      int generationOut,
      int kvErrorOut)
      throws InterruptedException {
    memory.requireRange(generationOut, Integer.BYTES);
    if (found(memory, handle, bodyHandleOut, metadataBuf, metadataBufLen, nwrittenOut, kvErrorOut)
        .isPresent()) {
      memory.storeInt(generationOut, 0);
    }
    return Status.OK;
  }

  /** Waits for a look-up. When the metadata does not fit, it can be waited for again. */
  @Hostcall
  public int lookup_wait_v2(
      GuestMemory memory,
      int handle,
      int bodyHandleOut,
      int metadataBuf,
      int metadataBufLen,
      int nwrittenOut,
      int generationOut,
      int kvErrorOut)
      throws InterruptedException {
    memory.requireRange(generationOut, Long.BYTES);
    found(memory, handle, bodyHandleOut, metadataBuf, metadataBufLen, nwrittenOut, kvErrorOut)
        .ifPresent(value -> memory.storeLong(generationOut, value.generation()));
    return Status.OK;
  }

  private Optional<KvValue> found(
      GuestMemory memory,
      int handle,
      int bodyHandleOut,
      int metadataBuf,
      int metadataBufLen,
      int nwrittenOut,
      int kvErrorOut)
      throws InterruptedException {
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    memory.requireRange(nwrittenOut, Integer.BYTES);
    memory.requireRange(kvErrorOut, Integer.BYTES);
    KvItem.Lookup item = session.items().find(handle, KvItem.Lookup.class);
    KvResult<Optional<KvValue>> result = operations.await(item);
    Optional<KvValue> value = result.value().flatMap(found -> found);
    if (value.isPresent()) {
      GuestStore.store(memory, value.get().metadata(), metadataBuf, metadataBufLen, nwrittenOut);
    }
    session.items().take(handle);
    if (value.isPresent()) {
      memory.storeInt(bodyHandleOut, session.addBody(value.get().body()));
    }
    boolean absent = result.error() == KvResult.OK && value.isEmpty();
    memory.storeInt(kvErrorOut, absent ? KvResult.NOT_FOUND : result.error());
    return value;
  }

  /** Begins to store a body, whose handle is invalid afterwards. */
  @Hostcall
  public int insert(
      GuestMemory memory,
      int store,
      int key,
      int keyLen,
      int bodyHandle,
      int insertConfigMask,
      int insertConfiguration,
      int handleOut)
      throws InterruptedException {
    memory.requireRange(handleOut, Integer.BYTES);
    KvStore target = operations.store(store);
    String text = operations.key(memory, key, keyLen);
    KvInsert how = KvConfig.insert(memory, insertConfigMask, insertConfiguration);
    memory.storeInt(handleOut, operations.insert(target, text, bodyHandle, how));
    return Status.OK;
  }

  /** Waits until a value is stored. */
  @Hostcall
  public int insert_wait(GuestMemory memory, int handle, int kvErrorOut)
      throws InterruptedException {
    memory.requireRange(kvErrorOut, Integer.BYTES);
    KvItem.Insert item = session.items().take(handle, KvItem.Insert.class);
    memory.storeInt(kvErrorOut, operations.await(item).error());
    return Status.OK;
  }

  /** Begins to remove an entry. */
  @Hostcall
  public int delete(
      GuestMemory memory,
      int store,
      int key,
      int keyLen,
      int deleteConfigMask,
      int deleteConfiguration,
      int handleOut) {
    memory.requireRange(handleOut, Integer.BYTES);
    KvStore target = operations.store(store);
    memory.storeInt(handleOut, operations.delete(target, operations.key(memory, key, keyLen)));
    return Status.OK;
  }

  /** Waits until an entry is removed; one that was not there is as good. */
  @Hostcall
  public int delete_wait(GuestMemory memory, int handle, int kvErrorOut)
      throws InterruptedException {
    memory.requireRange(kvErrorOut, Integer.BYTES);
    KvItem.Delete item = session.items().take(handle, KvItem.Delete.class);
    memory.storeInt(kvErrorOut, operations.await(item).error());
    return Status.OK;
  }

  /** Begins to list keys. */
  @Hostcall
  public int list(
      GuestMemory memory, int store, int listConfigMask, int listConfiguration, int handleOut) {
    memory.requireRange(handleOut, Integer.BYTES);
    KvStore target = operations.store(store);
    Supplier<KvQuery> query = KvConfig.list(memory, listConfigMask, listConfiguration);
    memory.storeInt(handleOut, operations.list(target, query));
    return Status.OK;
  }

  /** Waits for keys, as a body of JSON. */
  @Hostcall
  public int list_wait(GuestMemory memory, int handle, int bodyHandleOut, int kvErrorOut)
      throws InterruptedException {
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    memory.requireRange(kvErrorOut, Integer.BYTES);
    KvItem.Listing item = session.items().take(handle, KvItem.Listing.class);
    KvResult<KvPage> result = operations.await(item);
    if (result.value().isPresent()) {
      byte[] json = result.value().get().json().getBytes(StandardCharsets.UTF_8);
      memory.storeInt(bodyHandleOut, session.addBody(new ByteSource(json)));
    }
    memory.storeInt(kvErrorOut, result.error());
    return Status.OK;
  }
}

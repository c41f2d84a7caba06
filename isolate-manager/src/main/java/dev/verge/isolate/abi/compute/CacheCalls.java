package dev.verge.isolate.abi.compute;

import dev.verge.isolate.abi.compute.CacheOptions.LookupOptions;
import dev.verge.isolate.abi.compute.CacheOptions.ReplaceOptions;
import dev.verge.isolate.abi.compute.CacheOptions.WriteOptions;
import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.platform.cache.CacheKey;
import dev.verge.isolate.platform.cache.Found;
import dev.verge.isolate.platform.cache.Insertion;
import dev.verge.isolate.platform.cache.Lookup;
import dev.verge.isolate.platform.cache.PendingLookup;
import dev.verge.isolate.platform.cache.StoreOptions;
import dev.verge.isolate.platform.cache.TenantCache;
import dev.verge.isolate.platform.cache.Transaction;
import dev.verge.isolate.platform.cache.UserMetadata;
import dev.verge.isolate.platform.http.HeaderFields;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The cache, object by object: module {@code fastly_cache} of cache.witx. */
@HostModule(value = "fastly_cache", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class CacheCalls {
  private final Session session;
  private final CacheHandles handles;

  CacheCalls(Session session) {
    this.session = session;
    this.handles = new CacheHandles(session);
  }

  @Hostcall
  public int lookup(
      GuestMemory memory,
      int cacheKey,
      int cacheKeyLen,
      int optionsMask,
      int options,
      int cacheHandleOut)
      throws InterruptedException {
    memory.requireRange(cacheHandleOut, Integer.BYTES);
    LookupOptions given = LookupOptions.load(session, memory, optionsMask, options);
    return CacheAction.run(
        session,
        () -> {
          Lookup lookup = Lookup.of(key(memory, cacheKey, cacheKeyLen), given.request());
          CacheItem item = CacheItem.of(cache().lookup(lookup), given.alwaysRange());
          memory.storeInt(cacheHandleOut, handles.add(item));
          return Status.OK;
        });
  }

  @Hostcall
  public int insert(
      GuestMemory memory,
      int cacheKey,
      int cacheKeyLen,
      int optionsMask,
      int options,
      int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    return CacheAction.run(
        session,
        () -> {
          WriteOptions given = WriteOptions.load(session, memory, optionsMask, options);
          CacheKey key = key(memory, cacheKey, cacheKeyLen);
          HeaderFields request = given.request().orElseGet(HeaderFields::new);
          memory.storeInt(
              bodyHandleOut, handles.addWriter(cache().insert(key, request, given.stored())));
          return Status.OK;
        });
  }

  @Hostcall
  public int replace(
      GuestMemory memory,
      int cacheKey,
      int cacheKeyLen,
      int optionsMask,
      int options,
      int cacheReplaceHandleOut)
      throws InterruptedException {
    memory.requireRange(cacheReplaceHandleOut, Integer.BYTES);
    ReplaceOptions given = ReplaceOptions.load(session, memory, optionsMask, options);
    return CacheAction.run(
        session,
        () -> {
          Lookup lookup = Lookup.of(key(memory, cacheKey, cacheKeyLen), given.request());
          Transaction transaction = handles.await(cache().replace(lookup, given.strategy()));
          memory.storeInt(
              cacheReplaceHandleOut,
              handles.add(new CacheReplaceItem(transaction, given.request(), given.alwaysRange())));
          return Status.OK;
        });
  }

  @Hostcall
  public int replace_insert(
      GuestMemory memory, int handle, int optionsMask, int options, int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    CacheReplaceItem item = session.items().find(handle, CacheReplaceItem.class);
    return CacheAction.run(
        session,
        () -> {
          WriteOptions given = WriteOptions.load(session, memory, optionsMask, options);
          HeaderFields request = given.request().orElse(item.request());
          int body = handles.addWriter(item.transaction().insert(request, given.stored()));
          session.items().take(handle).close();
          memory.storeInt(bodyHandleOut, body);
          return Status.OK;
        });
  }

  @Hostcall
  public int replace_get_age_ns(GuestMemory memory, int handle, int cacheDurationNsOut) {
    return storeLong(memory, replaced(handle), cacheDurationNsOut, CacheCalls::age);
  }

  @Hostcall
  public int replace_get_body(
      GuestMemory memory, int handle, int optionsMask, int options, int bodyHandleOut)
      throws InterruptedException {
    CacheReplaceItem item = session.items().find(handle, CacheReplaceItem.class);
    return body(memory, item.found(), item.alwaysRange(), optionsMask, options, bodyHandleOut);
  }

  @Hostcall
  public int replace_get_hits(GuestMemory memory, int handle, int cacheHitCountOut) {
    return storeLong(memory, replaced(handle), cacheHitCountOut, Found::hits);
  }

  @Hostcall
  public int replace_get_length(GuestMemory memory, int handle, int cacheObjectLengthOut) {
    return storeLong(memory, replaced(handle), cacheObjectLengthOut, CacheCalls::length);
  }

  @Hostcall
  public int replace_get_max_age_ns(GuestMemory memory, int handle, int cacheDurationNsOut) {
    return storeLong(memory, replaced(handle), cacheDurationNsOut, CacheCalls::maxAge);
  }

  @Hostcall
  public int replace_get_stale_while_revalidate_ns(
      GuestMemory memory, int handle, int cacheDurationNsOut) {
    return storeLong(
        memory, replaced(handle), cacheDurationNsOut, CacheCalls::staleWhileRevalidate);
  }

  @Hostcall
  public int replace_get_state(GuestMemory memory, int handle, int cacheLookupStateOut) {
    CacheReplaceItem item = session.items().find(handle, CacheReplaceItem.class);
    memory.storeInt(cacheLookupStateOut, CacheState.of(item.found(), item.transaction().obliged()));
    return Status.OK;
  }

  @Hostcall
  public int replace_get_user_metadata(
      GuestMemory memory,
      int handle,
      int userMetadataOutPtr,
      int userMetadataOutLen,
      int nwrittenOut) {
    return metadata(memory, replaced(handle), userMetadataOutPtr, userMetadataOutLen, nwrittenOut);
  }

  @Hostcall
  public int transaction_lookup(
      GuestMemory memory,
      int cacheKey,
      int cacheKeyLen,
      int optionsMask,
      int options,
      int cacheHandleOut)
      throws InterruptedException {
    memory.requireRange(cacheHandleOut, Integer.BYTES);
    LookupOptions given = LookupOptions.load(session, memory, optionsMask, options);
    return CacheAction.run(
        session,
        () -> {
          Lookup lookup = Lookup.of(key(memory, cacheKey, cacheKeyLen), given.request());
          Transaction transaction = handles.await(cache().begin(lookup));
          memory.storeInt(
              cacheHandleOut, handles.add(CacheItem.of(transaction, given.alwaysRange())));
          return Status.OK;
        });
  }

  @Hostcall
  public int transaction_lookup_async(
      GuestMemory memory,
      int cacheKey,
      int cacheKeyLen,
      int optionsMask,
      int options,
      int cacheBusyHandleOut)
      throws InterruptedException {
    memory.requireRange(cacheBusyHandleOut, Integer.BYTES);
    LookupOptions given = LookupOptions.load(session, memory, optionsMask, options);
    return CacheAction.run(
        session,
        () -> {
          Lookup lookup = Lookup.of(key(memory, cacheKey, cacheKeyLen), given.request());
          PendingLookup pending = cache().begin(lookup);
          memory.storeInt(
              cacheBusyHandleOut, handles.add(new CacheBusyItem(pending, given.alwaysRange())));
          return Status.OK;
        });
  }

  @Hostcall
  public int cache_busy_handle_wait(GuestMemory memory, int busyHandle, int cacheHandleOut)
      throws InterruptedException {
    memory.requireRange(cacheHandleOut, Integer.BYTES);
    CacheBusyItem busy = session.items().take(busyHandle, CacheBusyItem.class);
    Transaction transaction = handles.await(busy.pending());
    memory.storeInt(cacheHandleOut, handles.add(CacheItem.of(transaction, busy.alwaysRange())));
    return Status.OK;
  }

  @Hostcall
  public int transaction_insert(
      GuestMemory memory, int handle, int optionsMask, int options, int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    CacheItem item = item(handle);
    return CacheAction.run(
        session,
        () -> {
          StoreOptions stored = WriteOptions.loadStored(session, memory, optionsMask, options);
          memory.storeInt(bodyHandleOut, handles.addWriter(item.required().insert(stored)));
          return Status.OK;
        });
  }

  @Hostcall
  public int transaction_insert_and_stream_back(
      GuestMemory memory,
      int handle,
      int optionsMask,
      int options,
      int bodyHandleOut,
      int cacheHandleOut)
      throws InterruptedException {
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    memory.requireRange(cacheHandleOut, Integer.BYTES);
    CacheItem item = item(handle);
    return CacheAction.run(
        session,
        () -> {
          StoreOptions stored = WriteOptions.loadStored(session, memory, optionsMask, options);
          Insertion insertion = item.required().insertAndStreamBack(stored);
          CacheItem back = CacheItem.of(Optional.of(insertion.found()), item.alwaysRange());
          int body = handles.addWriter(insertion.writer(), back);
          memory.storeInt(cacheHandleOut, handles.add(back));
          memory.storeInt(bodyHandleOut, body);
          return Status.OK;
        });
  }

  @Hostcall
  public int transaction_update(GuestMemory memory, int handle, int optionsMask, int options)
      throws InterruptedException {
    CacheItem item = item(handle);
    return CacheAction.run(
        session,
        () -> {
          item.required().update(WriteOptions.loadStored(session, memory, optionsMask, options));
          return Status.OK;
        });
  }

  @Hostcall
  public int transaction_cancel(GuestMemory memory, int handle) throws InterruptedException {
    CacheItem item = item(handle);
    return CacheAction.run(
        session,
        () -> {
          item.required().cancel();
          return Status.OK;
        });
  }

  @Hostcall
  public int close_busy(GuestMemory memory, int handle) {
    session.items().take(handle, CacheBusyItem.class).close();
    return Status.OK;
  }

  @Hostcall
  public int close(GuestMemory memory, int handle) {
    session.items().take(handle, CacheItem.class).close();
    return Status.OK;
  }

  @Hostcall
  public int get_state(GuestMemory memory, int handle, int cacheLookupStateOut) {
    CacheItem item = item(handle);
    boolean obliged = item.transaction().filter(Transaction::obliged).isPresent();
    memory.storeInt(cacheLookupStateOut, CacheState.of(item.found(), obliged));
    return Status.OK;
  }

  @Hostcall
  public int get_user_metadata(
      GuestMemory memory,
      int handle,
      int userMetadataOutPtr,
      int userMetadataOutLen,
      int nwrittenOut) {
    return metadata(memory, found(handle), userMetadataOutPtr, userMetadataOutLen, nwrittenOut);
  }

  @Hostcall
  public int get_body(
      GuestMemory memory, int handle, int optionsMask, int options, int bodyHandleOut)
      throws InterruptedException {
    CacheItem item = item(handle);
    return body(memory, item.found(), item.alwaysRange(), optionsMask, options, bodyHandleOut);
  }

  @Hostcall
  public int get_length(GuestMemory memory, int handle, int cacheObjectLengthOut) {
    return storeLong(memory, found(handle), cacheObjectLengthOut, CacheCalls::length);
  }

  @Hostcall
  public int get_max_age_ns(GuestMemory memory, int handle, int cacheDurationNsOut) {
    return storeLong(memory, found(handle), cacheDurationNsOut, CacheCalls::maxAge);
  }

  @Hostcall
  public int get_stale_while_revalidate_ns(GuestMemory memory, int handle, int cacheDurationNsOut) {
    return storeLong(memory, found(handle), cacheDurationNsOut, CacheCalls::staleWhileRevalidate);
  }

  @Hostcall
  public int get_age_ns(GuestMemory memory, int handle, int cacheDurationNsOut) {
    return storeLong(memory, found(handle), cacheDurationNsOut, CacheCalls::age);
  }

  @Hostcall
  public int get_hits(GuestMemory memory, int handle, int cacheHitCountOut) {
    return storeLong(memory, found(handle), cacheHitCountOut, Found::hits);
  }

  private TenantCache cache() {
    return session.services().caches().of(session.function().tenant());
  }

  private static CacheKey key(GuestMemory memory, int address, int length) {
    memory.requireRange(address, length);
    if (Integer.compareUnsigned(length, CacheKey.MOST_BYTES) > 0) {
      throw StatusException.invalid("a cache key is too long");
    }
    return CacheKey.of(CacheKey.Space.OBJECTS, GuestStore.bytes(memory, address, length));
  }

  private CacheItem item(int handle) {
    return session.items().find(handle, CacheItem.class);
  }

  private Found found(int handle) {
    return item(handle).found().orElseThrow(StatusException::absent);
  }

  private Found replaced(int handle) {
    return session
        .items()
        .find(handle, CacheReplaceItem.class)
        .found()
        .orElseThrow(StatusException::absent);
  }

  private static int storeLong(
      GuestMemory memory, Found found, int out, ToLongFunction<Found> value) {
    memory.storeLong(out, value.applyAsLong(found));
    return Status.OK;
  }

  private static long length(Found found) {
    return found.length().orElseThrow(StatusException::absent);
  }

  private static long age(Found found) {
    return CacheOptions.nanoseconds(found.age());
  }

  private static long maxAge(Found found) {
    return CacheOptions.nanoseconds(found.options().lifetime().maxAge());
  }

  private static long staleWhileRevalidate(Found found) {
    return CacheOptions.nanoseconds(found.options().lifetime().staleWhileRevalidate());
  }

  private static int metadata(
      GuestMemory memory, Found found, int buffer, int capacity, int written) {
    return found.options().metadata() instanceof UserMetadata metadata
        ? GuestStore.store(memory, metadata.bytes(), buffer, capacity, written)
        : Status.NONE;
  }

  private int body(
      GuestMemory memory,
      Optional<Found> found,
      boolean alwaysRange,
      int mask,
      int options,
      int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    Found object = found.orElseThrow(StatusException::absent);
    return CacheAction.run(
        session,
        () -> {
          int body =
              handles.addBody(object.body(CacheOptions.range(memory, mask, options), alwaysRange));
          memory.storeInt(bodyHandleOut, body);
          return Status.OK;
        });
  }
}

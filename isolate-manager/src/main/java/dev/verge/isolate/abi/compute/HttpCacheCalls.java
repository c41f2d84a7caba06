package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.platform.backends.OriginResponse;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.cache.CacheKey;
import dev.verge.isolate.platform.cache.Found;
import dev.verge.isolate.platform.cache.StoreOptions;
import dev.verge.isolate.platform.http.HeaderFields;
import dev.verge.isolate.platform.httpcache.CacheRequest;
import dev.verge.isolate.platform.httpcache.FoundResponse;
import dev.verge.isolate.platform.httpcache.HttpCaches;
import dev.verge.isolate.platform.httpcache.HttpHead;
import dev.verge.isolate.platform.httpcache.HttpLookup;
import dev.verge.isolate.platform.httpcache.HttpTransaction;
import dev.verge.isolate.platform.httpcache.Prepared;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The cache of HTTP responses: module {@code fastly_http_cache} of http-cache.witx. */
@HostModule(value = "fastly_http_cache", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class HttpCacheCalls {
  private static final int OVERRIDE_KEY = 1 << 1;
  private static final int BACKEND_NAME = 1 << 2;
  private static final int LOOKUP_OPTIONS_BYTES = 16;

  private final Session session;
  private final CacheHandles handles;

  HttpCacheCalls(Session session) {
    this.session = session;
    this.handles = new CacheHandles(session);
  }

  @Hostcall
  public int is_request_cacheable(GuestMemory memory, int reqHandle, int isCacheableOut) {
    CacheRequest request = request(session.requests().find(reqHandle));
    memory.storeInt(isCacheableOut, request.cacheable() ? 1 : 0);
    return Status.OK;
  }

  @Hostcall
  public int get_suggested_cache_key(
      GuestMemory memory, int reqHandle, int keyOutPtr, int keyOutLen, int nwrittenOut) {
    byte[] key = request(session.requests().find(reqHandle)).suggestedKey();
    return GuestStore.store(memory, key, keyOutPtr, keyOutLen, nwrittenOut);
  }

  @Hostcall
  public int lookup(
      GuestMemory memory, int reqHandle, int optionsMask, int options, int httpCacheHandleOut)
      throws InterruptedException {
    return lookUp(
        memory,
        reqHandle,
        optionsMask,
        options,
        httpCacheHandleOut,
        (caches, request, key) ->
            HttpLookup.of(caches.lookup(session.function().tenant(), request, key)));
  }

  @Hostcall
  public int transaction_lookup(
      GuestMemory memory, int reqHandle, int optionsMask, int options, int httpCacheHandleOut)
      throws InterruptedException {
    return lookUp(
        memory,
        reqHandle,
        optionsMask,
        options,
        httpCacheHandleOut,
        (caches, request, key) -> caches.begin(session.function().tenant(), request, key));
  }

  private interface Begin {
    HttpLookup begin(HttpCaches caches, CacheRequest request, Optional<byte[]> key);
  }

  private int lookUp(
      GuestMemory memory, int reqHandle, int mask, int options, int handleOut, Begin begin)
      throws InterruptedException {
    memory.requireRange(handleOut, Integer.BYTES);
    memory.requireRange(options, LOOKUP_OPTIONS_BYTES);
    GuestRequest looked = session.requests().find(reqHandle);
    Optional<byte[]> key = overrideKey(memory, mask, options);
    requireBackend(memory, mask, options);
    return CacheAction.run(
        session,
        () -> {
          CacheRequest request = request(looked);
          HttpCaches caches = new HttpCaches(session.services().caches());
          HttpCacheItem item =
              new HttpCacheItem(
                  begin.begin(caches, request, key), Optional.of(copy(looked, request)));
          memory.storeInt(handleOut, handles.add(item));
          return Status.OK;
        });
  }

  @Hostcall
  public int transaction_insert(
      GuestMemory memory,
      int handle,
      int respHandle,
      int optionsMask,
      int options,
      int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    HttpTransaction transaction = transaction(handle);
    return CacheAction.run(
        session,
        () -> {
          StoreOptions stored = stored(memory, respHandle, optionsMask, options);
          int body = handles.addWriter(transaction.insert(stored));
          session.responses().take(respHandle);
          memory.storeInt(bodyHandleOut, body);
          return Status.OK;
        });
  }

  @Hostcall
  public int transaction_insert_and_stream_back(
      GuestMemory memory,
      int handle,
      int respHandle,
      int optionsMask,
      int options,
      int bodyHandleOut,
      int httpCacheHandleOut)
      throws InterruptedException {
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    memory.requireRange(httpCacheHandleOut, Integer.BYTES);
    HttpTransaction transaction = transaction(handle);
    return CacheAction.run(
        session,
        () -> {
          StoreOptions stored = stored(memory, respHandle, optionsMask, options);
          HttpTransaction.Stored insertion = transaction.insertAndStreamBack(stored);
          HttpCacheItem back = HttpCacheItem.of(insertion.transaction());
          int body = handles.addWriter(insertion.writer(), back);
          memory.storeInt(httpCacheHandleOut, handles.add(back));
          // The response keeps its handle, whatever the interface's text says: the JavaScript SDK
          // goes on to set fields of it when it transforms the body.
          memory.storeInt(bodyHandleOut, body);
          return Status.OK;
        });
  }

  @Hostcall
  public int transaction_update(
      GuestMemory memory, int handle, int respHandle, int optionsMask, int options)
      throws InterruptedException {
    HttpTransaction transaction = transaction(handle);
    return CacheAction.run(
        session,
        () -> {
          transaction.update(stored(memory, respHandle, optionsMask, options));
          session.responses().take(respHandle);
          return Status.OK;
        });
  }

  @Hostcall
  public int transaction_update_and_return_fresh(
      GuestMemory memory,
      int handle,
      int respHandle,
      int optionsMask,
      int options,
      int httpCacheHandleOut)
      throws InterruptedException {
    memory.requireRange(httpCacheHandleOut, Integer.BYTES);
    HttpTransaction transaction = transaction(handle);
    return CacheAction.run(
        session,
        () -> {
          HttpTransaction fresh =
              transaction.updateAndReturnFresh(stored(memory, respHandle, optionsMask, options));
          session.responses().take(respHandle);
          memory.storeInt(httpCacheHandleOut, handles.add(HttpCacheItem.of(fresh)));
          return Status.OK;
        });
  }

  @Hostcall
  public int transaction_choose_stale(GuestMemory memory, int handle) throws InterruptedException {
    HttpTransaction transaction = transaction(handle);
    return CacheAction.run(
        session,
        () -> {
          transaction.chooseStale();
          return Status.OK;
        });
  }

  @Hostcall
  public int transaction_record_not_cacheable(
      GuestMemory memory, int handle, int optionsMask, int options) throws InterruptedException {
    HttpTransaction transaction = transaction(handle);
    return CacheAction.run(
        session,
        () -> {
          transaction.recordUncacheable(
              CacheOptions.duration(memory.loadLong(options)),
              HttpCacheOptions.vary(memory, optionsMask, options));
          return Status.OK;
        });
  }

  @Hostcall
  public int transaction_abandon(GuestMemory memory, int handle) throws InterruptedException {
    HttpTransaction transaction = transaction(handle);
    return CacheAction.run(
        session,
        () -> {
          transaction.abandon();
          return Status.OK;
        });
  }

  @Hostcall
  public int close(GuestMemory memory, int handle) {
    session.items().take(handle, HttpCacheItem.class).close();
    return Status.OK;
  }

  @Hostcall
  public int get_suggested_backend_request(GuestMemory memory, int handle, int requestHandleOut)
      throws InterruptedException {
    memory.requireRange(requestHandleOut, Integer.BYTES);
    HttpCacheItem item = item(handle);
    GuestRequest looked = item.request().orElseThrow(StatusException::badHandle);
    GuestRequest suggested = copy(looked, item.transaction(session).suggestedRequest());
    memory.storeInt(requestHandleOut, session.requests().add(suggested));
    return Status.OK;
  }

  @Hostcall
  public int get_suggested_cache_options(
      GuestMemory memory,
      int handle,
      int response,
      int optionsMask,
      int options,
      int optionsMaskOut,
      int optionsOut)
      throws InterruptedException {
    HttpTransaction transaction = transaction(handle);
    HttpHead head = head(session.responses().find(response));
    return HttpCacheOptions.store(
        memory,
        transaction.suggestedOptions(head),
        optionsMask,
        options,
        optionsMaskOut,
        optionsOut);
  }

  @Hostcall
  public int prepare_response_for_storage(
      GuestMemory memory, int handle, int response, int httpStorageActionOut, int responseHandleOut)
      throws InterruptedException {
    memory.requireRange(httpStorageActionOut, Integer.BYTES);
    memory.requireRange(responseHandleOut, Integer.BYTES);
    HttpTransaction transaction = transaction(handle);
    GuestResponse given = session.responses().find(response);
    Prepared prepared = transaction.prepare(head(given));
    memory.storeInt(responseHandleOut, addResponse(prepared.head(), given));
    memory.storeInt(
        httpStorageActionOut,
        switch (prepared.action()) {
          case INSERT -> 0;
          case UPDATE -> 1;
          case DO_NOT_STORE -> 2;
          case RECORD_UNCACHEABLE -> 3;
        });
    return Status.OK;
  }

  @Hostcall
  public int get_found_response(
      GuestMemory memory,
      int handle,
      int transformForClient,
      int responseHandleOut,
      int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(responseHandleOut, Integer.BYTES);
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    HttpTransaction transaction = transaction(handle);
    return CacheAction.run(
        session,
        () -> {
          FoundResponse found =
              transaction.response(transformForClient != 0).orElseThrow(StatusException::absent);
          memory.storeInt(bodyHandleOut, handles.addBody(found.body()));
          memory.storeInt(responseHandleOut, addResponse(found.head(), new GuestResponse()));
          return Status.OK;
        });
  }

  @Hostcall
  public int get_state(GuestMemory memory, int handle, int cacheLookupStateOut)
      throws InterruptedException {
    memory.requireRange(cacheLookupStateOut, Integer.BYTES);
    HttpTransaction transaction = transaction(handle);
    memory.storeInt(
        cacheLookupStateOut,
        CacheState.of(
            transaction.found().filter(found -> transaction.useful()),
            transaction.usable(),
            transaction.obliged()));
    return Status.OK;
  }

  @Hostcall
  public int get_length(GuestMemory memory, int handle, int cacheObjectLengthOut)
      throws InterruptedException {
    return storeLong(
        memory,
        handle,
        cacheObjectLengthOut,
        found -> found.length().orElseThrow(StatusException::absent));
  }

  @Hostcall
  public int get_max_age_ns(GuestMemory memory, int handle, int cacheDurationNsOut)
      throws InterruptedException {
    return storeLong(
        memory,
        handle,
        cacheDurationNsOut,
        found -> CacheOptions.nanoseconds(found.options().lifetime().maxAge()));
  }

  @Hostcall
  public int get_stale_while_revalidate_ns(GuestMemory memory, int handle, int cacheDurationNsOut)
      throws InterruptedException {
    return storeLong(
        memory,
        handle,
        cacheDurationNsOut,
        found -> CacheOptions.nanoseconds(found.options().lifetime().staleWhileRevalidate()));
  }

  @Hostcall
  public int get_stale_if_error_ns(GuestMemory memory, int handle, int cacheDurationNsOut)
      throws InterruptedException {
    return storeLong(
        memory,
        handle,
        cacheDurationNsOut,
        found -> CacheOptions.nanoseconds(found.options().lifetime().staleIfError()));
  }

  @Hostcall
  public int get_age_ns(GuestMemory memory, int handle, int cacheDurationNsOut)
      throws InterruptedException {
    return storeLong(
        memory, handle, cacheDurationNsOut, found -> CacheOptions.nanoseconds(found.age()));
  }

  @Hostcall
  public int get_hits(GuestMemory memory, int handle, int cacheHitCountOut)
      throws InterruptedException {
    return storeLong(memory, handle, cacheHitCountOut, Found::hits);
  }

  @Hostcall
  public int get_sensitive_data(GuestMemory memory, int handle, int isSensitiveOut)
      throws InterruptedException {
    memory.storeInt(isSensitiveOut, found(handle).options().sensitive() ? 1 : 0);
    return Status.OK;
  }

  @Hostcall
  public int get_surrogate_keys(
      GuestMemory memory,
      int handle,
      int surrogateKeysOutPtr,
      int surrogateKeysOutLen,
      int nwrittenOut)
      throws InterruptedException {
    String keys = String.join(" ", found(handle).options().surrogateKeys());
    return GuestStore.store(memory, keys, surrogateKeysOutPtr, surrogateKeysOutLen, nwrittenOut);
  }

  @Hostcall
  public int get_vary_rule(
      GuestMemory memory, int handle, int varyRuleOutPtr, int varyRuleOutLen, int nwrittenOut)
      throws InterruptedException {
    String rule = found(handle).options().vary().text();
    return GuestStore.store(memory, rule, varyRuleOutPtr, varyRuleOutLen, nwrittenOut);
  }

  private static Optional<byte[]> overrideKey(GuestMemory memory, int mask, int options) {
    if ((mask & OVERRIDE_KEY) == 0) {
      return Optional.empty();
    }
    int length = memory.loadInt(options + 4);
    if (Integer.compareUnsigned(length, CacheKey.MOST_BYTES) > 0) {
      throw StatusException.invalid("a cache key is too long");
    }
    return Optional.of(GuestStore.bytes(memory, memory.loadInt(options), length));
  }

  /** The backend does not tell responses apart, but one that is missing is better told early. */
  private void requireBackend(GuestMemory memory, int mask, int options) {
    if ((mask & BACKEND_NAME) != 0) {
      String name = CacheOptions.text(memory, options + 8);
      if (session.backend(name).isEmpty()) {
        session.tell("there is no backend " + name);
        throw StatusException.invalid("no such backend");
      }
    }
  }

  private static CacheRequest request(GuestRequest request) {
    return new CacheRequest(request.method(), request.uri(), request.headers().copy());
  }

  /** A request with all that is not in a {@link CacheRequest} from another. */
  private static GuestRequest copy(GuestRequest from, CacheRequest request) {
    GuestRequest copy = new GuestRequest(request.method(), request.uri());
    HeaderFields headers = request.headers();
    headers.names().forEach(name -> copy.headers().set(name, headers.all(name)));
    copy.version(from.version());
    copy.framedByHeaders(from.framedByHeaders());
    copy.decompress(from.decompress());
    copy.cacheOverride(from.cacheOverride());
    return copy;
  }

  private StoreOptions stored(GuestMemory memory, int respHandle, int mask, int options) {
    return HttpCacheOptions.load(memory, mask, options, head(session.responses().find(respHandle)));
  }

  private static HttpHead head(GuestResponse response) {
    return new HttpHead(response.status(), response.version(), response.headers().toList());
  }

  private int addResponse(HttpHead head, GuestResponse from) {
    OriginResponse response =
        new OriginResponse(
            head.status(), head.version(), head.headers(), ByteSource.EMPTY, from.peer(), false);
    return session.responses().add(GuestResponse.of(response));
  }

  private HttpCacheItem item(int handle) {
    return session.items().find(handle, HttpCacheItem.class);
  }

  private HttpTransaction transaction(int handle) throws InterruptedException {
    return item(handle).transaction(session);
  }

  private Found found(int handle) throws InterruptedException {
    return transaction(handle).found().orElseThrow(StatusException::absent);
  }

  private int storeLong(GuestMemory memory, int handle, int out, ToLongFunction<Found> value)
      throws InterruptedException {
    memory.storeLong(out, value.applyAsLong(found(handle)));
    return Status.OK;
  }
}

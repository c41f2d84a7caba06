package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** The cache of HTTP responses: module {@code fastly_http_cache} of http-cache.witx. */
@HostModule(value = "fastly_http_cache", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class HttpCacheCalls {
  private final Session session;

  HttpCacheCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int is_request_cacheable(GuestMemory memory, int reqHandle, int isCacheableOut) {
    throw session.unsupported("fastly_http_cache.is_request_cacheable");
  }

  @Hostcall
  public int get_suggested_cache_key(
      GuestMemory memory, int reqHandle, int keyOutPtr, int keyOutLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_cache.get_suggested_cache_key");
  }

  @Hostcall
  public int lookup(
      GuestMemory memory, int reqHandle, int optionsMask, int options, int httpCacheHandleOut) {
    throw session.unsupported("fastly_http_cache.lookup");
  }

  @Hostcall
  public int transaction_lookup(
      GuestMemory memory, int reqHandle, int optionsMask, int options, int httpCacheHandleOut) {
    throw session.unsupported("fastly_http_cache.transaction_lookup");
  }

  @Hostcall
  public int transaction_insert(
      GuestMemory memory,
      int handle,
      int respHandle,
      int optionsMask,
      int options,
      int bodyHandleOut) {
    throw session.unsupported("fastly_http_cache.transaction_insert");
  }

  @Hostcall
  public int transaction_insert_and_stream_back(
      GuestMemory memory,
      int handle,
      int respHandle,
      int optionsMask,
      int options,
      int bodyHandleOut,
      int httpCacheHandleOut) {
    throw session.unsupported("fastly_http_cache.transaction_insert_and_stream_back");
  }

  @Hostcall
  public int transaction_update(
      GuestMemory memory, int handle, int respHandle, int optionsMask, int options) {
    throw session.unsupported("fastly_http_cache.transaction_update");
  }

  @Hostcall
  public int transaction_update_and_return_fresh(
      GuestMemory memory,
      int handle,
      int respHandle,
      int optionsMask,
      int options,
      int httpCacheHandleOut) {
    throw session.unsupported("fastly_http_cache.transaction_update_and_return_fresh");
  }

  @Hostcall
  public int transaction_choose_stale(GuestMemory memory, int handle) {
    throw session.unsupported("fastly_http_cache.transaction_choose_stale");
  }

  @Hostcall
  public int transaction_record_not_cacheable(
      GuestMemory memory, int handle, int optionsMask, int options) {
    throw session.unsupported("fastly_http_cache.transaction_record_not_cacheable");
  }

  @Hostcall
  public int transaction_abandon(GuestMemory memory, int handle) {
    throw session.unsupported("fastly_http_cache.transaction_abandon");
  }

  @Hostcall
  public int close(GuestMemory memory, int handle) {
    throw session.unsupported("fastly_http_cache.close");
  }

  @Hostcall
  public int get_suggested_backend_request(GuestMemory memory, int handle, int requestHandleOut) {
    throw session.unsupported("fastly_http_cache.get_suggested_backend_request");
  }

  @Hostcall
  public int get_suggested_cache_options(
      GuestMemory memory,
      int handle,
      int response,
      int optionsMask,
      int options,
      int optionsMaskOut,
      int optionsOut) {
    throw session.unsupported("fastly_http_cache.get_suggested_cache_options");
  }

  @Hostcall
  public int prepare_response_for_storage(
      GuestMemory memory,
      int handle,
      int response,
      int httpStorageActionOut,
      int responseHandleOut) {
    throw session.unsupported("fastly_http_cache.prepare_response_for_storage");
  }

  @Hostcall
  public int get_found_response(
      GuestMemory memory,
      int handle,
      int transformForClient,
      int responseHandleOut,
      int bodyHandleOut) {
    throw session.unsupported("fastly_http_cache.get_found_response");
  }

  @Hostcall
  public int get_state(GuestMemory memory, int handle, int cacheLookupStateOut) {
    throw session.unsupported("fastly_http_cache.get_state");
  }

  @Hostcall
  public int get_length(GuestMemory memory, int handle, int cacheObjectLengthOut) {
    throw session.unsupported("fastly_http_cache.get_length");
  }

  @Hostcall
  public int get_max_age_ns(GuestMemory memory, int handle, int cacheDurationNsOut) {
    throw session.unsupported("fastly_http_cache.get_max_age_ns");
  }

  @Hostcall
  public int get_stale_while_revalidate_ns(GuestMemory memory, int handle, int cacheDurationNsOut) {
    throw session.unsupported("fastly_http_cache.get_stale_while_revalidate_ns");
  }

  @Hostcall
  public int get_stale_if_error_ns(GuestMemory memory, int handle, int cacheDurationNsOut) {
    throw session.unsupported("fastly_http_cache.get_stale_if_error_ns");
  }

  @Hostcall
  public int get_age_ns(GuestMemory memory, int handle, int cacheDurationNsOut) {
    throw session.unsupported("fastly_http_cache.get_age_ns");
  }

  @Hostcall
  public int get_hits(GuestMemory memory, int handle, int cacheHitCountOut) {
    throw session.unsupported("fastly_http_cache.get_hits");
  }

  @Hostcall
  public int get_sensitive_data(GuestMemory memory, int handle, int isSensitiveOut) {
    throw session.unsupported("fastly_http_cache.get_sensitive_data");
  }

  @Hostcall
  public int get_surrogate_keys(
      GuestMemory memory,
      int handle,
      int surrogateKeysOutPtr,
      int surrogateKeysOutLen,
      int nwrittenOut) {
    throw session.unsupported("fastly_http_cache.get_surrogate_keys");
  }

  @Hostcall
  public int get_vary_rule(
      GuestMemory memory, int handle, int varyRuleOutPtr, int varyRuleOutLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_cache.get_vary_rule");
  }
}

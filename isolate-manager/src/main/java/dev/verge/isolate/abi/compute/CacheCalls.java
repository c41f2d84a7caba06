package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** The cache, object by object: module {@code fastly_cache} of cache.witx. */
@HostModule(value = "fastly_cache", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class CacheCalls {
  private final Session session;

  CacheCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int lookup(
      GuestMemory memory,
      int cacheKey,
      int cacheKeyLen,
      int optionsMask,
      int options,
      int cacheHandleOut) {
    throw session.unsupported("fastly_cache.lookup");
  }

  @Hostcall
  public int insert(
      GuestMemory memory,
      int cacheKey,
      int cacheKeyLen,
      int optionsMask,
      int options,
      int bodyHandleOut) {
    throw session.unsupported("fastly_cache.insert");
  }

  @Hostcall
  public int replace(
      GuestMemory memory,
      int cacheKey,
      int cacheKeyLen,
      int optionsMask,
      int options,
      int cacheReplaceHandleOut) {
    throw session.unsupported("fastly_cache.replace");
  }

  @Hostcall
  public int replace_insert(
      GuestMemory memory, int handle, int optionsMask, int options, int bodyHandleOut) {
    throw session.unsupported("fastly_cache.replace_insert");
  }

  @Hostcall
  public int replace_get_age_ns(GuestMemory memory, int handle, int cacheDurationNsOut) {
    throw session.unsupported("fastly_cache.replace_get_age_ns");
  }

  @Hostcall
  public int replace_get_body(
      GuestMemory memory, int handle, int optionsMask, int options, int bodyHandleOut) {
    throw session.unsupported("fastly_cache.replace_get_body");
  }

  @Hostcall
  public int replace_get_hits(GuestMemory memory, int handle, int cacheHitCountOut) {
    throw session.unsupported("fastly_cache.replace_get_hits");
  }

  @Hostcall
  public int replace_get_length(GuestMemory memory, int handle, int cacheObjectLengthOut) {
    throw session.unsupported("fastly_cache.replace_get_length");
  }

  @Hostcall
  public int replace_get_max_age_ns(GuestMemory memory, int handle, int cacheDurationNsOut) {
    throw session.unsupported("fastly_cache.replace_get_max_age_ns");
  }

  @Hostcall
  public int replace_get_stale_while_revalidate_ns(
      GuestMemory memory, int handle, int cacheDurationNsOut) {
    throw session.unsupported("fastly_cache.replace_get_stale_while_revalidate_ns");
  }

  @Hostcall
  public int replace_get_state(GuestMemory memory, int handle, int cacheLookupStateOut) {
    throw session.unsupported("fastly_cache.replace_get_state");
  }

  @Hostcall
  public int replace_get_user_metadata(
      GuestMemory memory,
      int handle,
      int userMetadataOutPtr,
      int userMetadataOutLen,
      int nwrittenOut) {
    throw session.unsupported("fastly_cache.replace_get_user_metadata");
  }

  @Hostcall
  public int transaction_lookup(
      GuestMemory memory,
      int cacheKey,
      int cacheKeyLen,
      int optionsMask,
      int options,
      int cacheHandleOut) {
    throw session.unsupported("fastly_cache.transaction_lookup");
  }

  @Hostcall
  public int transaction_lookup_async(
      GuestMemory memory,
      int cacheKey,
      int cacheKeyLen,
      int optionsMask,
      int options,
      int cacheBusyHandleOut) {
    throw session.unsupported("fastly_cache.transaction_lookup_async");
  }

  @Hostcall
  public int cache_busy_handle_wait(GuestMemory memory, int busyHandle, int cacheHandleOut) {
    throw session.unsupported("fastly_cache.cache_busy_handle_wait");
  }

  @Hostcall
  public int transaction_insert(
      GuestMemory memory, int handle, int optionsMask, int options, int bodyHandleOut) {
    throw session.unsupported("fastly_cache.transaction_insert");
  }

  @Hostcall
  public int transaction_insert_and_stream_back(
      GuestMemory memory,
      int handle,
      int optionsMask,
      int options,
      int bodyHandleOut,
      int cacheHandleOut) {
    throw session.unsupported("fastly_cache.transaction_insert_and_stream_back");
  }

  @Hostcall
  public int transaction_update(GuestMemory memory, int handle, int optionsMask, int options) {
    throw session.unsupported("fastly_cache.transaction_update");
  }

  @Hostcall
  public int transaction_cancel(GuestMemory memory, int handle) {
    throw session.unsupported("fastly_cache.transaction_cancel");
  }

  @Hostcall
  public int close_busy(GuestMemory memory, int handle) {
    throw session.unsupported("fastly_cache.close_busy");
  }

  @Hostcall
  public int close(GuestMemory memory, int handle) {
    throw session.unsupported("fastly_cache.close");
  }

  @Hostcall
  public int get_state(GuestMemory memory, int handle, int cacheLookupStateOut) {
    throw session.unsupported("fastly_cache.get_state");
  }

  @Hostcall
  public int get_user_metadata(
      GuestMemory memory,
      int handle,
      int userMetadataOutPtr,
      int userMetadataOutLen,
      int nwrittenOut) {
    throw session.unsupported("fastly_cache.get_user_metadata");
  }

  @Hostcall
  public int get_body(
      GuestMemory memory, int handle, int optionsMask, int options, int bodyHandleOut) {
    throw session.unsupported("fastly_cache.get_body");
  }

  @Hostcall
  public int get_length(GuestMemory memory, int handle, int cacheObjectLengthOut) {
    throw session.unsupported("fastly_cache.get_length");
  }

  @Hostcall
  public int get_max_age_ns(GuestMemory memory, int handle, int cacheDurationNsOut) {
    throw session.unsupported("fastly_cache.get_max_age_ns");
  }

  @Hostcall
  public int get_stale_while_revalidate_ns(GuestMemory memory, int handle, int cacheDurationNsOut) {
    throw session.unsupported("fastly_cache.get_stale_while_revalidate_ns");
  }

  @Hostcall
  public int get_age_ns(GuestMemory memory, int handle, int cacheDurationNsOut) {
    throw session.unsupported("fastly_cache.get_age_ns");
  }

  @Hostcall
  public int get_hits(GuestMemory memory, int handle, int cacheHitCountOut) {
    throw session.unsupported("fastly_cache.get_hits");
  }
}

package dev.verge.isolate.platform.kv;

import org.jdbi.v3.core.Handle;

/**
 * How much each tenant may have in all its stores together.
 *
 * @param bytesPerTenant keys, values and metadata, with values that are being received
 */
record Quota(long bytesPerTenant) {
  /**
   * Before a part of a value is received. There is room for one value more, since it may be one
   * that replaces another.
   *
   * @throws KvException when there is none
   */
  void requireToReceive(Handle handle, String tenant, long more) {
    require(handle, tenant, more - Values.MOST_BYTES);
  }

  /**
   * Before an entry is made.
   *
   * @param more bytes to come beside what is there; may be negative
   * @throws KvException when that is too much
   */
  void require(Handle handle, String tenant, long more) {
    if (used(handle, tenant) + more > bytesPerTenant) {
      throw new KvException(
          KvException.Reason.TOO_LARGE,
          "The tenant's KV stores would have more than %d bytes; delete entries, or let the operator allow more."
              .formatted(bytesPerTenant));
    }
  }

  private static long used(Handle handle, String tenant) {
    return handle
        .createQuery(
            "SELECT (SELECT coalesce(sum(bytes), 0) FROM stores WHERE tenant = :tenant) + (SELECT coalesce(sum(bytes), 0) FROM garbage WHERE tenant = :tenant)")
        .bind("tenant", tenant)
        .mapTo(Long.class)
        .one();
  }
}

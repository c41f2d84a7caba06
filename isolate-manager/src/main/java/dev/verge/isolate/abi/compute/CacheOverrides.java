package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.platform.httpcache.CacheOverride;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Decoding of {@code $cache_override_tag} (typenames.witx). */
final class CacheOverrides {
  private static final int PASS = 1;
  private static final int TTL = 1 << 1;
  private static final int STALE_WHILE_REVALIDATE = 1 << 2;
  private static final int PCI = 1 << 3;
  private static final int LOOKUP_TIMEOUT = 1 << 4;
  private static final int KNOWN = PASS | TTL | STALE_WHILE_REVALIDATE | PCI;

  private static final int STALE_WHILE_REVALIDATE_AT = 4;
  private static final int KEYS_AT = 8;
  private static final int KEYS_LENGTH_AT = 12;
  private static final int BYTES = 20;

  private CacheOverrides() {}

  /**
   * @param ttl in seconds, unsigned
   * @param staleWhileRevalidate in seconds, unsigned
   * @param surrogateKeys separated by spaces
   * @throws StatusException {@link Status#INVAL} when the tag has unknown flags
   */
  static CacheOverride of(int tag, int ttl, int staleWhileRevalidate, String surrogateKeys) {
    if ((tag & ~KNOWN) != 0) {
      throw StatusException.invalid("the cache override has unknown flags");
    }
    return new CacheOverride(
        (tag & PASS) != 0,
        seconds(tag & TTL, ttl),
        seconds(tag & STALE_WHILE_REVALIDATE, staleWhileRevalidate),
        surrogateKeys.isBlank() ? List.of() : List.of(surrogateKeys.strip().split("\\s+")),
        (tag & PCI) != 0);
  }

  /**
   * From a record of five {@code u32}: seconds to live, seconds to be stale, pointer and length of
   * surrogate keys, and milliseconds to wait for another request's lookup. The last only shortens a
   * wait that the platform bounds itself, and is not used.
   *
   * @throws StatusException as {@link #of(int, int, int, String)}
   */
  static CacheOverride of(GuestMemory memory, int tag, int record) {
    memory.requireRange(record, BYTES);
    int keys = memory.loadInt(record + KEYS_AT);
    return of(
        tag & ~LOOKUP_TIMEOUT,
        memory.loadInt(record),
        memory.loadInt(record + STALE_WHILE_REVALIDATE_AT),
        Fields.value(memory, keys, memory.loadInt(record + KEYS_LENGTH_AT)));
  }

  private static Optional<Duration> seconds(int flag, int value) {
    return flag == 0
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(Integer.toUnsignedLong(value)));
  }
}

package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.platform.cache.Lifetime;
import dev.verge.isolate.platform.cache.StoreOptions;
import dev.verge.isolate.platform.cache.SurrogateKeys;
import dev.verge.isolate.platform.cache.VaryRule;
import dev.verge.isolate.platform.httpcache.HttpHead;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.Set;

/** Decodes and encodes {@code http_cache_write_options} of http-cache.witx, with its mask. */
final class HttpCacheOptions {
  /** Of the record. */
  static final int BYTES = 56;

  private static final int VARY = 1 << 1;
  private static final int INITIAL_AGE = 1 << 2;
  private static final int STALE_WHILE_REVALIDATE = 1 << 3;
  private static final int SURROGATE_KEYS = 1 << 4;
  private static final int LENGTH = 1 << 5;
  private static final int SENSITIVE = 1 << 6;
  private static final int STALE_IF_ERROR = 1 << 7;

  /** With the reserved flag, which compute-sdk-go sets. */
  private static final int KNOWN = 2 * STALE_IF_ERROR - 1;

  private static final int VARY_FIELD = 8;
  private static final int INITIAL_AGE_FIELD = 16;
  private static final int STALE_WHILE_REVALIDATE_FIELD = 24;
  private static final int SURROGATE_KEYS_FIELD = 32;
  private static final int LENGTH_FIELD = 40;
  private static final int STALE_IF_ERROR_FIELD = 48;

  private HttpCacheOptions() {}

  /** How a guest wants a response stored. */
  static StoreOptions load(GuestMemory memory, int mask, int address, HttpHead head) {
    requireKnown(memory, mask, address);
    Lifetime lifetime =
        new Lifetime(
            CacheOptions.duration(memory.loadLong(address)),
            CacheOptions.optionalDuration(memory, mask & INITIAL_AGE, address + INITIAL_AGE_FIELD),
            CacheOptions.optionalDuration(
                memory, mask & STALE_WHILE_REVALIDATE, address + STALE_WHILE_REVALIDATE_FIELD),
            CacheOptions.optionalDuration(
                memory, mask & STALE_IF_ERROR, address + STALE_IF_ERROR_FIELD));
    return new StoreOptions(
        lifetime,
        vary(memory, mask, address),
        (mask & SURROGATE_KEYS) == 0
            ? Set.of()
            : SurrogateKeys.parseLenient(CacheOptions.text(memory, address + SURROGATE_KEYS_FIELD)),
        (mask & LENGTH) == 0
            ? OptionalLong.empty()
            : OptionalLong.of(memory.loadLong(address + LENGTH_FIELD)),
        head,
        (mask & SENSITIVE) != 0);
  }

  /** The vary rule alone. */
  static VaryRule vary(GuestMemory memory, int mask, int address) {
    requireKnown(memory, mask, address);
    return (mask & VARY) == 0
        ? VaryRule.NONE
        : VaryRule.parse(CacheOptions.text(memory, address + VARY_FIELD));
  }

  private static void requireKnown(GuestMemory memory, int mask, int address) {
    memory.requireRange(address, BYTES);
    if ((mask & ~KNOWN) != 0) {
      throw StatusException.invalid("unknown option flags");
    }
  }

  /**
   * Passes suggestions out.
   *
   * @param wanted which of them
   * @param buffers a record that tells where texts go
   * @param maskOut which of them there are
   * @return {@link Status#BUFLEN} when a text does not fit; its length is passed out then
   */
  static int store(
      GuestMemory memory, StoreOptions options, int wanted, int buffers, int maskOut, int out) {
    requireKnown(memory, wanted, buffers);
    memory.requireRange(maskOut, Integer.BYTES);
    memory.requireRange(out, BYTES);
    byte[] vary = bytes(options.vary().text());
    byte[] keys = bytes(String.join(" ", options.surrogateKeys()));
    boolean fits =
        fits(memory, wanted & VARY, buffers + VARY_FIELD, vary)
            && fits(memory, wanted & SURROGATE_KEYS, buffers + SURROGATE_KEYS_FIELD, keys);
    int given = wanted & (VARY | SURROGATE_KEYS);
    storeText(memory, wanted & VARY, buffers + VARY_FIELD, out + VARY_FIELD, vary, fits);
    storeText(
        memory,
        wanted & SURROGATE_KEYS,
        buffers + SURROGATE_KEYS_FIELD,
        out + SURROGATE_KEYS_FIELD,
        keys,
        fits);
    Lifetime lifetime = options.lifetime();
    memory.storeLong(out, CacheOptions.nanoseconds(lifetime.maxAge()));
    given |= wanted & (INITIAL_AGE | STALE_WHILE_REVALIDATE | STALE_IF_ERROR);
    memory.storeLong(out + INITIAL_AGE_FIELD, CacheOptions.nanoseconds(lifetime.initialAge()));
    memory.storeLong(
        out + STALE_WHILE_REVALIDATE_FIELD,
        CacheOptions.nanoseconds(lifetime.staleWhileRevalidate()));
    memory.storeLong(out + STALE_IF_ERROR_FIELD, CacheOptions.nanoseconds(lifetime.staleIfError()));
    if (options.length().isPresent()) {
      given |= wanted & LENGTH;
      memory.storeLong(out + LENGTH_FIELD, options.length().getAsLong());
    }
    given |= options.sensitive() ? wanted & SENSITIVE : 0;
    memory.storeInt(maskOut, given);
    return fits ? Status.OK : Status.BUFLEN;
  }

  private static boolean fits(GuestMemory memory, int wanted, int buffer, byte[] text) {
    return wanted == 0 || Integer.compareUnsigned(text.length, memory.loadInt(buffer + 4)) <= 0;
  }

  private static void storeText(
      GuestMemory memory, int wanted, int buffer, int out, byte[] text, boolean fits) {
    if (wanted == 0) {
      return;
    }
    int address = memory.loadInt(buffer);
    if (fits) {
      memory.store(address, text, 0, text.length);
    }
    memory.storeInt(out, address);
    memory.storeInt(out + 4, text.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

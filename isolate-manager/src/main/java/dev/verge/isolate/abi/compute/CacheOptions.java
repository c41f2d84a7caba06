package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.platform.cache.Lifetime;
import dev.verge.isolate.platform.cache.Range;
import dev.verge.isolate.platform.cache.ReplaceStrategy;
import dev.verge.isolate.platform.cache.StoreOptions;
import dev.verge.isolate.platform.cache.SurrogateKeys;
import dev.verge.isolate.platform.cache.UserMetadata;
import dev.verge.isolate.platform.cache.VaryRule;
import dev.verge.isolate.platform.http.HeaderFields;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Decodes the option records of cache.witx, each with its mask of fields that are set. */
final class CacheOptions {
  private static final int RESERVED = 1;

  private CacheOptions() {}

  /** {@code cache_lookup_options}. */
  record LookupOptions(HeaderFields request, boolean alwaysRange) {
    private static final int REQUEST_HEADERS = 1 << 1;
    private static final int SERVICE = 1 << 2;
    private static final int ALWAYS_RANGE = 1 << 3;
    private static final int BYTES = 12;

    static LookupOptions load(Session session, GuestMemory memory, int mask, int address) {
      memory.requireRange(address, BYTES);
      requireKnown(mask, ALWAYS_RANGE, SERVICE);
      Optional<HeaderFields> request =
          requestOf(session, memory, address, (mask & REQUEST_HEADERS) != 0);
      return new LookupOptions(request.orElseGet(HeaderFields::new), (mask & ALWAYS_RANGE) != 0);
    }
  }

  /** {@code cache_replace_options}. */
  record ReplaceOptions(HeaderFields request, ReplaceStrategy strategy, boolean alwaysRange) {
    private static final int REQUEST_HEADERS = 1 << 1;
    private static final int STRATEGY = 1 << 2;
    private static final int SERVICE = 1 << 3;
    private static final int ALWAYS_RANGE = 1 << 4;
    private static final int BYTES = 16;

    static ReplaceOptions load(Session session, GuestMemory memory, int mask, int address) {
      memory.requireRange(address, BYTES);
      requireKnown(mask, ALWAYS_RANGE, SERVICE);
      Optional<HeaderFields> request =
          requestOf(session, memory, address, (mask & REQUEST_HEADERS) != 0);
      int strategy = (mask & STRATEGY) != 0 ? memory.loadInt(address + 4) : 1;
      return new ReplaceOptions(
          request.orElseGet(HeaderFields::new), strategy(strategy), (mask & ALWAYS_RANGE) != 0);
    }

    private static ReplaceStrategy strategy(int number) {
      return switch (number) {
        case 1 -> ReplaceStrategy.IMMEDIATE;
        case 2 -> ReplaceStrategy.IMMEDIATE_FORCE_MISS;
        case 3 -> ReplaceStrategy.WAIT;
        default -> throw StatusException.invalid("no such replace strategy");
      };
    }
  }

  /**
   * {@code cache_write_options}.
   *
   * @param request headers of the request that the object answers, when given
   */
  record WriteOptions(Optional<HeaderFields> request, StoreOptions stored) {
    private static final int REQUEST_HEADERS = 1 << 1;
    private static final int VARY = 1 << 2;
    private static final int INITIAL_AGE = 1 << 3;
    private static final int STALE_WHILE_REVALIDATE = 1 << 4;
    private static final int SURROGATE_KEYS = 1 << 5;
    private static final int LENGTH = 1 << 6;
    private static final int USER_METADATA = 1 << 7;
    private static final int SENSITIVE = 1 << 8;
    private static final int EDGE_MAX_AGE = 1 << 9;
    private static final int SERVICE = 1 << 10;
    private static final int BYTES = 80;

    static WriteOptions load(Session session, GuestMemory memory, int mask, int address) {
      memory.requireRange(address, BYTES);
      requireKnown(mask, SERVICE, SERVICE);
      Duration maxAge = duration(memory.loadLong(address));
      if ((mask & EDGE_MAX_AGE) != 0
          && duration(memory.loadLong(address + 64)).compareTo(maxAge) > 0) {
        throw StatusException.invalid("an object's age on delivery nodes is above its max age");
      }
      Lifetime lifetime =
          new Lifetime(
              maxAge,
              optionalDuration(memory, mask & INITIAL_AGE, address + 24),
              optionalDuration(memory, mask & STALE_WHILE_REVALIDATE, address + 32),
              Duration.ZERO);
      StoreOptions stored =
          new StoreOptions(
              lifetime,
              (mask & VARY) == 0 ? VaryRule.NONE : VaryRule.parse(text(memory, address + 12)),
              (mask & SURROGATE_KEYS) == 0
                  ? Set.of()
                  : SurrogateKeys.parse(text(memory, address + 40)),
              (mask & LENGTH) == 0
                  ? OptionalLong.empty()
                  : OptionalLong.of(memory.loadLong(address + 48)),
              (mask & USER_METADATA) == 0 ? UserMetadata.NONE : metadata(memory, address + 56),
              (mask & SENSITIVE) != 0);
      return new WriteOptions(
          requestOf(session, memory, address + 8, (mask & REQUEST_HEADERS) != 0), stored);
    }

    /** As {@link #load}, in a transaction: its request was given at the lookup. */
    static StoreOptions loadStored(Session session, GuestMemory memory, int mask, int address) {
      if ((mask & REQUEST_HEADERS) != 0) {
        throw StatusException.invalid("a transaction takes its request headers at the lookup");
      }
      return load(session, memory, mask, address).stored();
    }

    private static UserMetadata metadata(GuestMemory memory, int field) {
      int length = memory.loadInt(field + 4);
      memory.requireRange(memory.loadInt(field), length);
      if (Integer.compareUnsigned(length, UserMetadata.MOST_BYTES) > 0) {
        throw StatusException.of(Status.LIMITEXCEEDED, "too much user metadata");
      }
      return new UserMetadata(GuestStore.bytes(memory, memory.loadInt(field), length));
    }
  }

  /** {@code cache_get_body_options}. */
  static Range range(GuestMemory memory, int mask, int address) {
    memory.requireRange(address, 2 * Long.BYTES);
    int from = 1 << 1;
    int to = 1 << 2;
    requireKnown(mask, to, 0);
    return new Range(
        (mask & from) == 0 ? OptionalLong.empty() : OptionalLong.of(memory.loadLong(address)),
        (mask & to) == 0 ? OptionalLong.empty() : OptionalLong.of(memory.loadLong(address + 8)));
  }

  /** A text whose address and length stand side by side. */
  static String text(GuestMemory memory, int field) {
    return GuestStore.text(memory, memory.loadInt(field), memory.loadInt(field + 4));
  }

  /** Of unsigned nanoseconds; above 292 years they are as good as 292 years. */
  static Duration duration(long nanoseconds) {
    return Duration.ofNanos(nanoseconds < 0 ? Long.MAX_VALUE : nanoseconds);
  }

  static Duration optionalDuration(GuestMemory memory, int bit, int address) {
    return bit == 0 ? Duration.ZERO : duration(memory.loadLong(address));
  }

  /** In nanoseconds, as far as they go. */
  static long nanoseconds(Duration duration) {
    return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0
        ? Long.MAX_VALUE
        : duration.toNanos();
  }

  /**
   * Refuses flags that have no meaning.
   *
   * @param highest the last flag there is
   * @param unsupported one that is known and has no meaning here: another service's cache
   */
  static void requireKnown(int mask, int highest, int unsupported) {
    if ((mask & ~(2 * highest - 1)) != 0) {
      throw StatusException.invalid("unknown option flags");
    }
    if ((mask & (RESERVED | unsupported)) != 0) {
      throw StatusException.unsupported("an option flag that is not supported here");
    }
  }

  private static Optional<HeaderFields> requestOf(
      Session session, GuestMemory memory, int field, boolean given) {
    return given
        ? Optional.of(session.requests().find(memory.loadInt(field)).headers().copy())
        : Optional.empty();
  }
}

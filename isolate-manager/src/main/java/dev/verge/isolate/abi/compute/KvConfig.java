package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.platform.kv.KvException;
import dev.verge.isolate.platform.kv.KvInsert;
import dev.verge.isolate.platform.kv.KvQuery;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** What a guest asks of a KV store, as records of typenames.witx lay it out. */
final class KvConfig {
  /** Bits of {@code $kv_insert_config_options}; a background fetch has no meaning here. */
  private static final int METADATA = 1 << 3;

  private static final int TIME_TO_LIVE = 1 << 4;
  private static final int IF_GENERATION_MATCH = 1 << 5;

  /** Bits of {@code $kv_list_config_options}. */
  private static final int CURSOR = 1 << 1;

  private static final int LIMIT = 1 << 2;
  private static final int PREFIX = 1 << 3;

  private static final int INSERT_BYTES = 32;
  private static final int LIST_BYTES = 24;

  private KvConfig() {}

  /**
   * {@code $kv_insert_config}.
   *
   * @throws StatusException {@link Status#INVAL} when it makes no sense
   */
  static KvInsert insert(GuestMemory memory, int mask, int config) {
    memory.requireRange(config, INSERT_BYTES);
    KvInsert.Mode mode = mode(memory.loadInt(config));
    String metadata = text(memory, mask & METADATA, config + 8).orElse("");
    OptionalLong generation =
        (mask & IF_GENERATION_MATCH) == 0
            ? OptionalLong.empty()
            : OptionalLong.of(memory.loadLong(config + 24));
    Optional<Duration> timeToLive =
        (mask & TIME_TO_LIVE) == 0
            ? Optional.empty()
            : Optional.of(Duration.ofSeconds(Integer.toUnsignedLong(memory.loadInt(config + 16))));
    try {
      return new KvInsert(mode, generation, metadata, timeToLive);
    } catch (KvException e) {
      throw StatusException.invalid(e.getMessage());
    }
  }

  /**
   * {@code $kv_list_config}. Both of its modes are strong here: there is one copy of a store.
   *
   * @return throws {@link KvException} when the store would not take it
   * @throws StatusException {@link Status#INVAL} when it makes no sense
   */
  static Supplier<KvQuery> list(GuestMemory memory, int mask, int config) {
    memory.requireRange(config, LIST_BYTES);
    Optional<String> prefix = text(memory, mask & PREFIX, config + 16);
    int limit = (mask & LIMIT) == 0 ? KvQuery.MOST : memory.loadInt(config + 12);
    Optional<String> cursor = text(memory, mask & CURSOR, config + 4);
    return () -> new KvQuery(prefix, limit, cursor);
  }

  private static KvInsert.Mode mode(int tag) {
    return switch (tag) {
      case 0 -> KvInsert.Mode.OVERWRITE;
      case 1 -> KvInsert.Mode.ADD;
      case 2 -> KvInsert.Mode.APPEND;
      case 3 -> KvInsert.Mode.PREPEND;
      default -> throw StatusException.invalid("no such mode of inserting");
    };
  }

  /** A pointer and a length; there is something when the bit is set. */
  private static Optional<String> text(GuestMemory memory, int bit, int field) {
    if (bit == 0) {
      return Optional.empty();
    }
    int length = memory.loadInt(field + Integer.BYTES);
    if (length == 0) {
      throw StatusException.invalid("a text that is said to be there is empty");
    }
    return Optional.of(GuestStore.text(memory, memory.loadInt(field), length));
  }
}

package dev.verge.isolate.platform.live;

import static dev.verge.isolate.platform.live.LiveException.Reason.NOT_ACCEPTABLE;
import static dev.verge.isolate.platform.live.LiveException.Reason.OTHER_GENERATION;
import static dev.verge.isolate.platform.live.LiveException.Reason.TOO_LARGE;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.verge.isolate.platform.sqlite.Database;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * All tenants' stores of one kind. Safe on any thread; methods block on the disk, but for {@link
 * #snapshot} of what was read lately. A change is on disk when its method returns, and every
 * snapshot that is taken from then on has it.
 *
 * <p>All methods throw {@link LiveException} when they refuse, and {@link
 * dev.verge.isolate.platform.sqlite.DatabaseException} when the disk or the database fails; what
 * was stored before still is then.
 *
 * @param <S> what guests read of a store; immutable
 */
public final class LiveStores<S> {
  private static final int MOST_STORES = 256;
  private static final Pattern NAME = Pattern.compile("\\P{Cntrl}{1,255}");

  /** What snapshots may have together in memory; others are read again when they are asked for. */
  private static final long SNAPSHOT_BYTES = 128L << 20;

  /** What an item, or nothing at all, costs beside its text. */
  private static final int OVERHEAD_BYTES = 256;

  private final Database database;
  private final LiveRules<S> rules;
  private final LoadingCache<Name, Snapshot<S>> snapshots;

  LiveStores(Database database, LiveRules<S> rules) {
    this.database = database;
    this.rules = rules;
    this.snapshots =
        Caffeine.newBuilder()
            .maximumWeight(SNAPSHOT_BYTES)
            .weigher((Name name, Snapshot<S> snapshot) -> snapshot.weight)
            .build(this::load);
  }

  private record Name(String tenant, String store) {}

  private record Snapshot<S>(Optional<S> content, int weight) {}

  /**
   * What guests read of a store; empty when there is none of this name. Neither waits for changes
   * nor sees half of one.
   */
  public Optional<S> snapshot(String tenant, String store) {
    return snapshots.get(new Name(tenant, store)).content;
  }

  private Snapshot<S> load(Name name) {
    return database.read(
        handle ->
            LiveRows.find(handle, rules.kind(), name.tenant, name.store)
                .map(
                    row -> {
                      Map<String, String> items = LiveRows.content(handle, row.id());
                      return new Snapshot<>(Optional.of(rules.snapshot(items)), weight(items));
                    })
                .orElseGet(() -> new Snapshot<>(Optional.empty(), OVERHEAD_BYTES)));
  }

  private static int weight(Map<String, String> items) {
    long weight = OVERHEAD_BYTES;
    for (Map.Entry<String, String> item : items.entrySet()) {
      weight += OVERHEAD_BYTES + item.getKey().length() + item.getValue().length();
    }
    return Math.toIntExact(weight);
  }

  /** A tenant's stores, by name. */
  public List<LiveStoreSummary> list(String tenant) {
    return database.read(handle -> LiveRows.list(handle, rules.kind(), tenant));
  }

  /** A store, if there is one of this name. */
  public Optional<LiveStoreSummary> find(String tenant, String store) {
    return database.read(
        handle -> LiveRows.find(handle, rules.kind(), tenant, store).map(LiveRows.Store::summary));
  }

  /**
   * Makes an empty store.
   *
   * @param store from 1 to 255 characters, none of them a control character; not a segment of dots
   * @return false when there is one of this name
   */
  public boolean create(String tenant, String store) {
    requireName(store);
    return write(
        tenant,
        store,
        transaction -> {
          if (transaction.find().isPresent()) {
            return false;
          }
          make(transaction);
          return true;
        });
  }

  /**
   * Removes a store with all its items.
   *
   * @return false when there is none of this name
   */
  public boolean delete(String tenant, String store) {
    return write(tenant, store, LiveTransaction::remove);
  }

  /** One item, if it and its store are there. */
  public Optional<LiveItem> item(String tenant, String store, String key) {
    String kept = rules.key(key);
    return database.read(
        handle ->
            LiveRows.find(handle, rules.kind(), tenant, store)
                .flatMap(row -> LiveRows.item(handle, row.id(), kept)));
  }

  /**
   * Some of a store's items.
   *
   * @param limit how many at most, from 1 to {@link LivePage#MOST}
   * @param cursor where an earlier page ended
   * @return empty when there is no store of this name
   */
  public Optional<LivePage> items(String tenant, String store, int limit, Optional<String> cursor) {
    if (limit < 1 || limit > LivePage.MOST) {
      throw new LiveException(
          NOT_ACCEPTABLE, "A limit must be from 1 to %d.".formatted(LivePage.MOST));
    }
    // No key is empty, so all are behind this.
    String behind = cursor.map(LiveStores::behind).orElse("");
    return database.read(
        handle ->
            LiveRows.find(handle, rules.kind(), tenant, store)
                .map(
                    row -> {
                      List<LiveItem> found = LiveRows.items(handle, row.id(), behind, limit + 1);
                      boolean more = found.size() > limit;
                      List<LiveItem> page = more ? found.subList(0, limit) : found;
                      return new LivePage(
                          page,
                          row.summary().generation(),
                          more ? Optional.of(cursor(page.getLast().key())) : Optional.empty());
                    }));
  }

  private static String cursor(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  private static String behind(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new LiveException(NOT_ACCEPTABLE, "A cursor that no page had.");
    }
  }

  /**
   * Changes a store, all of it or nothing. The store is made when there is none of this name.
   *
   * @param changes done in their order; at most {@link LiveData#MOST_ITEMS}
   * @param ifGeneration the generation that the store must be of before
   * @return the store's generation from now on, which is also that of every item that was put
   */
  public long change(
      String tenant, String store, List<LiveChange> changes, OptionalLong ifGeneration) {
    requireCount(changes.size());
    List<LiveChange> kept = changes.stream().map(this::checked).toList();
    return write(
        tenant, store, ifGeneration, (transaction, row) -> transaction.apply(row.id(), kept));
  }

  /**
   * Puts other items in place of all that a store has. The store is made when there is none of this
   * name.
   *
   * @param items at most {@link LiveData#MOST_ITEMS}
   * @param ifGeneration the generation that the store must be of before
   * @return the store's generation from now on
   */
  public long replace(
      String tenant, String store, Map<String, String> items, OptionalLong ifGeneration) {
    requireCount(items.size());
    List<LiveChange> kept =
        items.entrySet().stream()
            .map(item -> checked(LiveChange.upsert(item.getKey(), item.getValue())))
            .toList();
    return write(
        tenant,
        store,
        ifGeneration,
        (transaction, row) -> {
          transaction.keepOnly(row.id(), kept);
          transaction.apply(row.id(), kept);
        });
  }

  private LiveChange checked(LiveChange change) {
    return new LiveChange(
        change.kind(),
        rules.key(change.key()),
        change.kind() == LiveChange.Kind.DELETE ? "" : rules.value(change.value()),
        change.ifGeneration());
  }

  private interface Work {
    void on(LiveTransaction transaction, LiveRows.Store row);
  }

  private long write(String tenant, String store, OptionalLong ifGeneration, Work work) {
    requireName(store);
    return write(
        tenant,
        store,
        transaction -> {
          Optional<LiveRows.Store> there = transaction.find();
          long before = there.map(row -> row.summary().generation()).orElse(0L);
          if (ifGeneration.isPresent() && ifGeneration.getAsLong() != before) {
            throw new LiveException(
                OTHER_GENERATION,
                there.isEmpty()
                    ? "There is no store of this name."
                    : "The store is of generation %d.".formatted(before));
          }
          LiveRows.Store row = there.orElseGet(() -> make(transaction));
          work.on(transaction, row);
          transaction.touch(row.id());
          requireRoom(transaction);
          return transaction.generation();
        });
  }

  private <T> T write(String tenant, String store, Function<LiveTransaction, T> work) {
    try {
      return database.write(
          handle ->
              work.apply(new LiveTransaction(handle, rules.kind(), tenant, store, Instant.now())));
    } finally {
      // Waits for one that is being read, which may be from before the change.
      snapshots.invalidate(new Name(tenant, store));
    }
  }

  private LiveRows.Store make(LiveTransaction transaction) {
    if (transaction.stores() >= MOST_STORES) {
      throw new LiveException(
          TOO_LARGE, "The tenant has %d stores of this kind; that is all.".formatted(MOST_STORES));
    }
    return transaction.make();
  }

  private void requireRoom(LiveTransaction transaction) {
    requireCount(transaction.find().orElseThrow().summary().items());
    if (transaction.bytes() > rules.mostBytes()) {
      throw new LiveException(
          TOO_LARGE,
          "The tenant's stores of this kind would have more than %d bytes; delete something, or use a KV store."
              .formatted(rules.mostBytes()));
    }
  }

  private static void requireCount(long items) {
    if (items > LiveData.MOST_ITEMS) {
      throw new LiveException(
          TOO_LARGE, "A store has at most %d items.".formatted(LiveData.MOST_ITEMS));
    }
  }

  private static void requireName(String store) {
    if (LiveData.isDots(store)
        || !NAME.matcher(store).matches()
        || !StandardCharsets.UTF_8.newEncoder().canEncode(store)) {
      throw new LiveException(
          NOT_ACCEPTABLE,
          "The name of a store has from 1 to 255 characters, none of them a control character, and is not '.' or '..'.");
    }
  }
}

package dev.verge.isolate.platform.live;

import static dev.verge.isolate.platform.live.LiveException.Reason.ALREADY_THERE;
import static dev.verge.isolate.platform.live.LiveException.Reason.NOT_THERE;
import static dev.verge.isolate.platform.live.LiveException.Reason.OTHER_GENERATION;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** A change of one store, in the transaction that makes it true. */
final class LiveTransaction {
  private final Handle handle;
  private final String kind;
  private final String tenant;
  private final String name;
  private final long now;
  private final long generation;

  LiveTransaction(Handle handle, String kind, String tenant, String name, Instant now) {
    this.handle = handle;
    this.kind = kind;
    this.tenant = tenant;
    this.name = name;
    this.now = now.toEpochMilli();
    this.generation =
        handle
            .createQuery("UPDATE generations SET last = last + 1 RETURNING last")
            .mapTo(Long.class)
            .one();
  }

  /** What everything that is changed here is of from now on. */
  long generation() {
    return generation;
  }

  Optional<LiveRows.Store> find() {
    return LiveRows.find(handle, kind, tenant, name);
  }

  /** How many stores of this kind the tenant has. */
  long stores() {
    return ofTenant("count(*)");
  }

  /** What the tenant's stores of this kind have together. */
  long bytes() {
    return ofTenant("coalesce(sum(bytes), 0)");
  }

  private long ofTenant(String what) {
    return handle
        .createQuery("SELECT %s FROM stores WHERE kind = ? AND tenant = ?".formatted(what))
        .bind(0, kind)
        .bind(1, tenant)
        .mapTo(Long.class)
        .one();
  }

  LiveRows.Store make() {
    handle.execute(
        "INSERT INTO stores (kind, tenant, name, generation, created, updated) VALUES (?, ?, ?, ?, ?, ?)",
        kind,
        tenant,
        name,
        generation,
        now,
        now);
    return find().orElseThrow();
  }

  boolean remove() {
    return handle.execute(
            "DELETE FROM stores WHERE kind = ? AND tenant = ? AND name = ?", kind, tenant, name)
        > 0;
  }

  void touch(long store) {
    handle.execute(
        "UPDATE stores SET generation = ?, updated = ? WHERE id = ?", generation, now, store);
  }

  /** Removes the items that are not among those to come. */
  void keepOnly(long store, List<LiveChange> coming) {
    Set<String> keys = coming.stream().map(LiveChange::key).collect(Collectors.toSet());
    LiveRows.content(handle, store).keySet().stream()
        .filter(key -> !keys.contains(key))
        .forEach(key -> delete(store, key));
  }

  /**
   * @throws LiveException when one of them cannot be done
   */
  void apply(long store, List<LiveChange> changes) {
    for (int i = 0; i < changes.size(); i++) {
      apply(store, changes.get(i), changes.size() == 1 ? "" : "Change %d: ".formatted(i + 1));
    }
  }

  private void apply(long store, LiveChange change, String which) {
    Optional<LiveItem> there = LiveRows.item(handle, store, change.key());
    long before = there.map(LiveItem::generation).orElse(0L);
    if (change.ifGeneration().isPresent() && change.ifGeneration().getAsLong() != before) {
      throw new LiveException(
          OTHER_GENERATION,
          which
              + (there.isEmpty()
                  ? "there is no item of this key."
                  : "the item is of generation %d.".formatted(before)));
    }
    if (change.kind() == LiveChange.Kind.CREATE && there.isPresent()) {
      throw new LiveException(ALREADY_THERE, which + "the store has an item of this key already.");
    }
    boolean needed =
        change.kind() == LiveChange.Kind.UPDATE || change.kind() == LiveChange.Kind.DELETE;
    if (needed && there.isEmpty()) {
      throw new LiveException(NOT_THERE, which + "the store has no item of this key.");
    }
    if (change.kind() == LiveChange.Kind.DELETE) {
      delete(store, change.key());
    } else {
      put(store, change);
    }
  }

  private void delete(long store, String key) {
    handle.execute("DELETE FROM items WHERE store = ? AND key = ?", store, key);
  }

  private void put(long store, LiveChange change) {
    handle.execute(
        """
        INSERT INTO items (store, key, value, generation, created, updated)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET value = excluded.value, generation = excluded.generation,
          updated = excluded.updated
        """,
        store,
        change.key(),
        change.value(),
        generation,
        now,
        now);
  }
}

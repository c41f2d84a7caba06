package dev.verge.isolate.platform.cache;

import java.util.List;
import java.util.Optional;

/**
 * The place of one variant: what is stored there, and who has to fetch it. Guarded by the cache.
 */
final class Slot {
  private final VaryRule rule;
  private final String variant;
  private final List<Slot> emptied;
  private Optional<StoredObject> object = Optional.empty();
  private Optional<Transaction> obliged = Optional.empty();

  /**
   * @param emptied where it puts itself when it may have become of no use
   */
  Slot(VaryRule rule, String variant, List<Slot> emptied) {
    this.rule = rule;
    this.variant = variant;
    this.emptied = emptied;
  }

  VaryRule rule() {
    return rule;
  }

  String variant() {
    return variant;
  }

  /** What is stored and can be read from its start. */
  Optional<StoredObject> object() {
    return object.filter(stored -> stored.body().whole());
  }

  /** As {@link #object}, unless it is only a note that nothing can be stored. */
  Optional<StoredObject> cacheable() {
    return object().filter(stored -> !stored.uncacheable());
  }

  /** Whatever is there. */
  Optional<StoredObject> content() {
    return object;
  }

  void fill(StoredObject other) {
    object = Optional.of(other);
  }

  void clear() {
    object = Optional.empty();
    emptied.add(this);
  }

  boolean taken() {
    return obliged.isPresent();
  }

  boolean takenBy(Transaction transaction) {
    return obliged.isPresent() && obliged.get() == transaction;
  }

  void take(Transaction transaction) {
    obliged = Optional.of(transaction);
  }

  void leave() {
    obliged = Optional.empty();
    emptied.add(this);
  }

  boolean empty() {
    return object.isEmpty() && obliged.isEmpty();
  }
}

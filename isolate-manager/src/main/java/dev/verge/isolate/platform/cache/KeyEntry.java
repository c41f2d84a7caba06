package dev.verge.isolate.platform.cache;

import dev.verge.isolate.platform.http.HeaderFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All variants under one key, and who waits for one. Guarded by the cache. */
final class KeyEntry {
  /** Rules that are tried; each costs every lookup a comparison. */
  private static final int MOST_RULES = 32;

  /** The one stored under last comes first: it is the likeliest for the next response. */
  private final List<VaryRule> rules = new ArrayList<>();

  private final Map<VaryRule, Map<String, Slot>> slots = new HashMap<>();
  private final List<Slot> emptied = new ArrayList<>();
  private final Set<PendingLookup> waiting = new LinkedHashSet<>();

  /** Slots that a request may be answered from, the most recent rule's first. */
  List<Slot> matching(HeaderFields request) {
    List<Slot> matching = new ArrayList<>();
    for (VaryRule rule : rules) {
      Slot slot = slots.get(rule).get(rule.variant(request));
      if (slot != null) {
        matching.add(slot);
      }
    }
    return matching;
  }

  /** Where the answer to a request is expected to be stored. */
  Slot expected(HeaderFields request) {
    return slot(rules.isEmpty() ? VaryRule.NONE : rules.getFirst(), request);
  }

  /** The slot for an object that is stored under a rule now; the rule is the most recent then. */
  Slot forStoring(VaryRule rule, HeaderFields request) {
    Slot slot = slot(rule, request);
    rules.remove(rule);
    rules.addFirst(rule);
    return slot;
  }

  private Slot slot(VaryRule rule, HeaderFields request) {
    Map<String, Slot> variants = slots.get(rule);
    if (variants == null) {
      variants = new HashMap<>();
      slots.put(rule, variants);
      rules.addLast(rule);
    }
    return variants.computeIfAbsent(
        rule.variant(request), variant -> new Slot(rule, variant, emptied));
  }

  /** Forgets the rule that is oldest, when there are too many; what was in its slots. */
  Collection<Slot> surplus() {
    return rules.size() > MOST_RULES ? slots.remove(rules.removeLast()).values() : List.of();
  }

  /** Where an object is stored. */
  Optional<Slot> of(StoredObject object) {
    return Optional.ofNullable(slots.get(object.options().vary()))
        .map(variants -> variants.get(object.variant()))
        .filter(slot -> slot.content().filter(content -> content == object).isPresent());
  }

  List<StoredObject> objects() {
    return slots.values().stream()
        .flatMap(variants -> variants.values().stream())
        .flatMap(slot -> slot.content().stream())
        .toList();
  }

  Set<PendingLookup> waiting() {
    return waiting;
  }

  /** Forgets slots without a use; tells whether nothing is left. */
  boolean tidy() {
    emptied.stream().filter(Slot::empty).forEach(this::remove);
    emptied.clear();
    return slots.isEmpty() && waiting.isEmpty();
  }

  private void remove(Slot slot) {
    Map<String, Slot> variants = slots.get(slot.rule());
    if (variants != null && variants.remove(slot.variant(), slot) && variants.isEmpty()) {
      slots.remove(slot.rule());
      rules.remove(slot.rule());
    }
  }
}

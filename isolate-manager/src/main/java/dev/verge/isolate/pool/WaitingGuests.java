package dev.verge.isolate.pool;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.template.Template;
import java.time.Duration;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;

/** Guests that have answered a request and asked for another. Safe on any thread. */
final class WaitingGuests {
  private final Map<Template, Deque<CompletableFuture<Optional<Turn>>>> byTemplate =
      new ConcurrentHashMap<>();

  /**
   * Enters a guest.
   *
   * @return completes with its next request, or empty when there will be none; a guest that no
   *     longer waits completes it with empty, so that no request is handed to it
   */
  @SuppressWarnings("FutureReturnValueIgnored") // what is returned must be what hand() completes
  CompletableFuture<Optional<Turn>> enter(Template template, Duration patience) {
    CompletableFuture<Optional<Turn>> offer = new CompletableFuture<>();
    byTemplate.compute(
        template,
        (ignored, offers) -> {
          Deque<CompletableFuture<Optional<Turn>>> deque =
              offers == null ? new ConcurrentLinkedDeque<>() : offers;
          deque.addFirst(offer);
          return deque;
        });
    offer.whenComplete((turn, failure) -> forget(template));
    return offer.completeOnTimeout(Optional.empty(), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Hands a request to a guest that waits, if one does.
   *
   * @return whether one has it
   */
  boolean hand(Template template, Turn turn) {
    Deque<CompletableFuture<Optional<Turn>>> offers = byTemplate.get(template);
    if (offers == null) {
      return false;
    }
    for (var offer = offers.pollFirst(); offer != null; offer = offers.pollFirst()) {
      if (offer.complete(Optional.of(turn))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Tells a function's guests that there will be no more.
   *
   * @param but versions whose guests may go on
   * @return how many were told
   */
  int dismiss(FunctionId function, List<Template> but) {
    int told = 0;
    for (Map.Entry<Template, Deque<CompletableFuture<Optional<Turn>>>> entry :
        byTemplate.entrySet()) {
      if (entry.getKey().version().function().equals(function) && !but.contains(entry.getKey())) {
        told += dismiss(entry.getValue());
      }
    }
    return told;
  }

  /** Tells all guests that there will be no more. */
  void dismissAll() {
    byTemplate.values().forEach(WaitingGuests::dismiss);
  }

  Map<FunctionId, Integer> counts() {
    Map<FunctionId, Integer> counts = new HashMap<>();
    byTemplate.forEach(
        (template, offers) ->
            counts.merge(template.version().function(), offers.size(), Integer::sum));
    return counts;
  }

  private static int dismiss(Deque<CompletableFuture<Optional<Turn>>> offers) {
    int told = 0;
    for (var offer = offers.pollFirst(); offer != null; offer = offers.pollFirst()) {
      if (offer.complete(Optional.empty())) {
        told++;
      }
    }
    return told;
  }

  private void forget(Template template) {
    byTemplate.computeIfPresent(
        template,
        (ignored, offers) -> {
          offers.removeIf(CompletableFuture::isDone);
          return offers.isEmpty() ? null : offers;
        });
  }
}

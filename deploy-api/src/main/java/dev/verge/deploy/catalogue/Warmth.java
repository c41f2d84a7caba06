package dev.verge.deploy.catalogue;

import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.pool.Isolates;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.warmup.WarmUp;
import dev.verge.isolate.warmup.WarmUpPlan;
import dev.verge.isolate.warmup.WarmUpState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How warm the code of what is deployed is. Safe on any thread. */
final class Warmth {
  private final Isolates isolates;
  private final HostnameRules rules;
  private final boolean unasked;
  private final ConcurrentHashMap<FunctionId, Entry> byFunction = new ConcurrentHashMap<>();

  /**
   * @param unasked whether versions are warmed up that nobody waits for
   */
  Warmth(Isolates isolates, HostnameRules rules, boolean unasked) {
    this.isolates = isolates;
    this.rules = rules;
    this.unasked = unasked;
  }

  private record Entry(VersionId version, WarmUp warmUp) {}

  /** Begins to warm up a version that is deployed; the one before needs it no more. */
  void begin(StoredVersion version, Template template) {
    keep(
        version.id(),
        plan(version).filter(_ -> unasked).map(plan -> isolates.warmUp(template, plan, false)));
  }

  /**
   * Warms up a version that is to be deployed, and waits until that has ended.
   *
   * @return to be kept once the version is deployed; empty when it wants no warm-up
   */
  Optional<WarmUp> complete(StoredVersion version, Template template) {
    Optional<WarmUp> begun = plan(version).map(plan -> isolates.warmUp(template, plan, true));
    begun.ifPresent(Warmth::await);
    return begun;
  }

  /** Makes a warm-up that of a function's deployed version. */
  void keep(VersionId version, Optional<WarmUp> warmUp) {
    Entry before =
        warmUp.isPresent()
            ? byFunction.put(version.function(), new Entry(version, warmUp.get()))
            : byFunction.remove(version.function());
    stop(before);
  }

  /** The function has no deployed version any more. */
  void end(FunctionId function) {
    stop(byFunction.remove(function));
  }

  /** How far it is; empty when the version is not deployed, or wants no warm-up. */
  Optional<WarmUpState> of(VersionId version) {
    return Optional.ofNullable(byFunction.get(version.function()))
        .filter(entry -> entry.version().equals(version))
        .map(entry -> entry.warmUp().state());
  }

  private Optional<WarmUpPlan> plan(StoredVersion version) {
    return version.manifest().warmup().plan(rules.ownName(version.id().function()), List.of());
  }

  private static void await(WarmUp warmUp) {
    try {
      var _ = warmUp.await();
    } catch (InterruptedException e) {
      warmUp.stop();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a version was warmed up.", e);
    }
  }

  private static void stop(Entry entry) {
    if (entry != null) {
      entry.warmUp().stop();
    }
  }
}

package dev.verge.deploy.catalogue;

import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.manifest.ManifestWarmup;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.pool.Isolates;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.warmup.SampleRequest;
import dev.verge.isolate.warmup.WarmUp;
import dev.verge.isolate.warmup.WarmUpPlan;
import dev.verge.isolate.warmup.WarmUpState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How warm the code of what is deployed is, and the requests that it was served with, which warm up
 * the next version or process. Safe on any thread.
 */
final class Warmth implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Warmth.class);

  /** A crash loses the requests of so many seconds. */
  private static final int SECONDS_BETWEEN_SAVES = 30;

  private final Store store;
  private final Isolates isolates;
  private final HostnameRules rules;
  private final boolean unasked;
  private final ConcurrentHashMap<FunctionId, Entry> byFunction = new ConcurrentHashMap<>();
  private final ScheduledExecutorService saver =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("verge-samples").factory());

  /**
   * @param unasked whether versions are warmed up that nobody waits for
   */
  Warmth(Store store, Isolates isolates, HostnameRules rules, boolean unasked) {
    this.store = store;
    this.isolates = isolates;
    this.rules = rules;
    this.unasked = unasked;
    ScheduledFuture<?> _ =
        saver.scheduleWithFixedDelay(
            this::save, SECONDS_BETWEEN_SAVES, SECONDS_BETWEEN_SAVES, TimeUnit.SECONDS);
  }

  private record Entry(VersionId version, WarmUp warmUp) {}

  /** Begins to warm up a version that is deployed; the one before needs it no more. */
  void begin(StoredVersion version, Template template) {
    keep(
        version,
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
  void keep(StoredVersion version, Optional<WarmUp> warmUp) {
    FunctionId function = version.id().function();
    Entry before =
        warmUp.isPresent()
            ? byFunction.put(function, new Entry(version.id(), warmUp.get()))
            : byFunction.remove(function);
    stop(before);
    if (unasked && version.manifest().warmup().records()) {
      isolates.recentRequests().keep(function, store.samples(function));
    } else {
      isolates.recentRequests().forget(function);
    }
  }

  /** The function has no deployed version any more. */
  void end(FunctionId function) {
    stop(byFunction.remove(function));
    save();
    isolates.recentRequests().forget(function);
  }

  /** Keeps what was recorded. */
  @Override
  public void close() {
    saver.shutdown();
    save();
  }

  private void save() {
    try {
      Map<FunctionId, List<SampleRequest>> news = isolates.recentRequests().news();
      if (!news.isEmpty()) {
        store.keepSamples(news);
      }
    } catch (RuntimeException e) {
      LOG.warn("Requests to warm up functions with could not be kept.", e);
    }
  }

  /** How far it is; empty when the version is not deployed, or wants no warm-up. */
  Optional<WarmUpState> of(VersionId version) {
    return Optional.ofNullable(byFunction.get(version.function()))
        .filter(entry -> entry.version().equals(version))
        .map(entry -> entry.warmUp().state());
  }

  private Optional<WarmUpPlan> plan(StoredVersion version) {
    FunctionId function = version.id().function();
    save();
    ManifestWarmup warmup = version.manifest().warmup();
    return warmup.plan(
        rules.ownName(function), warmup.records() ? store.samples(function) : List.of());
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

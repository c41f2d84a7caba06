package dev.verge.deploy.catalogue;

import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.manifest.ManifestWarmup;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.store.StoredFunction;
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
  private final ConcurrentHashMap<VersionId, Entry> byVersion = new ConcurrentHashMap<>();
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

  private record Entry(Template template, WarmUp warmUp) {}

  /**
   * Begins to warm up the versions that serve a function, unless that was done; what served before
   * needs it no more.
   *
   * @param serving those of them that can
   */
  void begin(StoredFunction function, List<Deployment.Ready> serving) {
    stop(function.id(), serving);
    serving.forEach(
        ready ->
            function
                .version(ready.version().number())
                .ifPresent(version -> begin(version, ready.template())));
    function.activeVersion().ifPresent(this::record);
  }

  private void begin(StoredVersion version, Template template) {
    if (unasked && !byVersion.containsKey(version.id())) {
      plan(version)
          .ifPresent(plan -> keep(version, template, isolates.warmUp(template, plan, false)));
    }
  }

  /**
   * Warms up a version that is to be deployed, and waits until that has ended.
   *
   * @return to be kept when the version is deployed; empty when it wants no warm-up
   */
  Optional<WarmUp> complete(StoredVersion version, Template template) {
    Optional<WarmUp> begun = plan(version).map(plan -> isolates.warmUp(template, plan, true));
    begun.ifPresent(Warmth::await);
    return begun;
  }

  /** Makes a warm-up that of a version that serves, or is about to. */
  void keep(StoredVersion version, Template template, WarmUp warmUp) {
    Entry before = byVersion.put(version.id(), new Entry(template, warmUp));
    if (before != null) {
      before.warmUp().stop();
    }
  }

  private void stop(FunctionId function, List<Deployment.Ready> but) {
    byVersion.forEach(
        (version, entry) -> {
          if (version.function().equals(function)
              && but.stream().noneMatch(ready -> ready.template() == entry.template())
              && byVersion.remove(version, entry)) {
            entry.warmUp().stop();
          }
        });
  }

  private void record(StoredVersion deployed) {
    FunctionId function = deployed.id().function();
    if (unasked && deployed.manifest().warmup().records()) {
      isolates.recentRequests().keep(function, store.samples(function));
    } else {
      isolates.recentRequests().forget(function);
    }
  }

  /** The function has no deployed version any more. */
  void end(FunctionId function) {
    stop(function, List.of());
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
    return Optional.ofNullable(byVersion.get(version)).map(entry -> entry.warmUp().state());
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
}

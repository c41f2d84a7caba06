package dev.verge.deploy.metrics;

import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.rollout.Share;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.store.Store;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.pool.IsolateTimes;
import dev.verge.isolate.pool.Isolates;
import dev.verge.isolate.pool.PoolStats;
import dev.verge.isolate.pool.QuotaRefusals;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.Histogram;
import java.util.List;
import java.util.Locale;

/**
 * The metrics of the control plane, and those of the isolates that are read when somebody looks.
 * Safe on any thread.
 */
public final class ControlPlaneMetrics extends Collector implements AutoCloseable {
  private static final double NANOS_PER_MICRO = 1_000;
  private static final double[] BUCKETS = {
    5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 750, 1_000, 2_500, 5_000, 10_000, 50_000
  };

  private final CollectorRegistry registry;
  private final Store store;
  private final Catalogue catalogue;
  private final Isolates isolates;
  private final RequestRecords requests;
  private final Counter uploads =
      Counter.build("verge_uploads", "Uploads by how they ended.").labelNames("outcome").create();
  private final Counter quotaRefusals =
      Counter.build(
              "verge_quota_refusals", "What was refused or stopped for a tenant's quota, by quota.")
          .labelNames("tenant", "quota")
          .create();
  private final Histogram preparation =
      histogram(
          "verge_isolate_preparation_microseconds",
          "Making an isolate for the reserve, beside requests.");
  private final Histogram reset =
      histogram(
          "verge_isolate_reset_microseconds",
          "Bringing a used isolate back to its template's state, beside requests.");

  private ControlPlaneMetrics(
      CollectorRegistry registry,
      Store store,
      Catalogue catalogue,
      Isolates isolates,
      RequestRecords requests) {
    this.registry = registry;
    this.store = store;
    this.catalogue = catalogue;
    this.isolates = isolates;
    this.requests = requests;
  }

  /**
   * Adds the metrics to a registry, until they are closed.
   *
   * @param requests tells of functions that were deleted
   */
  public static ControlPlaneMetrics register(
      CollectorRegistry registry,
      Store store,
      Catalogue catalogue,
      Isolates isolates,
      RequestRecords requests) {
    ControlPlaneMetrics metrics =
        new ControlPlaneMetrics(registry, store, catalogue, isolates, requests);
    for (UploadOutcome outcome : UploadOutcome.values()) {
      metrics.uploads.labels(outcome.label());
    }
    registry.register(metrics.uploads);
    registry.register(metrics.quotaRefusals);
    registry.register(metrics.preparation);
    registry.register(metrics.reset);
    requests.onDelete(metrics::forget);
    isolates.tell(metrics.isolateTimes());
    isolates.tenants().tell((tenant, quota) -> metrics.quotaRefusals.labels(tenant, quota).inc());
    registry.register(metrics);
    return metrics;
  }

  /** How an upload ended. */
  public enum UploadOutcome {
    /** It became a version. */
    STORED,
    /** It was not acceptable. */
    REFUSED,
    /** The client went away before its end. */
    BROKEN_OFF,
    /** The control plane failed. */
    FAILED;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Counts an upload. */
  public void uploaded(UploadOutcome outcome) {
    uploads.labels(outcome.label()).inc();
  }

  @Override
  public List<MetricFamilySamples> collect() {
    Store.Count count = store.count();
    PoolStats pool = isolates.stats();
    List<Deployment> deployed = catalogue.deployments().all();
    return List.of(
        new GaugeMetricFamily("verge_functions", "Functions of all tenants.", count.functions()),
        new GaugeMetricFamily("verge_versions", "Stored versions.", count.versions()),
        deployments(deployed),
        versions(deployed),
        canaries(deployed),
        new GaugeMetricFamily(
            "verge_jit_active",
            "1 when guests run compiled, 0 when they are interpreted, 50 to 70 times slower.",
            isolates.engineState().compiled() ? 1 : 0),
        isolates(pool),
        new GaugeMetricFamily(
            "verge_idle_isolates_bytes",
            "Estimated weight of idle isolates, prepared ones among them.",
            pool.idleBytes()),
        new GaugeMetricFamily(
            "verge_prepared_isolates_bytes",
            "Estimated weight of isolates made ahead of a request.",
            pool.reserveBytes()),
        new GaugeMetricFamily(
            "verge_guest_memory_bytes",
            "Linear memory of all running guests.",
            pool.guestMemoryBytes()),
        new CounterMetricFamily(
            "verge_isolate_evictions",
            "Idle isolates closed for space or for age.",
            pool.evictions()));
  }

  @Override
  public void close() {
    registry.unregister(this);
    registry.unregister(uploads);
    registry.unregister(quotaRefusals);
    registry.unregister(preparation);
    registry.unregister(reset);
    isolates.tell(IsolateTimes.UNHEARD);
    isolates.tenants().tell(QuotaRefusals.UNHEARD);
  }

  private IsolateTimes isolateTimes() {
    return new IsolateTimes() {
      @Override
      public void prepared(FunctionId function, long nanos) {
        if (catalogue.deployments().of(function).isPresent()) {
          observe(preparation, function, nanos);
        }
      }

      @Override
      public void reset(FunctionId function, long nanos) {
        // After a request, which is kept unless the function was deleted meanwhile.
        if (requests.known(function).isPresent()) {
          observe(reset, function, nanos);
        }
      }
    };
  }

  private void forget(FunctionId function) {
    preparation.remove(function.tenant(), function.name());
    reset.remove(function.tenant(), function.name());
  }

  private static void observe(Histogram histogram, FunctionId function, long nanos) {
    histogram.labels(function.tenant(), function.name()).observe(nanos / NANOS_PER_MICRO);
  }

  private static Histogram histogram(String name, String help) {
    return Histogram.build(name, help).labelNames("tenant", "function").buckets(BUCKETS).create();
  }

  private static GaugeMetricFamily deployments(List<Deployment> deployments) {
    List<Deployment.Single> main = deployments.stream().map(Deployment::main).toList();
    long ready = main.stream().filter(Deployment.Ready.class::isInstance).count();
    long preparing = main.stream().filter(Deployment.Preparing.class::isInstance).count();
    GaugeMetricFamily family =
        new GaugeMetricFamily(
            "verge_deployments",
            "Deployed functions by whether their version can be served.",
            List.of("state"));
    family.addMetric(List.of("ready"), (double) ready);
    family.addMetric(List.of("preparing"), (double) preparing);
    family.addMetric(List.of("unavailable"), (double) (deployments.size() - ready - preparing));
    return family;
  }

  private static GaugeMetricFamily versions(List<Deployment> deployments) {
    GaugeMetricFamily family =
        new GaugeMetricFamily(
            "verge_deployed_version",
            "The number of the version that serves, and of the canary beside it.",
            List.of("role", "tenant", "function"));
    for (Deployment deployment : deployments) {
      add(family, "active", deployment.main());
      if (deployment instanceof Deployment.Split split) {
        add(family, "canary", split.canary());
      }
    }
    return family;
  }

  private static void add(GaugeMetricFamily family, String role, Deployment.Single one) {
    FunctionId function = one.version().function();
    family.addMetric(List.of(role, function.tenant(), function.name()), one.version().number());
  }

  private static GaugeMetricFamily canaries(List<Deployment> deployments) {
    GaugeMetricFamily family =
        new GaugeMetricFamily(
            "verge_canary_ratio",
            "The part of a function's requests that its canary gets.",
            List.of("tenant", "function"));
    for (Deployment deployment : deployments) {
      if (deployment instanceof Deployment.Split split) {
        FunctionId function = split.canary().version().function();
        family.addMetric(
            List.of(function.tenant(), function.name()),
            split.splitter().share().permille() / (double) Share.ALL);
      }
    }
    return family;
  }

  private static GaugeMetricFamily isolates(PoolStats pool) {
    GaugeMetricFamily family =
        new GaugeMetricFamily(
            "verge_isolates", "Isolates by what they do.", List.of("state", "tenant", "function"));
    pool.functions()
        .forEach(
            (function, stats) -> {
              family.addMetric(List.of("idle", function.tenant(), function.name()), stats.idle());
              family.addMetric(
                  List.of("prepared", function.tenant(), function.name()), stats.prepared());
              family.addMetric(
                  List.of("running", function.tenant(), function.name()), stats.running());
            });
    return family;
  }
}

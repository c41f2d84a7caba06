package dev.verge.gateway.tracing;

import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.RequestHead;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Traces requests with the OpenTelemetry SDK, and sends what it makes over OTLP. */
final class OtlpTracing implements Tracing {
  /** What spans may hold of what clients and guests choose, in characters. */
  private static final int MOST_CHARS = 512;

  /** Spans that wait for the collector at once; more are lost. */
  private static final int MOST_WAITING = 8192;

  private static final int BATCH = 512;
  private static final Duration DELAY = Duration.ofSeconds(1);

  /** For the collector to take a batch. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final long CLOSE_SECONDS = 3;

  private final SdkTracerProvider provider;
  private final Tracer tracer;
  private final Runnable end;

  private OtlpTracing(SdkTracerProvider provider, String version, Runnable end) {
    this.provider = provider;
    this.tracer = provider.tracerBuilder("dev.verge").setInstrumentationVersion(version).build();
    this.end = end;
  }

  static OtlpTracing open(TracingSettings settings, CollectorRegistry registry) {
    Counter lost =
        Counter.build(
                "verge_trace_spans_dropped_total",
                "Spans of traces that came faster than the collector took them, or that it did not take.")
            .labelNames("reason")
            .register(registry);
    String endpoint = settings.endpoint().toString().replaceFirst("/+$", "") + "/v1/traces";
    BoundedExport export =
        new BoundedExport(
            OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint)
                .setHeaders(settings.headers()::fields)
                .setConnectTimeout(PATIENCE)
                .setTimeout(PATIENCE)
                .build(),
            endpoint,
            MOST_WAITING,
            lost);
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(resource(settings.version()))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.sample())))
            .setSpanLimits(SpanLimits.builder().setMaxAttributeValueLength(MOST_CHARS).build())
            .addSpanProcessor(
                export.behind(
                    BatchSpanProcessor.builder(export)
                        .setMaxQueueSize(MOST_WAITING)
                        .setMaxExportBatchSize(BATCH)
                        .setScheduleDelay(DELAY)
                        .setExporterTimeout(PATIENCE)
                        .build()))
            .build();
    return new OtlpTracing(provider, settings.version(), () -> registry.unregister(lost));
  }

  private static Resource resource(String version) {
    return Resource.getDefault().toBuilder()
        .put("service.name", "verge")
        .put("service.version", version)
        .build();
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public RequestTrace begin(
      RequestHead request, VersionId version, Optional<String> trigger, long routedNanos) {
    return ServerSpan.start(tracer, request, version, trigger, routedNanos);
  }

  @Override
  public void close() {
    var _ = provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    end.run();
  }
}

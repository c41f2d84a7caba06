package dev.verge.deploy.http;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.http.Documents.HealthDocument;
import dev.verge.isolate.pool.EngineState;
import dev.verge.isolate.pool.Isolates;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;

/** What needs no token: health, and metrics unless that is asked for. */
final class PlatformEndpoints {
  private static final String METRICS = "/metrics";

  private final Isolates isolates;
  private final CollectorRegistry registry;
  private final boolean metricsNeedToken;
  private final Instant started = Instant.now();

  /**
   * @param metricsNeedToken whether metrics, which name all tenants' functions, are only for who
   *     has a token for all tenants
   */
  PlatformEndpoints(Isolates isolates, CollectorRegistry registry, boolean metricsNeedToken) {
    this.isolates = isolates;
    this.registry = registry;
    this.metricsNeedToken = metricsNeedToken;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open("/healthz", this::health),
        metricsNeedToken
            ? Endpoint.get(METRICS, Access.platform(Scope.READ), this::metrics)
            : Endpoint.open(METRICS, this::metrics));
  }

  private void health(Call call) {
    EngineState engine = isolates.engineState();
    call.answer(200, new HealthDocument("ok", engine.name(), engine.compiled(), started));
  }

  private void metrics(Call call) throws IOException {
    String format = TextFormat.chooseContentType(call.header(HttpHeaders.ACCEPT).orElse(null));
    StringWriter text = new StringWriter();
    TextFormat.writeFormat(format, text, registry.metricFamilySamples());
    call.answer(200, format, Buffer.buffer(text.toString()));
  }
}

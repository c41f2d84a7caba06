package dev.verge.deploy.http;

import dev.verge.deploy.http.Documents.HealthDocument;
import dev.verge.isolate.pool.EngineState;
import dev.verge.isolate.pool.Isolates;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/** What needs no token: health and metrics. */
final class PlatformEndpoints {
  private final Isolates isolates;
  private final CollectorRegistry registry;

  PlatformEndpoints(Isolates isolates, CollectorRegistry registry) {
    this.isolates = isolates;
    this.registry = registry;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open("/healthz", this::health), Endpoint.open("/metrics", this::metrics));
  }

  private void health(Call call) {
    EngineState engine = isolates.engineState();
    call.answer(200, new HealthDocument("ok", engine.name(), engine.compiled()));
  }

  private void metrics(Call call) throws IOException {
    String format = TextFormat.chooseContentType(call.header(HttpHeaders.ACCEPT).orElse(null));
    StringWriter text = new StringWriter();
    TextFormat.writeFormat(format, text, registry.metricFamilySamples());
    call.answer(200, format, Buffer.buffer(text.toString()));
  }
}

package dev.verge.gateway.tracing;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.OutboundCall;
import dev.verge.isolate.exchange.OutboundRequest;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;

/** The span of a guest's request to a backend. */
final class ClientSpan implements OutboundCall {
  private static final AttributeKey<String> BACKEND = AttributeKey.stringKey("verge.backend");
  private static final AttributeKey<Boolean> CACHED = AttributeKey.booleanKey("verge.cached");

  private final Span span;
  private final Context context;
  private final HeaderList client;

  private ClientSpan(Span span, Context context, HeaderList client) {
    this.span = span;
    this.context = context;
    this.client = client;
  }

  /**
   * @param parent the client's request's
   * @param client the fields of that
   */
  static ClientSpan start(
      Tracer tracer, Context parent, OutboundRequest request, HeaderList client) {
    SpanBuilder builder =
        tracer
            .spanBuilder(HttpFields.spanName(request.method()))
            .setParent(parent)
            .setSpanKind(SpanKind.CLIENT);
    HttpFields.describeMethod(builder, request.method());
    HttpFields.describeServer(builder, request.scheme(), request.authority());
    Span span =
        builder
            .setAttribute(
                HttpFields.URL, request.scheme() + "://" + request.authority() + request.path())
            .setAttribute(BACKEND, request.backend())
            .startSpan();
    return new ClientSpan(span, parent.with(span), client);
  }

  @Override
  public HeaderList headers(HeaderList own) {
    return TraceContext.passedOn(context, own, client);
  }

  @Override
  public void answered(int status, boolean cached) {
    span.setAttribute(HttpFields.STATUS, (long) status).setAttribute(CACHED, cached);
    if (status >= 400) {
      span.setAttribute(HttpFields.ERROR, Integer.toString(status)).setStatus(StatusCode.ERROR);
    }
    span.addEvent("response head");
  }

  @Override
  public void ended(long bytes, Optional<String> error) {
    span.setAttribute(HttpFields.RESPONSE_BYTES, bytes);
    error.ifPresent(what -> span.setAttribute(HttpFields.ERROR, what).setStatus(StatusCode.ERROR));
    span.end();
  }
}

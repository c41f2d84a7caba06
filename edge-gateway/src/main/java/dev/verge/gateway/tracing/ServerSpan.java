package dev.verge.gateway.tracing;

import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.OutboundCall;
import dev.verge.isolate.exchange.OutboundRequest;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.exchange.Start;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;

/**
 * The span of a client's request and those under it, named and described as OpenTelemetry's
 * semantic conventions for HTTP servers and for functions say.
 */
final class ServerSpan implements RequestTrace {
  private static final AttributeKey<String> FAAS_NAME = AttributeKey.stringKey("faas.name");
  private static final AttributeKey<String> FAAS_VERSION = AttributeKey.stringKey("faas.version");
  private static final AttributeKey<String> FAAS_TRIGGER = AttributeKey.stringKey("faas.trigger");
  private static final AttributeKey<String> FAAS_INVOCATION =
      AttributeKey.stringKey("faas.invocation_id");
  private static final AttributeKey<Boolean> FAAS_COLDSTART =
      AttributeKey.booleanKey("faas.coldstart");
  private static final AttributeKey<String> TENANT = AttributeKey.stringKey("verge.tenant");
  private static final AttributeKey<String> ISOLATE = AttributeKey.stringKey("verge.isolate");
  private static final AttributeKey<Long> REQUEST_BYTES =
      AttributeKey.longKey("http.request.body.size");

  private final Tracer tracer;
  private final Clock clock;
  private final Span span;
  private final Context context;
  private final RequestHead request;
  private final long routedNanos;

  private ServerSpan(Tracer tracer, Clock clock, Span span, RequestHead request, long routedNanos) {
    this.tracer = tracer;
    this.clock = clock;
    this.span = span;
    this.context = Context.root().with(span);
    this.request = request;
    this.routedNanos = routedNanos;
  }

  static ServerSpan start(
      Tracer tracer,
      RequestHead request,
      VersionId version,
      Optional<String> trigger,
      long routedNanos) {
    Clock clock = Clock.now();
    SpanBuilder builder =
        tracer
            .spanBuilder(HttpFields.spanName(request.method()))
            .setParent(TraceContext.of(request.headers()))
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(clock.at(routedNanos));
    HttpFields.describeMethod(builder, request.method());
    HttpFields.describeServer(builder, request.scheme(), request.authority());
    Span span =
        builder
            .setAttribute(HttpFields.SCHEME, request.scheme())
            .setAttribute(HttpFields.PATH, request.path())
            .setAttribute(HttpFields.PROTOCOL, HttpFields.version(request.protocol()))
            .setAttribute(FAAS_NAME, version.function().name())
            .setAttribute(FAAS_VERSION, Integer.toString(version.number()))
            .setAttribute(FAAS_TRIGGER, trigger.isPresent() ? "timer" : "http")
            .setAttribute(FAAS_INVOCATION, request.id())
            .setAttribute(TENANT, version.function().tenant())
            .startSpan();
    return new ServerSpan(tracer, clock, span, request, routedNanos);
  }

  @Override
  public OutboundCall call(OutboundRequest sent) {
    return ClientSpan.start(tracer, context, sent, request.headers());
  }

  @Override
  public void end(Result result) {
    if (span.isRecording()) {
      result.status().ifPresent(status -> span.setAttribute(HttpFields.STATUS, (long) status));
      result.start().ifPresent(this::describe);
      span.setAttribute(REQUEST_BYTES, result.bytesIn());
      span.setAttribute(HttpFields.RESPONSE_BYTES, result.bytesOut());
      result.error().or(() -> serverError(result)).ifPresent(what -> failed(what, result));
    }
    span.end(clock.at(result.endedNanos()));
  }

  private static Optional<String> serverError(Result result) {
    return result.status().filter(status -> status >= 500).map(Object::toString);
  }

  /** What a client did wrong is no failure of its server (semantic conventions, "Status"). */
  private void failed(String what, Result result) {
    span.setAttribute(HttpFields.ERROR, what);
    if (result.status().filter(status -> status / 100 == 4).isEmpty()) {
      span.setStatus(StatusCode.ERROR);
    }
  }

  /** The way to the guest's entry; making the instance callable is the last part of it. */
  private void describe(Start start) {
    span.setAttribute(FAAS_COLDSTART, start.kind() == Start.Kind.COLD);
    span.setAttribute(ISOLATE, start.kind().label());
    long entered = routedNanos + start.startNanos();
    Span isolate = child("isolate start", context, routedNanos);
    isolate.setAttribute(ISOLATE, start.kind().label());
    child("instantiation", context.with(isolate), entered - start.instantiationNanos())
        .end(clock.at(entered));
    isolate.end(clock.at(entered));
  }

  private Span child(String name, Context parent, long beginNanos) {
    return tracer
        .spanBuilder(name)
        .setParent(parent)
        .setStartTimestamp(clock.at(beginNanos))
        .startSpan();
  }
}

package dev.verge.gateway.tracing;

import dev.verge.isolate.exchange.HeaderList;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** W3C Trace Context in header fields. What is not well-formed is no context. */
final class TraceContext {
  private static final String PARENT = "traceparent";
  private static final String STATE = "tracestate";

  /**
   * The longest state that is heeded, in characters: what the specification has everybody pass on
   * (section 3.3.1.5). The propagator takes a time for it that grows with its square.
   */
  private static final int MOST_STATE_CHARS = 512;

  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

  private static final TextMapGetter<HeaderList> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HeaderList fields) {
          return List.of(PARENT, STATE);
        }

        // Null for none, as the interface wants it.
        @Override
        public String get(HeaderList fields, String name) {
          List<String> values = fields.all(name);
          String value = String.join(",", values);
          boolean heeded =
              name.equals(PARENT) ? values.size() == 1 : value.length() <= MOST_STATE_CHARS;
          return values.isEmpty() || !heeded ? null : value;
        }
      };

  private TraceContext() {}

  /** What a client says that its request is part of. */
  static Context of(HeaderList fields) {
    return W3C.extract(Context.root(), fields, GETTER);
  }

  /**
   * The fields of a request that is part of a context, unless its guest has put it into another: a
   * trace that the guest keeps itself is its own affair, but what it has only taken over from the
   * client would skip the spans between.
   *
   * @param own what the guest has given its request
   * @param client what the client has given its
   */
  static HeaderList passedOn(Context context, HeaderList own, HeaderList client) {
    List<String> set = own.all(PARENT);
    if (!set.isEmpty() && !set.equals(client.all(PARENT))) {
      return own;
    }
    List<HeaderList.Field> fields = new ArrayList<>(own.size() + 2);
    for (HeaderList.Field field : own) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (!name.equals(PARENT) && !name.equals(STATE)) {
        fields.add(field);
      }
    }
    W3C.inject(context, fields, (to, name, value) -> to.add(new HeaderList.Field(name, value)));
    return HeaderList.of(fields);
  }
}

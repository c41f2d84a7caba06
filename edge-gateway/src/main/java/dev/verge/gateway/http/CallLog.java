package dev.verge.gateway.http;

import dev.verge.deploy.requests.BackendCall;
import dev.verge.deploy.requests.BackendCalls;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.OutboundCall;
import dev.verge.isolate.exchange.OutboundRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a guest asks of backends while it answers a request. Safe on any thread. */
final class CallLog {
  private final long routedNanos;

  // Guarded by this:
  private final List<Call> first = new ArrayList<>();
  private int count;
  private long nanos;

  /**
   * @param routedNanos {@link System#nanoTime()} when the request was routed
   */
  CallLog(long routedNanos) {
    this.routedNanos = routedNanos;
  }

  /**
   * The guest sends a request now.
   *
   * @param trace hears of it as well
   */
  synchronized OutboundCall begin(OutboundRequest request, OutboundCall trace) {
    Call call = new Call(request, trace);
    count++;
    if (first.size() < BackendCalls.MOST) {
      first.add(call);
    }
    return call;
  }

  /** All of it until now. */
  synchronized BackendCalls soFar() {
    return new BackendCalls(count, nanos, first.stream().map(Call::soFar).toList());
  }

  /** One request to a backend; guarded by the log. */
  private final class Call implements OutboundCall {
    private final OutboundRequest request;
    private final OutboundCall trace;
    private final long sentNanos = System.nanoTime();
    private int status;
    private boolean cached;
    private long firstByteNanos = -1;
    private long totalNanos = -1;
    private long bytes;
    private Optional<String> error = Optional.empty();

    private Call(OutboundRequest request, OutboundCall trace) {
      this.request = request;
      this.trace = trace;
    }

    @Override
    public HeaderList headers(HeaderList own) {
      return trace.headers(own);
    }

    @Override
    public void answered(int responseStatus, boolean fromCache) {
      synchronized (CallLog.this) {
        firstByteNanos = System.nanoTime() - sentNanos;
        status = responseStatus;
        cached = fromCache;
      }
      trace.answered(responseStatus, fromCache);
    }

    @Override
    public void ended(long bodyBytes, Optional<String> what) {
      synchronized (CallLog.this) {
        totalNanos = System.nanoTime() - sentNanos;
        nanos += totalNanos;
        bytes = bodyBytes;
        error = what;
      }
      trace.ended(bodyBytes, what);
    }

    private BackendCall soFar() {
      return new BackendCall(
          request.backend(),
          request.method(),
          request.path(),
          request.query(),
          status,
          error,
          cached,
          sentNanos - routedNanos,
          firstByteNanos,
          totalNanos,
          bytes);
    }
  }
}

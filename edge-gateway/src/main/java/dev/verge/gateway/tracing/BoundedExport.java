package dev.verge.gateway.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.prometheus.client.Counter;
import java.util.Collection;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans to a collector, and sees to it that only so many wait for that: the SDK's queue is
 * bounded too, but drops what is too much without telling. Says in the log when the collector stops
 * and starts to take them.
 */
final class BoundedExport implements SpanExporter {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedExport.class);

  /** The SDK has words of its own for every failure, which would go to standard error. */
  private static final java.util.logging.Logger SDK_LOG =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  private final SpanExporter exporter;
  private final String endpoint;
  private final Semaphore room;
  private final Counter.Child overflown;
  private final Counter.Child refused;
  private final AtomicBoolean failing = new AtomicBoolean();

  /**
   * @param endpoint for the log
   * @param most how many spans may wait at once
   * @param lost counts by reason
   */
  BoundedExport(SpanExporter exporter, String endpoint, int most, Counter lost) {
    SDK_LOG.setLevel(Level.OFF);
    this.exporter = exporter;
    this.endpoint = endpoint;
    this.room = new Semaphore(most);
    this.overflown = lost.labels("queue_full");
    this.refused = lost.labels("export_failed");
  }

  /** Lets a processor that exports to this have no more spans than there is room for. */
  SpanProcessor behind(SpanProcessor batches) {
    return new SpanProcessor() {
      @Override
      public void onStart(Context parent, ReadWriteSpan span) {}

      @Override
      public boolean isStartRequired() {
        return false;
      }

      @Override
      public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
          return;
        }
        if (room.tryAcquire()) {
          batches.onEnd(span);
        } else {
          overflown.inc();
        }
      }

      @Override
      public boolean isEndRequired() {
        return true;
      }

      @Override
      public CompletableResultCode shutdown() {
        return batches.shutdown();
      }

      @Override
      public CompletableResultCode forceFlush() {
        return batches.forceFlush();
      }
    };
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(
        () -> {
          room.release(count);
          if (result.isSuccess()) {
            succeeded();
          } else {
            failed(count, result.getFailureThrowable());
          }
        });
  }

  private void succeeded() {
    if (failing.getAndSet(false)) {
      LOG.info("The collector at {} takes traces again", endpoint);
    }
  }

  private void failed(int count, Throwable why) {
    refused.inc(count);
    if (!failing.getAndSet(true)) {
      LOG.warn(
          "Traces cannot be sent to the collector at {} and are dropped until it takes them: {}. Start it, or change otlp_endpoint.",
          endpoint,
          why == null ? "no reason is known" : why.toString());
    }
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}

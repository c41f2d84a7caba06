package dev.verge.gateway.access;

import ch.qos.logback.core.AsyncAppenderBase;
import io.prometheus.client.Counter;

/**
 * Logback's queue and thread before an appender; what finds the queue full is dropped and counted.
 */
final class BoundedAppender extends AsyncAppenderBase<AccessEntry> {
  private static final int QUEUE = 8192;

  private final Counter dropped;

  BoundedAppender(Counter dropped) {
    this.dropped = dropped;
    setQueueSize(QUEUE);
    setDiscardingThreshold(0);
    setNeverBlock(true);
  }

  /** Logback does not say whether it dropped something; while others wait here, there is room. */
  @Override
  protected synchronized void put(AccessEntry entry) {
    if (getRemainingCapacity() > 0) {
      super.put(entry);
    } else {
      dropped.inc();
    }
  }
}

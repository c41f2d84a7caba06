package dev.verge.gateway.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;

/**
 * Notices a client that takes nothing of what waits for it. What counts is progress and not speed:
 * a slow client that goes on reading is served to the end. Event loop only.
 */
final class OutputWatch {
  private final Channel channel;
  private final Duration timeout;
  private final Deadline deadline;
  private Snapshot last = new Snapshot(0, 0, 0);

  /** Where the output stood; identical only when not a byte has moved. */
  private record Snapshot(long pendingBytes, long progressBytes, int currentIdentity) {}

  /**
   * @param stuck called when a client took nothing for this long, and at most twice as long
   */
  OutputWatch(Channel channel, Duration timeout, Runnable stuck) {
    this.channel = channel;
    this.timeout = timeout;
    this.deadline = new Deadline(channel.eventLoop(), () -> check(stuck));
  }

  /** Something was written. */
  void written() {
    if (!deadline.isSet()) {
      Snapshot now = snapshot();
      if (now.pendingBytes() > 0) {
        last = now;
        deadline.set(timeout);
      }
    }
  }

  void close() {
    deadline.close();
  }

  private void check(Runnable stuck) {
    Snapshot now = snapshot();
    if (now.pendingBytes() == 0) {
      return;
    }
    if (now.equals(last)) {
      stuck.run();
    } else {
      last = now;
      deadline.set(timeout);
    }
  }

  private Snapshot snapshot() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null
        ? new Snapshot(0, 0, 0)
        : new Snapshot(
            buffer.totalPendingWriteBytes(),
            buffer.currentProgress(),
            System.identityHashCode(buffer.current()));
  }
}

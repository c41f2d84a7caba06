package dev.verge.gateway.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Notices a client that takes nothing of what waits for it. What counts is progress and not speed:
 * a slow client that goes on reading is served to the end. Event loop only.
 */
final class OutputWatch {
  private final Channel channel;
  private final Duration timeout;
  private final Deadline deadline;
  private final Optional<SentMessages> encrypted;
  private long queuedBytes;
  private Progress last = new Progress(0, 0);

  /**
   * How far the output has come.
   *
   * @param done how many messages were taken whole, or what they weighed in memory
   * @param currentBytes of the message that is being taken
   */
  private record Progress(long done, long currentBytes) {}

  /**
   * @param stuck called when a client took nothing for this long, and at most twice as long
   */
  OutputWatch(Channel channel, Duration timeout, Runnable stuck) {
    this.channel = channel;
    this.timeout = timeout;
    this.encrypted = Optional.ofNullable(channel.pipeline().get(SentMessages.class));
    this.deadline = new Deadline(channel.eventLoop(), () -> check(stuck));
  }

  /** Writes and flushes what a task puts into the channel. */
  void write(Runnable puts) {
    long before = pendingBytes();
    puts.run();
    queuedBytes += pendingBytes() - before;
    channel.flush();
    if (!deadline.isSet() && pendingBytes() > 0) {
      last = progress();
      deadline.set(timeout);
    }
  }

  void close() {
    deadline.close();
  }

  private void check(Runnable stuck) {
    if (pendingBytes() == 0) {
      return;
    }
    Progress now = progress();
    if (now.equals(last)) {
      stuck.run();
    } else {
      last = now;
      deadline.set(timeout);
    }
  }

  private Progress progress() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return new Progress(
        encrypted.map(SentMessages::count).orElse(queuedBytes - pendingBytes()),
        buffer == null ? 0 : buffer.currentProgress());
  }

  private long pendingBytes() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }
}

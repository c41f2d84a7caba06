package dev.verge.deploy.http;

import dev.verge.isolate.platform.logs.FunctionLog;
import dev.verge.isolate.platform.logs.LogLine;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Sends a log to one reader as it grows. Lines wait in a bounded queue; when the reader is too slow
 * for it, lines are dropped and their number is told. An empty line now and then shows both ends
 * that the other is still there.
 */
final class LogFollower {
  /** Lines that wait for a slow reader. */
  private static final int QUEUE = 1024;

  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Buffer EMPTY_LINE = Buffer.buffer("\n");

  private sealed interface Item {
    record Line(LogLine line) implements Item {}

    record Gap(long lines) implements Item {}

    record Silence() implements Item {}
  }

  private final Outflow outflow;
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE);

  /** Lines that found the queue full since something was last put into it; guarded by this. */
  private long missed;

  private volatile boolean stopped;

  LogFollower(Outflow outflow) {
    this.outflow = outflow;
    var _ = outflow.gone().thenRun(this::stop);
  }

  /** Returns when the reader has gone, or after {@link #stop}. */
  void run(FunctionLog log, int tail) throws IOException {
    Thread self = Thread.currentThread();
    List<LogLine> before = new ArrayList<>();
    // The log brings what was before on this thread, and the rest on others.
    try (FunctionLog.Following _ =
        log.follow(
            tail,
            line -> {
              if (Thread.currentThread() == self) {
                before.add(line);
              } else {
                offer(line);
              }
            })) {
      // Who has seen the head misses nothing from then on.
      outflow.begin();
      write(before);
      follow();
      outflow.end();
    }
  }

  /** From any thread. */
  void stop() {
    stopped = true;
    // Wakes the sender; if the queue is full it is awake.
    var _ = queue.offer(new Item.Silence());
  }

  private synchronized void offer(LogLine line) {
    boolean gapTold = missed == 0 || queue.offer(new Item.Gap(missed));
    if (gapTold) {
      missed = 0;
    }
    if (!gapTold || !queue.offer(new Item.Line(line))) {
      missed++;
    }
  }

  private synchronized Item silenceOrGap() {
    long lines = missed;
    missed = 0;
    return lines == 0 ? new Item.Silence() : new Item.Gap(lines);
  }

  private void follow() throws IOException {
    for (Item item = next(); !stopped; item = next()) {
      switch (item) {
        case Item.Silence _ -> outflow.write(EMPTY_LINE);
        case Item.Gap(long lines) -> outflow.write(LogDocument.missed(lines).line());
        case Item.Line(LogLine line) -> write(List.of(line));
      }
    }
  }

  private Item next() throws IOException {
    try {
      Item item = queue.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
      return item == null ? silenceOrGap() : item;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("The control plane is stopping.").initCause(e);
    }
  }

  private void write(List<LogLine> lines) throws IOException {
    Buffer buffer = Buffer.buffer();
    lines.forEach(line -> buffer.appendBuffer(LogDocument.of(line).line()));
    if (buffer.length() > 0) {
      outflow.write(buffer);
    }
  }
}

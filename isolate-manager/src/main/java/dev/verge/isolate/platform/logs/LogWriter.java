package dev.verge.isolate.platform.logs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that writes all logs, and the bounded queue before it. */
final class LogWriter implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(LogWriter.class);

  private static final int QUEUED_LINES = 8 * 1024;

  /** Few enough that one write of the longest lines stays below a file's size. */
  private static final int BATCH_LINES = 128;

  private static final long MOST_PATIENCE_MILLIS = 5_000;

  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUED_LINES);

  /** Logs that have to tell of dropped lines. */
  private final Set<QueuedLog> owing = ConcurrentHashMap.newKeySet();

  private final Thread thread =
      Thread.ofPlatform().name("function-logs").daemon().unstarted(this::run);

  private volatile boolean closed;

  private sealed interface Item {}

  private record Line(QueuedLog log, LogLine line) implements Item {}

  /** Passed once everything queued before it is written. */
  private record Mark(CountDownLatch passed) implements Item {}

  /** The last item: an interrupt would close the file that is just written. */
  private record Stop() implements Item {}

  void start() {
    thread.start();
  }

  /** Queues a line; false when there is no room, or the writer is closed. */
  boolean offer(QueuedLog log, LogLine line) {
    return !closed && queue.offer(new Line(log, line));
  }

  /**
   * Waits until the lines queued by now are written, for 5,000 ms at the most, so that a stuck disk
   * does not hold up a reader.
   */
  void await() {
    CountDownLatch passed = new CountDownLatch(1);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MOST_PATIENCE_MILLIS);
    try {
      if (closed) {
        thread.join(MOST_PATIENCE_MILLIS);
      } else if (queue.offer(new Mark(passed), MOST_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        passed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets a log tell of dropped lines, as soon as there is room again. */
  void owe(QueuedLog log) {
    owing.add(log);
  }

  /** Writes what is queued, and ends. */
  @Override
  public void close() {
    closed = true;
    try {
      queue.put(new Stop());
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Item> batch = new ArrayList<>();
    boolean stopped = false;
    while (!stopped) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        throw new IllegalStateException("Nobody interrupts the writer of logs", e);
      }
      queue.drainTo(batch, BATCH_LINES - 1);
      stopped = write(batch);
      batch.clear();
    }
  }

  /** Writes a batch, log by log; true when it holds the stop. */
  private boolean write(List<Item> batch) {
    boolean stop = false;
    List<CountDownLatch> passed = new ArrayList<>();
    Map<QueuedLog, List<LogLine>> byLog = new LinkedHashMap<>();
    for (Item item : batch) {
      switch (item) {
        case Line(QueuedLog log, LogLine line) ->
            byLog.computeIfAbsent(log, first -> new ArrayList<>()).add(line);
        case Mark(CountDownLatch mark) -> passed.add(mark);
        case Stop() -> stop = true;
      }
    }
    byLog.forEach(LogWriter::write);
    for (QueuedLog log : List.copyOf(owing)) {
      owing.remove(log);
      write(log, List.of());
    }
    passed.forEach(CountDownLatch::countDown);
    return stop;
  }

  /** One log's trouble must not end the thread that writes all the others. */
  private static void write(QueuedLog log, List<LogLine> lines) {
    try {
      log.write(lines);
    } catch (RuntimeException e) {
      LOGGER.error("{} lines of a function's log are lost", lines.size(), e);
    }
  }
}

package dev.verge.deploy.http;

import dev.verge.deploy.catalogue.TenantPlaces;
import dev.verge.isolate.platform.logs.FunctionLog;
import dev.verge.isolate.platform.logs.LogLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A log as it grows. The thread that writes logs must not wait, so lines wait here in a bounded
 * queue; those that find it full are counted.
 */
final class LogFeed implements Feed<LogLine> {
  /** Lines that wait for a slow reader. */
  private static final int QUEUE = 1024;

  private final BlockingQueue<Event<LogLine>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final FunctionLog.Following following;

  /** Lines of before, until they are told. */
  private List<Event<LogLine>> before = new ArrayList<>();

  /** For these lines. */
  private TenantPlaces.Place place;

  /** Lines that found the queue full since something was last put into it; guarded by this. */
  private long missed;

  /**
   * Follows a log.
   *
   * @param read how many lines of before are looked at
   * @param tail how many of them at the most are told
   * @param place closed when they are told
   */
  LogFeed(
      FunctionLog log, int read, int tail, Predicate<LogLine> wanted, TenantPlaces.Place place) {
    this.place = place;
    Thread self = Thread.currentThread();
    List<LogLine> earlier = new ArrayList<>();
    // The log brings what was before on this thread, and the rest on others.
    this.following =
        log.follow(
            read,
            line -> {
              if (wanted.test(line)) {
                if (Thread.currentThread() == self) {
                  earlier.add(line);
                } else {
                  offer(line);
                }
              }
            });
    earlier.stream()
        .skip(Math.max(0, earlier.size() - tail))
        .forEach(line -> before.add(new Event.Item<>(line)));
  }

  @Override
  public List<Event<LogLine>> next(Duration longest) throws InterruptedException {
    List<Event<LogLine>> events = before;
    before = new ArrayList<>();
    if (events.isEmpty()) {
      leave();
      Event<LogLine> first = queue.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
      events.add(first == null ? silenceOrGap() : first);
      queue.drainTo(events, MOST - 1);
    }
    return events;
  }

  @Override
  public void stop() {
    // Wakes the reader; if the queue is full it is awake.
    var _ = queue.offer(new Event.Silence<>());
  }

  @Override
  public void close() {
    following.close();
    leave();
  }

  private void leave() {
    place.close();
    place = () -> {};
  }

  private synchronized void offer(LogLine line) {
    boolean gapTold = missed == 0 || queue.offer(new Event.Missed<>(missed));
    if (gapTold) {
      missed = 0;
    }
    if (!gapTold || !queue.offer(new Event.Item<>(line))) {
      missed++;
    }
  }

  private synchronized Event<LogLine> silenceOrGap() {
    long lines = missed;
    missed = 0;
    return lines == 0 ? new Event.Silence<>() : new Event.Missed<>(lines);
  }
}

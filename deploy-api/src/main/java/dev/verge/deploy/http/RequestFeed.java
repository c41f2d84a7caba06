package dev.verge.deploy.http;

import dev.verge.deploy.requests.RequestRecord;
import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.requests.RequestRing;
import dev.verge.isolate.FunctionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A function's requests as they end. Looks for new ones again and again, so that what serves them
 * need not know of it.
 */
final class RequestFeed implements Feed<RequestRecord> {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final RequestRecords requests;
  private final FunctionId function;
  private final Predicate<RequestRecord> wanted;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Requests of before, until they are told. */
  private List<Event<RequestRecord>> before;

  private RequestRing ring;
  private long next;

  /** Whether more are waited for before they are told: many in one go cost less. */
  private boolean caughtUp;

  /**
   * Follows a function that is there.
   *
   * @param newest how many of before at the most
   */
  RequestFeed(
      RequestRecords requests, FunctionId function, int newest, Predicate<RequestRecord> wanted) {
    this.requests = requests;
    this.function = function;
    this.wanted = wanted;
    this.ring = requests.of(function);
    RequestRing.Batch kept = ring.since(0, RequestRing.SIZE);
    this.before = items(newest(kept.records(), newest, wanted));
    this.next = kept.next();
  }

  /** The newest that are wanted, oldest first. */
  static List<RequestRecord> newest(
      List<RequestRecord> records, int most, Predicate<RequestRecord> wanted) {
    List<RequestRecord> all = records.stream().filter(wanted).toList();
    return all.subList(Math.max(0, all.size() - most), all.size());
  }

  @Override
  public List<Event<RequestRecord>> next(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    List<Event<RequestRecord>> events = before;
    before = List.of();
    boolean over = false;
    while (events.isEmpty() && !over) {
      over = caughtUp && stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      RequestRing.Batch batch = read();
      caughtUp = batch.records().size() < MOST;
      events = events(batch);
      over |= System.nanoTime() - end >= 0;
    }
    return events.isEmpty() ? List.of(new Event.Silence<>()) : events;
  }

  @Override
  public void stop() {
    stopped.countDown();
  }

  @Override
  public void close() {
    stop();
  }

  private RequestRing.Batch read() {
    RequestRing now = requests.known(function).orElse(ring);
    if (now != ring) {
      // The function was deleted, and there is one of its name again.
      ring = now;
      next = 0;
    }
    RequestRing.Batch batch = ring.since(next, MOST);
    next = batch.next();
    return batch;
  }

  private List<Event<RequestRecord>> events(RequestRing.Batch batch) {
    List<Event<RequestRecord>> events = new ArrayList<>();
    if (batch.missed() > 0) {
      events.add(new Event.Missed<>(batch.missed()));
    }
    events.addAll(items(batch.records().stream().filter(wanted).toList()));
    return events;
  }

  private static List<Event<RequestRecord>> items(List<RequestRecord> records) {
    List<Event<RequestRecord>> items = new ArrayList<>();
    records.forEach(record -> items.add(new Event.Item<>(record)));
    return items;
  }
}

package dev.verge.deploy.requests;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * The newest requests of one function. A writer takes a number and puts its record into that
 * number's slot, over the one that was there {@link #SIZE} requests before; a reader sees by the
 * number whether a slot has what it looks for. Nobody waits for anybody.
 */
public final class RequestRing {
  /**
   * How many records are kept: about 60 KB of a busy function, half of what its template takes, so
   * that thousands of them can be watched.
   */
  public static final int SIZE = 256;

  /**
   * In how many of the newest records the calls to backends are told one by one. That is some 80 KB
   * of a function that makes as many as are kept, and 300 KB if all that it says is long.
   */
  public static final int DETAILED = 32;

  /** Slots that are made at once, so that a function with few requests costs little. */
  private static final int SEGMENT = 32;

  private final AtomicLong numbers = new AtomicLong();
  private final RequestStatistics statistics = new RequestStatistics();
  private final AtomicReferenceArray<AtomicReferenceArray<RequestRecord>> segments =
      new AtomicReferenceArray<>(SIZE / SEGMENT);

  /** Is told of every request of the function's own hosts. */
  private volatile Optional<Consumer<RequestRecord>> watch = Optional.empty();

  RequestRing() {}

  /**
   * What a reader gets.
   *
   * @param missed how many came before these that are not kept any more
   * @param records in the order of their numbers
   * @param next where to go on
   */
  public record Batch(long missed, List<RequestRecord> records, long next) {}

  /** A number for a record that is put right afterwards; readers wait for it. */
  public long number() {
    return numbers.getAndIncrement();
  }

  /** Counts of the last hour, of all records that were {@link #put}. */
  public RequestStatistics statistics() {
    return statistics;
  }

  /** Puts a record, and tells whoever watches the function. */
  public void put(RequestRecord record) {
    keep(record);
    statistics.add(record);
    watch.ifPresent(told -> told.accept(record));
  }

  /**
   * Has somebody told of every record that is {@link #put} from now on, in place of who was before.
   *
   * @param next called on the threads that requests end on
   */
  public void watch(Consumer<RequestRecord> next) {
    watch = Optional.of(next);
  }

  /** Tells nobody any more. */
  public void unwatch() {
    watch = Optional.empty();
  }

  /**
   * Puts the record of a number without telling whoever watches, unless its slot has a newer one
   * already.
   */
  public void keep(RequestRecord record) {
    int slot = slot(record.number());
    AtomicReferenceArray<RequestRecord> segment = segment(slot);
    int place = slot % SEGMENT;
    RequestRecord there = segment.get(place);
    while ((there == null || there.number() < record.number())
        && !segment.compareAndSet(place, there, record)) {
      there = segment.get(place);
    }
    summarize(record.number() - DETAILED);
  }

  /** Lets go of the single calls of a record that has become old. */
  private void summarize(long number) {
    if (number >= 0) {
      int slot = slot(number);
      AtomicReferenceArray<RequestRecord> segment = segment(slot);
      RequestRecord old = segment.get(slot % SEGMENT);
      if (old != null && old.number() == number && !old.calls().first().isEmpty()) {
        // Fails only when a newer record has come in its place.
        var _ = segment.compareAndSet(slot % SEGMENT, old, old.summary());
      }
    }
  }

  /**
   * Records from a number on, as far as they are there: up to one whose writer is not done, or a
   * gap.
   *
   * @param from a number; 0 for all that are kept
   * @param most how many records at the most
   */
  public Batch since(long from, int most) {
    long end = numbers.get();
    long next = Math.max(from, end - SIZE);
    List<RequestRecord> records = new ArrayList<>();
    boolean there = true;
    long missed = next - from;
    while (there && next < end && records.size() < most) {
      long found = at(next, records);
      if (found == next) {
        next++;
      } else if (found > next && records.isEmpty()) {
        missed++;
        next++;
      } else {
        there = false;
      }
    }
    return new Batch(missed, records, next);
  }

  /** The number of the record in a number's slot, -1 when there is none; keeps it if it is that. */
  private long at(long number, List<RequestRecord> records) {
    int slot = slot(number);
    AtomicReferenceArray<RequestRecord> segment = segments.get(slot / SEGMENT);
    RequestRecord found = segment == null ? null : segment.get(slot % SEGMENT);
    if (found == null) {
      return -1;
    }
    if (found.number() == number) {
      records.add(found);
    }
    return found.number();
  }

  private AtomicReferenceArray<RequestRecord> segment(int slot) {
    int index = slot / SEGMENT;
    AtomicReferenceArray<RequestRecord> segment = segments.get(index);
    if (segment == null) {
      AtomicReferenceArray<RequestRecord> made = new AtomicReferenceArray<>(SEGMENT);
      AtomicReferenceArray<RequestRecord> other = segments.compareAndExchange(index, null, made);
      segment = other == null ? made : other;
    }
    return segment;
  }

  private static int slot(long number) {
    return (int) (number % SIZE);
  }
}

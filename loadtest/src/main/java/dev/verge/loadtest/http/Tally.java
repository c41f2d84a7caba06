package dev.verge.loadtest.http;

import dev.verge.loadtest.http.Reply.Answer;
import dev.verge.loadtest.http.Reply.Failure;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a number of requests came to. Written by one thread; whoever reads it later got it from that
 * thread by way of a future.
 */
public final class Tally {
  private final Distribution firstByte = new Distribution();
  private final Distribution total = new Distribution();
  private final Distribution lateness = new Distribution();
  private final SortedMap<String, StartTally> starts = new TreeMap<>();
  private final SortedMap<Integer, Long> statuses = new TreeMap<>();
  private final SortedMap<String, Long> failures = new TreeMap<>();
  private long errorAnswers;
  private long unfinished;
  private long connections;
  private Duration elapsed = Duration.ZERO;

  /** The platform's own timings of one kind of start. */
  public static final class StartTally {
    private final Distribution start = new Distribution();
    private final Distribution instantiation = new Distribution();

    /** From "request routed" to "guest entry point entered". */
    public Distribution start() {
      return start;
    }

    /** The part of it that made the instance callable. */
    public Distribution instantiation() {
      return instantiation;
    }
  }

  /**
   * Adds a reply. Only answers below status 500 count in the distributions; the others are errors.
   */
  public void add(Reply reply) {
    switch (reply) {
      case Failure failure -> failures.merge(failure.reason(), 1L, Long::sum);
      case Answer answer -> {
        statuses.merge(answer.status(), 1L, Long::sum);
        if (answer.isError()) {
          errorAnswers++;
        } else {
          addTimings(answer);
        }
      }
    }
  }

  private void addTimings(Answer answer) {
    firstByte.record(answer.firstByteNanos());
    total.record(answer.totalNanos());
    answer
        .start()
        .ifPresent(
            timing -> {
              StartTally tally = starts.computeIfAbsent(timing.kind(), _ -> new StartTally());
              tally.start.record(timing.startNanos());
              tally.instantiation.record(timing.instantiationNanos());
            });
  }

  /** Adds how late the generator itself sent a request for which a connection was free. */
  void addLateness(long nanos) {
    lateness.record(nanos);
  }

  /**
   * Adds a request that nobody waits for any longer. It took at least this long, and leaving it out
   * would flatter the platform.
   */
  void addUnfinished(long waitedNanos) {
    unfinished++;
    firstByte.record(waitedNanos);
    total.record(waitedNanos);
  }

  void end(Duration lasted, long connectionsMade) {
    elapsed = lasted;
    connections = connectionsMade;
  }

  /** From the intended send to the first byte of the response. */
  public Distribution firstByte() {
    return firstByte;
  }

  /** From the intended send to the last byte of the response. */
  public Distribution total() {
    return total;
  }

  /**
   * How late the generator itself was, in an open loop: its own imprecision, no fault of others.
   */
  public Distribution lateness() {
    return lateness;
  }

  /** The platform's timings by kind of start; empty when it tells none. */
  public SortedMap<String, StartTally> starts() {
    return Collections.unmodifiableSortedMap(starts);
  }

  /** Whole responses by status code. */
  public SortedMap<Integer, Long> statuses() {
    return Collections.unmodifiableSortedMap(statuses);
  }

  /** Requests without a whole response, by reason. */
  public SortedMap<String, Long> failures() {
    return Collections.unmodifiableSortedMap(failures);
  }

  /** Whole responses that are no errors. */
  public long served() {
    return total.count() - unfinished;
  }

  /** Responses with a status of 500 or more, and requests without a whole response. */
  public long errors() {
    return errorAnswers + failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Requests of an open loop that were given up because the platform was too far behind. */
  public long unfinished() {
    return unfinished;
  }

  /** Connections made; more than were asked for when the platform closed some. */
  public long connections() {
    return connections;
  }

  /** From the first request until the last reply. */
  public Duration elapsed() {
    return elapsed;
  }

  /** Requests served in a second. */
  public double perSecond() {
    return elapsed.isZero() ? 0 : served() / (elapsed.toNanos() / 1e9);
  }
}

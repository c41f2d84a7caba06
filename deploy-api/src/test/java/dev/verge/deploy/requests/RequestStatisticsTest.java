package dev.verge.deploy.requests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.Start;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestStatisticsTest {
  private static final FunctionId FUNCTION = new FunctionId("demo", "hello");
  private static final long NOW = 1_700_000_000_000L;
  private static final int HOUR = RequestStatistics.INTERVALS;

  private final RequestRecords records = new RequestRecords();
  private final RequestRing ring = records.of(FUNCTION);
  private final RequestStatistics statistics = ring.statistics();

  @Test
  void aRequestCountsInTheIntervalInWhichItEnded() {
    put(NOW, 200, Optional.of(new Start(Start.Kind.COLD, 900_000, 100_000)), 1_500_000);
    put(NOW + 9_999, 404, Optional.of(new Start(Start.Kind.WARM, 20_000, 1_000)), 50_000);
    put(NOW + 9_999, 503, Optional.empty(), TimeUnit.SECONDS.toNanos(1));

    List<Interval> intervals = statistics.since(NOW + 15_000, HOUR);

    assertThat(intervals)
        .extracting(Interval::start)
        .containsExactly(Instant.ofEpochMilli(NOW), Instant.ofEpochMilli(NOW + 10_000));
    Interval first = intervals.getFirst();
    assertThat(first.statuses(2)).isEqualTo(1);
    assertThat(first.statuses(4)).isEqualTo(1);
    assertThat(first.statuses(5)).isZero();
    assertThat(first.counts(Series.LATENCY)).hasSize(2).allMatch(count -> count.count() == 1);
    assertThat(first.counts(Series.COLD))
        .containsExactly(new Interval.Count(Spans.bucket(900_000), 1));
    assertThat(first.counts(Series.WARM))
        .containsExactly(new Interval.Count(Spans.bucket(20_000), 1));
    assertThat(first.counts(Series.PREPARED)).isEmpty();
    assertThat(first.counts(Series.INSTANTIATION)).hasSize(2);
    assertThat(intervals.get(1).statuses(5)).isEqualTo(1);
  }

  @Test
  void anHourIsKeptAndNoMore() {
    for (int i = 0; i < 2 * HOUR; i++) {
      put(NOW + i * 10_000L, 200, Optional.empty(), 0);
    }
    long end = NOW + (2 * HOUR - 1) * 10_000L;

    assertThat(statistics.since(end, HOUR)).hasSize(HOUR);
    assertThat(statistics.since(end, 1)).hasSize(1);
    assertThat(statistics.since(end + 100_000, HOUR)).hasSize(HOUR - 10);
  }

  @Test
  void aFunctionThatIsLeftAloneKeepsNothing() {
    put(NOW, 200, Optional.empty(), 0);
    put(NOW + 10_000, 200, Optional.empty(), 0);

    records.forget(NOW + TimeUnit.HOURS.toMillis(2));
    assertThat(statistics.since(NOW, HOUR)).isEmpty();
    put(NOW + TimeUnit.HOURS.toMillis(3), 200, Optional.empty(), 0);
    assertThat(statistics.since(NOW + TimeUnit.HOURS.toMillis(3), HOUR)).hasSize(1);
  }

  @Test
  void aClockThatIsSetBackLosesNoRequest() {
    put(NOW, 200, Optional.empty(), 0);
    put(NOW - 3_600_000, 200, Optional.empty(), 0);

    assertThat(statistics.since(NOW, HOUR).getFirst().statuses(2)).isEqualTo(2);
  }

  @Test
  void aClockThatWentFarAheadAndIsSetRightBeginsAnew() {
    put(NOW + TimeUnit.DAYS.toMillis(1), 200, Optional.empty(), 0);
    put(NOW, 404, Optional.empty(), 0);

    assertThat(statistics.since(NOW, HOUR))
        .singleElement()
        .satisfies(interval -> assertThat(interval.statuses(4)).isEqualTo(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 99, 600, 999})
  void aStatusOfNoClassCountsAsSuch(int status) {
    put(NOW, status, Optional.empty(), 0);

    assertThat(statistics.since(NOW, HOUR).getFirst().statuses(0)).isEqualTo(1);
  }

  @Test
  void manyWritersLoseNothing() {
    int writers = 8;
    int each = 20_000;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < writers; i++) {
        threads.execute(
            () ->
                LongStream.range(0, each)
                    .forEach(at -> put(NOW + at, 200, Optional.empty(), 1_000)));
      }
    }

    assertThat(
            statistics.since(NOW + each, HOUR).stream()
                .mapToInt(interval -> interval.statuses(2))
                .sum())
        .isEqualTo(writers * each);
  }

  @Test
  void everySpanIsInTheBucketBetweenWhoseEndsItLies() {
    double[] ends = Spans.ends().toArray();
    assertThat(ends).hasSize(Spans.BUCKETS - 1).isSorted();
    assertThat(Spans.bucket(0)).isZero();
    assertThat(Spans.bucket(Long.MAX_VALUE)).isEqualTo(Spans.BUCKETS - 1);
    for (long nanos = 1; nanos < 1L << 40; nanos += 1 + nanos / 7) {
      int bucket = Spans.bucket(nanos);
      double micros = nanos / 1e3;
      assertThat(micros).isGreaterThanOrEqualTo(bucket == 0 ? 0 : ends[bucket - 1]);
      assertThat(micros).isLessThan(bucket == ends.length ? Double.MAX_VALUE : ends[bucket]);
    }
  }

  private void put(long epochMillis, int status, Optional<Start> start, long nanos) {
    ring.put(
        new RequestRecord(
            ring.number(),
            epochMillis,
            "id",
            "GET",
            "/",
            "",
            new VersionId(FUNCTION, 1),
            status,
            Ending.SERVED,
            start,
            -1,
            nanos,
            0,
            0));
  }
}

package dev.verge.deploy.requests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RequestRingTest {
  private static final FunctionId FUNCTION = new FunctionId("demo", "hello");

  private final RequestRecords records = new RequestRecords();
  private final RequestRing ring = records.of(FUNCTION);

  @Test
  void recordsAreReadInOrderAndOnce() {
    put(3);

    RequestRing.Batch first = ring.since(0, 2);
    RequestRing.Batch second = ring.since(first.next(), 2);

    assertThat(numbers(first)).containsExactly(0L, 1L);
    assertThat(numbers(second)).containsExactly(2L);
    assertThat(numbers(ring.since(second.next(), 2))).isEmpty();
    assertThat(List.of(first.missed(), second.missed())).containsOnly(0L);
  }

  @Test
  void theNewestAreKeptAndTheRestIsCounted() {
    put(RequestRing.SIZE + 100);

    RequestRing.Batch batch = ring.since(20, 10_000);

    assertThat(batch.missed()).isEqualTo(80);
    assertThat(numbers(batch))
        .containsExactlyElementsOf(LongStream.range(100, RequestRing.SIZE + 100).boxed().toList());
  }

  @Test
  void aReaderWaitsForAWriterThatIsNotDone() {
    long slow = ring.number();
    put(1);

    assertThat(numbers(ring.since(0, 10))).isEmpty();
    ring.put(record(slow));
    assertThat(numbers(ring.since(0, 10))).containsExactly(0L, 1L);
  }

  @Test
  void aWriterThatWasOvertakenHidesNothingNewer() {
    long slow = ring.number();
    put(RequestRing.SIZE);
    ring.put(record(slow));

    RequestRing.Batch batch = ring.since(0, 10_000);

    assertThat(batch.missed()).isEqualTo(1);
    assertThat(batch.records()).hasSize(RequestRing.SIZE);
  }

  @Test
  void aDeletedFunctionIsForgottenByAllAndANewOneOfItsNameIsKept() {
    List<FunctionId> told = new ArrayList<>();
    records.onDelete(told::add);
    put(100);

    records.delete(FUNCTION);

    assertThat(told).containsExactly(FUNCTION);
    assertThat(records.known(FUNCTION)).isEmpty();
    assertThat(numbers(records.of(FUNCTION).since(0, 10_000))).isEmpty();
    assertThat(records.known(FUNCTION)).isPresent();
  }

  @Test
  void whateverManyWritersDoEachNumberIsTakenOnceOrMissed() throws Exception {
    int writers = 4;
    int each = 50_000;
    long seen = 0;
    long missed = 0;
    long next = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writing = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        writing.add(threads.submit(() -> put(each)));
      }
      while (seen + missed < (long) writers * each) {
        RequestRing.Batch batch = ring.since(next, 256);
        missed += batch.missed();
        for (RequestRecord record : batch.records()) {
          assertThat(record.number()).isEqualTo(seen + missed);
          seen++;
        }
        next = batch.next();
        assertThat(next).isEqualTo(seen + missed);
      }
      for (Future<?> writer : writing) {
        writer.get();
      }
    }
    assertThat(seen).isPositive();
  }

  @Test
  void whatAClientMakesTooLongIsCut() {
    RequestRecord record = record(0, "M".repeat(9000), "/" + "p".repeat(9000), "q".repeat(65));

    assertThat(record.method()).hasSize(RequestRecord.METHOD_CHARS).endsWith("…");
    assertThat(record.path()).hasSize(RequestRecord.PATH_CHARS).startsWith("/pp").endsWith("…");
    assertThat(record.query()).isEmpty();
    assertThat(record(0, "GET", "/", "q".repeat(64)).query()).hasSize(64);
  }

  @Test
  void callsAreKeptOneByOneInTheNewestRecordsAndCountedInAllOfThem() {
    BackendCall call = call("/");
    for (int i = 0; i <= RequestRing.DETAILED; i++) {
      ring.put(
          new RequestRecord(
              ring.number(),
              0,
              "id",
              "GET",
              "/",
              "",
              new VersionId(new FunctionId("demo", "hello"), 1),
              200,
              Ending.SERVED,
              Optional.empty(),
              1,
              1,
              0,
              0,
              Optional.empty(),
              new BackendCalls(2, 30, List.of(call, call))));
    }

    List<BackendCalls> calls =
        ring.since(0, 10_000).records().stream().map(RequestRecord::calls).toList();
    assertThat(calls.getFirst()).isEqualTo(new BackendCalls(2, 30, List.of()));
    assertThat(calls.subList(1, calls.size()))
        .hasSize(RequestRing.DETAILED)
        .allMatch(new BackendCalls(2, 30, List.of(call, call))::equals);
  }

  @Test
  void whatAGuestMakesTooLongIsCut() {
    assertThat(call("/" + "p".repeat(9000)).path()).hasSize(BackendCall.PATH_CHARS).endsWith("…");
    BackendCall cut =
        new BackendCall(
            "b".repeat(999),
            "M".repeat(999),
            "/",
            "q".repeat(65),
            0,
            Optional.empty(),
            false,
            0,
            -1,
            -1,
            0);
    assertThat(cut.backend()).hasSize(BackendCall.NAME_CHARS);
    assertThat(cut.method()).hasSize(RequestRecord.METHOD_CHARS);
    assertThat(cut.query()).isEmpty();
  }

  private static BackendCall call(String path) {
    return new BackendCall("origin", "GET", path, "", 200, Optional.empty(), false, 1, 2, 3, 4);
  }

  private void put(int count) {
    for (int i = 0; i < count; i++) {
      ring.put(record(ring.number()));
    }
  }

  private static List<Long> numbers(RequestRing.Batch batch) {
    return batch.records().stream().map(RequestRecord::number).toList();
  }

  private static RequestRecord record(long number) {
    return record(number, "GET", "/", "");
  }

  private static RequestRecord record(long number, String method, String path, String query) {
    return new RequestRecord(
        number,
        0,
        "id",
        method,
        path,
        query,
        new VersionId(FUNCTION, 1),
        200,
        Ending.SERVED,
        Optional.empty(),
        1,
        2,
        3,
        4);
  }
}

package dev.verge.deploy.vendor.fastly;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.catalogue.TenantPlaces;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.http.Endpoint;
import dev.verge.deploy.http.Followers;
import dev.verge.deploy.store.StoredService;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.logs.FunctionLog;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.platform.logs.LogLine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A function's log as {@code fastly log-tail} follows it: window by window, each from one second to
 * another. What a window answers never changes, and the next one begins where it ends, so nothing
 * is told twice or left out.
 */
final class LogTailEndpoints {
  private static final String STREAM = Addressed.SERVICE + "/log_stream/managed/instance_output";
  private static final JsonMapper JSON = new JsonMapper();

  /** Lines of one window; of more only the newest are told. */
  private static final int MOST_LINES = 10_000;

  /** Lines take a while to the disk, so a window that is asked for ends before that. */
  private static final Duration SETTLED = Duration.ofSeconds(1);

  private static final Duration LONGEST = Duration.ofSeconds(3);
  private static final Duration STEP = Duration.ofMillis(500);
  private static final int MICROS = 1_000_000;

  private final Addressed addressed;
  private final FunctionLogs logs;
  private final Followers followers;

  LogTailEndpoints(Addressed addressed, FunctionLogs logs, Followers followers) {
    this.addressed = addressed;
    this.logs = logs;
    this.followers = followers;
  }

  private record Enabled(String serviceId) implements Document {}

  private record Line(
      String id, long sequenceNumber, long requestStartUs, String stream, String message)
      implements Document {}

  private record Batch(String batchId, List<Line> logs) implements Document {}

  /**
   * What is told at once.
   *
   * @param end the second where the next one begins
   */
  private record Window(long end, List<LogLine> lines) {}

  List<Endpoint> endpoints() {
    Access read = Access.own(Scope.READ);
    return List.of(
        // What functions write is always kept; there is nothing to turn on.
        Endpoint.ask(
            STREAM, read, call -> call.answer(200, new Enabled(addressed.service(call).id()))),
        Endpoint.get(STREAM, read, this::read));
  }

  private void read(Call call) throws IOException {
    StoredService service = addressed.service(call);
    long begin =
        call.query("from").map(LogTailEndpoints::second).orElseGet(LogTailEndpoints::settled);
    Window window;
    // Who asks again and again is one reader.
    try (TenantPlaces.Place _ = followers.enter(service.function().tenant())) {
      window = window(logs.log(service.function()), begin);
    }
    // The command takes what is behind the first equals sign.
    call.header("Link", "<%s?from=%d>; rel=\"next\"".formatted(FastlyDialect.ROOT, window.end()));
    call.answer(
        "application/x-ndjson",
        new ByteSource(window.lines().isEmpty() ? new byte[0] : batch(begin, window.lines())));
  }

  /** Waits for lines for a while. */
  private static Window window(FunctionLog log, long begin) throws IOException {
    Instant deadline = Instant.now().plus(LONGEST);
    Window window = new Window(begin, List.of());
    while (window.lines().isEmpty() && Instant.now().isBefore(deadline)) {
      pause();
      // The log is read once for each second that has passed, if it has grown.
      long settled = settled();
      if (settled > window.end()) {
        boolean grown = log.reaches(Instant.ofEpochSecond(begin));
        window = new Window(settled, grown ? lines(log, begin, settled) : List.of());
      }
    }
    return window;
  }

  private static long second(String text) {
    if (!text.matches("[0-9]{1,12}")) {
      throw Call.invalid("from", "a time in seconds since 1970");
    }
    return Long.parseLong(text);
  }

  private static List<LogLine> lines(FunctionLog log, long begin, long end) {
    List<LogLine> newest = log.tail(MOST_LINES);
    List<LogLine> lines = new ArrayList<>();
    if (newest.size() == MOST_LINES && newest.getFirst().time().getEpochSecond() >= begin) {
      lines.add(
          new LogLine(
              newest.getFirst().time(),
              0,
              "",
              LogLine.Source.VERGE,
              "Lines may be missing here: there were more than %d.".formatted(MOST_LINES)));
    }
    newest.stream()
        .filter(line -> line.time().getEpochSecond() >= begin && line.time().getEpochSecond() < end)
        .forEach(lines::add);
    return lines;
  }

  private static byte[] batch(long begin, List<LogLine> lines) {
    List<Line> told = new ArrayList<>();
    for (LogLine line : lines) {
      told.add(line(line, told.size()));
    }
    try {
      return (JSON.writeValueAsString(new Batch(Long.toString(begin), told)) + "\n")
          .getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A log could not be written as JSON.", e);
    }
  }

  private static Line line(LogLine line, int index) {
    Instant time = line.time();
    long micros = time.getEpochSecond() * MICROS + time.getNano() / 1000;
    return new Line(
        line.request(),
        // Grows from window to window, too: no window has as many lines as a second has steps.
        time.getEpochSecond() * MICROS + index,
        micros,
        line.source() == LogLine.Source.STDOUT ? "stdout" : "stderr",
        line.text());
  }

  /** The second before which all lines can be read. */
  private static long settled() {
    return Instant.now().minus(SETTLED).getEpochSecond();
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(STEP);
    } catch (InterruptedException e) {
      throw Call.stopping(e);
    }
  }
}

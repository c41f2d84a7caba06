package dev.verge.deploy.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.requests.Interval;
import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.requests.RequestStatistics;
import dev.verge.deploy.requests.Series;
import dev.verge.deploy.requests.Spans;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a function's requests of the last hour went, as counts by interval. */
final class StatisticsEndpoint {
  private static final int INTERVAL_SECONDS = (int) RequestStatistics.INTERVAL.toSeconds();
  private static final int MAX_SECONDS = RequestStatistics.INTERVALS * INTERVAL_SECONDS;
  private static final List<String> CLASSES = List.of("other", "1xx", "2xx", "3xx", "4xx", "5xx");

  private final Catalogue catalogue;
  private final RequestRecords requests;

  StatisticsEndpoint(Catalogue catalogue, RequestRecords requests) {
    this.catalogue = catalogue;
    this.requests = requests;
  }

  private record StatisticsDocument(
      @JsonSerialize(using = ToStringSerializer.class) Instant now,
      @JsonProperty("interval_s") int intervalSeconds,
      @JsonProperty("bounds_us") List<Double> boundsUs,
      List<IntervalDocument> intervals) {}

  /** Spans are pairs of a bucket and a count. */
  private record IntervalDocument(
      @JsonSerialize(using = ToStringSerializer.class) Instant start,
      Map<String, Integer> statuses,
      Map<String, List<List<Integer>>> spans) {
    static IntervalDocument of(Interval interval) {
      Map<String, Integer> statuses = new LinkedHashMap<>();
      for (int hundreds = 0; hundreds < CLASSES.size(); hundreds++) {
        int count = interval.statuses(hundreds);
        if (count > 0) {
          statuses.put(CLASSES.get(hundreds), count);
        }
      }
      Map<String, List<List<Integer>>> spans = new LinkedHashMap<>();
      for (Series series : Series.values()) {
        List<List<Integer>> counts =
            interval.counts(series).stream()
                .map(count -> List.of(count.bucket(), count.count()))
                .toList();
        if (!counts.isEmpty()) {
          spans.put(series.label(), counts);
        }
      }
      return new IntervalDocument(interval.start(), statuses, spans);
    }
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            FunctionEndpoints.FUNCTION + "/statistics", Access.tenant(Scope.READ), this::read));
  }

  private void read(Call call) {
    RequestStatistics statistics =
        requests.of(catalogue.function(call.function()).id()).statistics();
    int seconds = call.number("seconds", MAX_SECONDS, MAX_SECONDS);
    if (seconds < 1) {
      throw Call.invalid("seconds", "a number from 1 to " + MAX_SECONDS);
    }
    Instant now = Instant.now();
    int intervals = Math.ceilDiv(seconds, INTERVAL_SECONDS);
    call.header(HttpHeaders.CACHE_CONTROL, "no-store");
    call.answer(
        200,
        new StatisticsDocument(
            now,
            INTERVAL_SECONDS,
            Spans.ends().boxed().toList(),
            statistics.since(now.toEpochMilli(), intervals).stream()
                .map(IntervalDocument::of)
                .toList()));
  }
}

package dev.verge.deploy.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.verge.deploy.requests.RequestRecord;
import dev.verge.isolate.exchange.Start;
import java.time.Instant;
import java.util.Optional;

/**
 * One request as it goes out; spans are in microseconds.
 *
 * @param time when it was routed
 * @param request its id
 * @param path with the query when that is short
 * @param version the version's number
 * @param ending {@code served}, or what went wrong
 * @param isolate {@code cold}, {@code prepared}, {@code warm} or {@code none}
 * @param startUs from "request routed" to "guest entered"
 * @param instantiationUs the part of it that made the instance callable
 * @param firstByteUs from "request routed" to the response's head
 * @param totalUs from "request routed" to the response's end
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record RequestDocument(
    @JsonSerialize(using = ToStringSerializer.class) Instant time,
    String request,
    String method,
    String path,
    int version,
    int status,
    String ending,
    String isolate,
    Optional<Double> startUs,
    Optional<Double> instantiationUs,
    Optional<Double> firstByteUs,
    double totalUs,
    long bytesIn,
    long bytesOut) {
  private static final long NANOS_PER_TENTH = 100;
  private static final double TENTHS = 10;

  static final Wording<RequestRecord> WORDING =
      new Wording<>() {
        @Override
        public Object of(RequestRecord request) {
          return RequestDocument.of(request);
        }

        @Override
        public Object missed(long requests) {
          return new Missed(requests);
        }
      };

  /**
   * What a reader who was too slow gets in place of what it missed.
   *
   * @param missed how many requests, whether they would have been wanted or not
   */
  record Missed(long missed) {}

  private static RequestDocument of(RequestRecord request) {
    return new RequestDocument(
        Instant.ofEpochMilli(request.epochMillis()),
        request.id(),
        request.method(),
        request.query().isEmpty() ? request.path() : request.path() + "?" + request.query(),
        request.version().number(),
        request.status(),
        request.ending().label(),
        RequestFilter.isolate(request),
        request.start().map(Start::startNanos).map(RequestDocument::micros),
        request.start().map(Start::instantiationNanos).map(RequestDocument::micros),
        request.firstByteNanos() < 0
            ? Optional.empty()
            : Optional.of(micros(request.firstByteNanos())),
        micros(request.totalNanos()),
        request.bytesIn(),
        request.bytesOut());
  }

  private static double micros(long nanos) {
    long tenths = (Math.max(0, nanos) + NANOS_PER_TENTH / 2) / NANOS_PER_TENTH;
    return tenths / TENTHS;
  }
}

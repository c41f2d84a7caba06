package dev.verge.deploy.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.verge.deploy.requests.BackendCall;
import dev.verge.deploy.requests.BackendCalls;
import dev.verge.deploy.requests.RequestRecord;
import dev.verge.isolate.exchange.Start;
import java.time.Instant;
import java.util.List;
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
 * @param trigger what made it in place of a client
 * @param calls what its guest asked of backends, if it asked any
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
    long bytesOut,
    Optional<String> trigger,
    Optional<Calls> calls) {
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

  /**
   * What the guest asked of backends.
   *
   * @param count how many requests it sent
   * @param totalUs what they took together
   * @param first the first of them; none in records that are not among the newest
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Calls(int count, double totalUs, List<Sent> first) {
    private static Optional<Calls> of(BackendCalls calls) {
      return calls.count() == 0
          ? Optional.empty()
          : Optional.of(
              new Calls(
                  calls.count(),
                  micros(calls.nanos()),
                  calls.first().stream().map(Sent::of).toList()));
    }
  }

  /**
   * A request to a backend.
   *
   * @param path with the query when that is short
   * @param status of the response, if there was one
   * @param error what went wrong, if anything did
   * @param cached whether a cache had the response
   * @param sentUs from "request routed" to when it was sent
   * @param firstByteUs from there to the response's head
   * @param totalUs from there to the end of it all; missing when it went on
   * @param bytes of the response's body
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Sent(
      String backend,
      String method,
      String path,
      Optional<Integer> status,
      Optional<String> error,
      boolean cached,
      double sentUs,
      Optional<Double> firstByteUs,
      Optional<Double> totalUs,
      long bytes) {
    private static Sent of(BackendCall call) {
      return new Sent(
          call.backend(),
          call.method(),
          target(call.path(), call.query()),
          call.status() == 0 ? Optional.empty() : Optional.of(call.status()),
          call.error(),
          call.cached(),
          micros(call.sentNanos()),
          known(call.firstByteNanos()),
          known(call.totalNanos()),
          call.bytes());
    }
  }

  private static RequestDocument of(RequestRecord request) {
    return new RequestDocument(
        Instant.ofEpochMilli(request.epochMillis()),
        request.id(),
        request.method(),
        target(request.path(), request.query()),
        request.version().number(),
        request.status(),
        request.ending().label(),
        RequestFilter.isolate(request),
        request.start().map(Start::startNanos).map(RequestDocument::micros),
        request.start().map(Start::instantiationNanos).map(RequestDocument::micros),
        known(request.firstByteNanos()),
        micros(request.totalNanos()),
        request.bytesIn(),
        request.bytesOut(),
        request.trigger(),
        Calls.of(request.calls()));
  }

  private static String target(String path, String query) {
    return query.isEmpty() ? path : path + "?" + query;
  }

  private static Optional<Double> known(long nanos) {
    return nanos < 0 ? Optional.empty() : Optional.of(micros(nanos));
  }

  /** Nanoseconds in microseconds, with one decimal. */
  static double micros(long nanos) {
    long tenths = (Math.max(0, nanos) + NANOS_PER_TENTH / 2) / NANOS_PER_TENTH;
    return tenths / TENTHS;
  }
}

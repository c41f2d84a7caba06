package dev.verge.isolate.pool;

import dev.verge.isolate.Limits;
import dev.verge.isolate.abi.MalformedResponseException;
import dev.verge.isolate.engine.GuestEnd;
import dev.verge.isolate.exchange.ClientGoneException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One failure, told twice: to the client without anything internal, to the developer in full.
 *
 * @param fault for the client
 * @param line for the function's log
 * @param quota the tenant's that stood against the request, if one did
 */
record FaultReport(Fault fault, String line, Optional<Quota> quota) {
  private static final Logger LOG = LoggerFactory.getLogger(FaultReport.class);

  private FaultReport(Fault fault, String line) {
    this(fault, line, Optional.empty());
  }

  static FaultReport of(Fault.Kind kind, Limits limits) {
    return switch (kind) {
      case WALL_CLOCK ->
          report(
              kind,
              "The function did not finish in time.",
              "stopped after %d ms: its limit wall_ms passed"
                  .formatted(limits.wallClock().toMillis()));
      case CPU ->
          report(
              kind,
              "The function computed for too long.",
              "stopped: it used more CPU time than its limit cpu_ms of %d"
                  .formatted(limits.cpu().toMillis()));
      case REQUEST_TOO_LARGE ->
          report(
              kind,
              "The request's body is larger than this function takes.",
              "refused a request body of more than its limit request_bytes of %d"
                  .formatted(limits.requestBytes()));
      case RESPONSE_TOO_LARGE ->
          report(
              kind,
              "The function's response is larger than its limit.",
              "stopped: it wrote more than its limit response_bytes of %d"
                  .formatted(limits.responseBytes()));
      case TOO_MANY_IN_FLIGHT ->
          report(
              kind,
              "The function is busy with as many requests as it may have at once.",
              "refused a request: its limit in_flight of %d is reached"
                  .formatted(limits.inFlight()));
      case OUT_OF_MEMORY ->
          report(
              kind,
              "There is no memory for the function now.",
              "stopped: the memory for guests on this machine, or its tenant's share, is used up");
      case STOPPING ->
          report(kind, "The platform is stopping.", "stopped: the platform is stopping");
      case CLIENT_GONE -> report(kind, "The client went away.", "stopped: the client went away");
      case STACK_EXHAUSTED ->
          report(
              kind, "The function failed.", "trapped: call stack exhausted (endless recursion?)");
      case TRAPPED,
          EXITED,
          MALFORMED_RESPONSE,
          NO_RESPONSE,
          QUOTA_IN_FLIGHT,
          QUOTA_CPU,
          QUOTA_MEMORY,
          PLATFORM ->
          throw new IllegalArgumentException(kind + " needs its own words");
    };
  }

  static FaultReport of(MalformedResponseException malformed) {
    return malformed.empty()
        ? report(
            Fault.Kind.NO_RESPONSE,
            "The function ended without a response.",
            malformed.getMessage())
        : report(
            Fault.Kind.MALFORMED_RESPONSE,
            "The function's response is malformed.",
            "malformed response: " + malformed.getMessage());
  }

  /** Of a guest that ended before it could be called, however it did. */
  static FaultReport whileStarting(GuestEnd end, Limits limits) {
    return of(end, limits).orElseGet(() -> exited(0));
  }

  static FaultReport tookTooLong(Duration most) {
    return report(
        Fault.Kind.WALL_CLOCK,
        "The function did not start in time.",
        "it did not return within %d s".formatted(most.toSeconds()));
  }

  static FaultReport tooManyOfTenant(int most) {
    return overQuota(
        Quota.IN_FLIGHT,
        new Fault(
            Fault.Kind.QUOTA_IN_FLIGHT,
            "The functions of this tenant have as many requests at once as they may. Ask again in a moment."),
        "refused a request: its tenant's quota in_flight of %d is reached".formatted(most));
  }

  static FaultReport outOfCpuMinute(long mostMillis, int seconds) {
    return overQuota(
        Quota.CPU_MS_PER_MINUTE,
        new Fault(
            Fault.Kind.QUOTA_CPU,
            "The functions of this tenant have computed for as long as they may in a minute. Ask again in %d s."
                .formatted(seconds),
            OptionalInt.empty(),
            Optional.of(Duration.ofSeconds(seconds))),
        "refused a request: its tenant's quota cpu_ms_per_minute of %d is used up"
            .formatted(mostMillis));
  }

  static FaultReport outOfTenantMemory(OptionalLong most) {
    return overQuota(
        Quota.MEMORY_BYTES,
        new Fault(
            Fault.Kind.QUOTA_MEMORY,
            "The functions of this tenant have as much memory as they may. Ask again in a moment."),
        "refused or stopped: its tenant's quota memory_bytes%s is used up"
            .formatted(most.isPresent() ? " of " + most.getAsLong() : ""));
  }

  /** Of a guest that was stopped by its tenant's quota of CPU time rather than its own limit. */
  static FaultReport tooMuchCpuForTenant(Limits limits) {
    return overQuota(
        Quota.CPU_MS_PER_REQUEST,
        of(Fault.Kind.CPU, limits).fault(),
        "stopped: it used more CPU time than its tenant's quota cpu_ms_per_request of %d"
            .formatted(limits.cpu().toMillis()));
  }

  private static FaultReport overQuota(Quota quota, Fault fault, String line) {
    return new FaultReport(fault, line, Optional.of(quota));
  }

  static FaultReport tooManyRedirects(int most) {
    return of(
        MalformedResponseException.because(
            "%d local redirects (a Location that is a path) in a row".formatted(most)));
  }

  /** Of how a guest ended; empty when it ended well. */
  static Optional<FaultReport> of(GuestEnd end, Limits limits) {
    return switch (end) {
      case GuestEnd.Returned(int code) when code == 0 -> Optional.empty();
      case GuestEnd.Exited(int code) when code == 0 -> Optional.empty();
      case GuestEnd.Returned(int code) -> Optional.of(exited(code));
      case GuestEnd.Exited(int code) -> Optional.of(exited(code));
      case GuestEnd.Trapped trap ->
          Optional.of(
              report(
                  Fault.Kind.TRAPPED,
                  "The function failed.",
                  "trapped: %s%s"
                      .formatted(
                          trap.message(),
                          trap.frames().isEmpty()
                              ? ""
                              : " at " + String.join(", called by ", trap.frames()))));
      case GuestEnd.StackExhausted ignored -> Optional.of(of(Fault.Kind.STACK_EXHAUSTED, limits));
      case GuestEnd.OutOfMemory ignored -> Optional.of(of(Fault.Kind.OUT_OF_MEMORY, limits));
      // Without a stop of ours only a stopping platform interrupts a guest's thread.
      case GuestEnd.Interrupted ignored -> Optional.of(of(Fault.Kind.STOPPING, limits));
      case GuestEnd.HostcallFailed(Throwable cause) -> Optional.of(of(cause, limits));
    };
  }

  static FaultReport of(Throwable cause, Limits limits) {
    return switch (cause) {
      case LimitExceededException limit -> of(limit.kind(), limits);
      case MalformedResponseException malformed -> of(malformed);
      case ClientGoneException gone ->
          report(Fault.Kind.CLIENT_GONE, "The client went away.", "stopped: " + gone.getMessage());
      case InterruptedException ignored -> of(Fault.Kind.STOPPING, limits);
      default -> {
        LOG.error("A guest's request failed in Verge itself", cause);
        yield report(
            Fault.Kind.PLATFORM,
            "The platform failed to serve this request.",
            "not served: an error in Verge itself, see the platform's log");
      }
    };
  }

  private static FaultReport exited(int code) {
    return new FaultReport(
        new Fault(
            Fault.Kind.EXITED, "The function failed.", OptionalInt.of(code), Optional.empty()),
        "exited with code " + Integer.toUnsignedString(code));
  }

  private static FaultReport report(Fault.Kind kind, String detail, String line) {
    return new FaultReport(new Fault(kind, detail), line);
  }
}

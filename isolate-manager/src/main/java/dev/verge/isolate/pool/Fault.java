package dev.verge.isolate.pool;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a request was not served whole. The details for a developer are in the function's log
 * already; {@code detail} is fit for a client.
 *
 * @param kind which kind
 * @param detail a sentence without anything internal
 * @param exitCode what the guest ended with, when it did so itself
 * @param retryAfter when it is worth trying again, if that is known; whole seconds
 */
public record Fault(Kind kind, String detail, OptionalInt exitCode, Optional<Duration> retryAfter) {
  /** Without an exit code or a time. */
  public Fault(Kind kind, String detail) {
    this(kind, detail, OptionalInt.empty(), Optional.empty());
  }

  /** The kinds of failure, and who is at fault. */
  public enum Kind {
    /** The guest trapped: unreachable, bad memory access, division by zero, bad indirect call. */
    TRAPPED,
    /** The guest used up its call stack. */
    STACK_EXHAUSTED,
    /** The guest ended with an exit code other than 0. */
    EXITED,
    /** The wall-clock deadline passed. */
    WALL_CLOCK,
    /** The CPU deadline passed. */
    CPU,
    /** What the guest wrote is not a response of its ABI. */
    MALFORMED_RESPONSE,
    /** The guest ended well and wrote nothing. */
    NO_RESPONSE,
    /** The response's body is larger than the limit. */
    RESPONSE_TOO_LARGE,
    /** The request's body is larger than the limit. */
    REQUEST_TOO_LARGE,
    /** The function has its limit of requests in flight. */
    TOO_MANY_IN_FLIGHT,
    /**
     * The machine's memory for guests is used up; this guest, or its tenant, was over its share.
     */
    OUT_OF_MEMORY,
    /** The tenant has its quota of requests in flight. */
    QUOTA_IN_FLIGHT,
    /** The tenant's quota of CPU time of the last minute is used up. */
    QUOTA_CPU,
    /** The tenant's quota of memory is used up. */
    QUOTA_MEMORY,
    /** The client went away; there is nobody to answer. */
    CLIENT_GONE,
    /** The platform is stopping. */
    STOPPING,
    /** Verge itself failed. */
    PLATFORM
  }
}

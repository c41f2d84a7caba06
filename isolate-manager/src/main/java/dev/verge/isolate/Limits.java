package dev.verge.isolate;

import java.time.Duration;

/**
 * What one function may use. Every limit is enforced by the pool or the engine; none is advice.
 *
 * @param memoryBytes linear memory of one instance, in bytes; growth beyond it fails inside the
 *     guest, and a module that starts with more is refused at upload
 * @param wallClock from the guest's entry to its end, waiting included
 * @param cpu time that the guest computes, waiting in hostcalls excluded
 * @param requestBytes the request's body, in bytes
 * @param responseBytes the response's body, in bytes
 * @param inFlight requests of a version that are served at once, those of its preview apart; more
 *     are answered with 503
 * @param logBytes what one request may write to the function's log, in bytes; the rest is dropped
 *     and counted
 */
public record Limits(
    long memoryBytes,
    Duration wallClock,
    Duration cpu,
    long requestBytes,
    long responseBytes,
    int inFlight,
    long logBytes) {

  /** A WebAssembly page, in bytes (WebAssembly core specification, section 4.2.8). */
  public static final int PAGE_BYTES = 64 * 1024;

  /** What a function gets when its manifest says nothing. */
  public static final Limits DEFAULT =
      new Limits(
          128L << 20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          16L << 20,
          64L << 20,
          64,
          64L << 10);

  /** The most that a manifest may ask for. */
  public static final Limits HIGHEST =
      new Limits(
          1L << 30,
          Duration.ofMinutes(15),
          Duration.ofMinutes(5),
          1L << 30,
          1L << 32,
          1024,
          16L << 20);

  /**
   * @throws IllegalArgumentException when a limit is not positive; the message names it
   */
  public Limits {
    require("memory_bytes", memoryBytes, Long.MAX_VALUE);
    require("wall_ms", wallClock.toMillis(), Long.MAX_VALUE);
    require("cpu_ms", cpu.toMillis(), Long.MAX_VALUE);
    require("request_bytes", requestBytes, Long.MAX_VALUE);
    require("response_bytes", responseBytes, Long.MAX_VALUE);
    require("in_flight", inFlight, Long.MAX_VALUE);
    require("log_bytes", logBytes, Long.MAX_VALUE);
  }

  /**
   * These limits, when none is above the highest allowed.
   *
   * @throws IllegalArgumentException when one is; the message names it and its range
   */
  public Limits within(Limits highest) {
    require("memory_bytes", memoryBytes, highest.memoryBytes);
    require("wall_ms", wallClock.toMillis(), highest.wallClock.toMillis());
    require("cpu_ms", cpu.toMillis(), highest.cpu.toMillis());
    require("request_bytes", requestBytes, highest.requestBytes);
    require("response_bytes", responseBytes, highest.responseBytes);
    require("in_flight", inFlight, highest.inFlight);
    require("log_bytes", logBytes, highest.logBytes);
    return this;
  }

  /** These limits with another one of CPU time. */
  public Limits withCpu(Duration other) {
    return new Limits(
        memoryBytes, wallClock, other, requestBytes, responseBytes, inFlight, logBytes);
  }

  /** Whole pages of linear memory that fit {@link #memoryBytes}. */
  public int memoryPages() {
    return (int) (memoryBytes / PAGE_BYTES);
  }

  private static void require(String name, long value, long highest) {
    if (value < 1 || value > highest) {
      throw new IllegalArgumentException(
          "The limit %s is %d; it must be from 1 to %d.".formatted(name, value, highest));
    }
  }
}

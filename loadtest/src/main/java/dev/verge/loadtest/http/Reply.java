package dev.verge.loadtest.http;

import java.util.Optional;

/** What came of one request. Times are those of {@link System#nanoTime()}. */
public sealed interface Reply {
  /**
   * A whole response.
   *
   * @param intended when the request was due; before {@code sent} when it had to wait for its turn
   * @param sent when it was handed to the socket
   * @param firstByte when the first bytes of the response were read
   * @param end when the last were
   * @param status the response's status code
   * @param start what the platform says of the isolate; empty when it says nothing
   */
  record Answer(
      long intended, long sent, long firstByte, long end, int status, Optional<StartTiming> start)
      implements Reply {

    /** Whether the platform failed, or the guest did. */
    public boolean isError() {
      return status >= 500;
    }

    /** Nanoseconds from the intended send to the first byte. */
    public long firstByteNanos() {
      return firstByte - intended;
    }

    /** Nanoseconds from the intended send to the last byte. */
    public long totalNanos() {
      return end - intended;
    }
  }

  /**
   * No whole response: the connection could not be made, broke, or was silent for too long.
   *
   * @param reason one of a few, so that they can be counted
   */
  record Failure(String reason) implements Reply {}
}

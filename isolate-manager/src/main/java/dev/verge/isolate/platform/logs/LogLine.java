package dev.verge.isolate.platform.logs;

import java.time.Instant;

/**
 * One line of a function's log.
 *
 * @param time when it was written
 * @param version the version's number
 * @param request the request's id
 * @param source who wrote it
 * @param text without line end, at most {@link #MAX_CHARS} characters
 */
public record LogLine(Instant time, int version, String request, Source source, String text) {
  /** Longer lines are cut. */
  public static final int MAX_CHARS = 8 * 1024;

  /** Who wrote a line. */
  public enum Source {
    /** The guest, on standard error. */
    STDERR,
    /** Verge, about the function: a trap, a limit, a malformed response. */
    VERGE
  }
}

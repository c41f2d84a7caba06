package dev.verge.isolate.platform.logs;

import java.time.Instant;
import java.util.Locale;

/**
 * One line of a function's log.
 *
 * @param time when it was written
 * @param version the version's number
 * @param request the request's id; empty when it belongs to none
 * @param source who wrote it
 * @param text without line end, at most {@link #MAX_CHARS} characters
 */
public record LogLine(Instant time, int version, String request, Source source, String text) {
  /** Longer lines are cut. */
  public static final int MAX_CHARS = 8 * 1024;

  private static final String CUT = "…";

  /** Cuts a text that is too long, and marks that it did. */
  public LogLine {
    if (text.length() > MAX_CHARS) {
      int end = MAX_CHARS - CUT.length();
      text =
          text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }
  }

  /** Who wrote a line. */
  public enum Source {
    /** The guest, on standard output. */
    STDOUT,
    /** The guest, on standard error. */
    STDERR,
    /** The guest, to a log endpoint, whose name stands before the text. */
    ENDPOINT,
    /** Verge, about the function: a trap, a limit, a malformed response. */
    VERGE;

    /** As in files and answers: such as {@code stderr} or {@code verge}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

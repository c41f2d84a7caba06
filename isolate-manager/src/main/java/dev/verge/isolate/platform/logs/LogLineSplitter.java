package dev.verge.isolate.platform.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Makes lines of the bytes that one request's guest writes to standard output or standard error,
 * and appends them to the function's log as they end. Bytes that are not UTF-8 become replacement
 * characters; lines longer than {@link LogLine#MAX_CHARS} are cut. Used on one thread.
 */
public final class LogLineSplitter implements AutoCloseable {
  /**
   * The most bytes that may matter: a character has at most three bytes, or is a pair with four.
   */
  private static final int MAX_LINE_BYTES = 3 * (LogLine.MAX_CHARS + 1);

  private final FunctionLog log;
  private final LogLine.Source source;
  private final int version;
  private final String request;
  private long budget;
  private long dropped;
  private byte[] line = new byte[256];
  private int length;
  private boolean begun;

  /**
   * @param log takes the lines
   * @param source what the bytes were written to
   * @param version the version's number
   * @param request the request's id
   * @param budget how many bytes are taken, line ends included; the rest is counted only
   */
  public LogLineSplitter(
      FunctionLog log, LogLine.Source source, int version, String request, long budget) {
    this.log = log;
    this.source = source;
    this.version = version;
    this.request = request;
    this.budget = budget;
  }

  /** Takes bytes; never waits. */
  public void write(byte[] bytes, int offset, int count) {
    int taken = (int) Math.min(count, budget);
    budget -= taken;
    dropped += count - taken;
    int start = offset;
    for (int i = offset; i < offset + taken; i++) {
      if (bytes[i] == '\n') {
        add(bytes, start, i);
        endLine();
        start = i + 1;
      }
    }
    add(bytes, start, offset + taken);
  }

  /** Appends the last line, when it has no end, and one that tells what was dropped. */
  @Override
  public void close() {
    if (begun) {
      endLine();
    }
    if (dropped > 0) {
      append(
          LogLine.Source.VERGE,
          "… %d bytes dropped: the request used up its log_bytes.".formatted(dropped));
      dropped = 0;
    }
  }

  private void add(byte[] bytes, int start, int end) {
    if (start == end) {
      return;
    }
    begun = true;
    int count = Math.min(end - start, MAX_LINE_BYTES - length);
    if (length + count > line.length) {
      int doubled = Math.max(2 * line.length, length + count);
      line = Arrays.copyOf(line, Math.min(doubled, MAX_LINE_BYTES));
    }
    System.arraycopy(bytes, start, line, length, count);
    length += count;
  }

  private void endLine() {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    append(source, new String(line, 0, end, StandardCharsets.UTF_8));
    length = 0;
    begun = false;
  }

  private void append(LogLine.Source writer, String text) {
    log.append(new LogLine(Instant.now(), version, request, writer, text));
  }
}

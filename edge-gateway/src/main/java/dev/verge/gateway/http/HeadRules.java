package dev.verge.gateway.http;

import io.netty.util.ByteProcessor;
import java.util.Optional;

/**
 * What Netty's decoder lets pass in a request's head and RFC 9112 forbids or lets a server refuse:
 * anything but single spaces in the request line (section 3) and folded header lines (section 5.2).
 * Programs that read these differently disagree where a request ends.
 *
 * <p>Sees each byte of a head once, in order.
 */
final class HeadRules implements ByteProcessor {
  private static final int REQUEST_LINE_SPACES = 2;

  private byte previous;
  private boolean begun;
  private boolean inRequestLine;
  private int spaces;
  private String violation = "";

  @Override
  public boolean process(byte value) {
    if (!begun) {
      begin(value);
    } else if (inRequestLine) {
      inRequestLine(value);
    } else if (previous == '\n' && (value == ' ' || value == '\t')) {
      violation = "A header line is folded; send each header on one line.";
    }
    previous = value;
    return violation.isEmpty();
  }

  /** Which rule was broken. */
  Optional<String> violation() {
    return violation.isEmpty() ? Optional.empty() : Optional.of(violation);
  }

  /** The next byte begins another head. */
  void reset() {
    previous = 0;
    begun = false;
    inRequestLine = false;
    spaces = 0;
    violation = "";
  }

  /** Empty lines before a request are skipped (RFC 9112, section 2.2); nothing else is. */
  private void begin(byte value) {
    if (value == '\r' || value == '\n') {
      return;
    }
    begun = true;
    inRequestLine = true;
    inRequestLine(value);
  }

  private void inRequestLine(byte value) {
    if (value == '\n') {
      inRequestLine = false;
      requireLine(spaces == REQUEST_LINE_SPACES && previous == '\r');
    } else if (value == ' ') {
      spaces++;
      requireLine(previous > ' ');
    } else {
      requireLine(previous != '\r' && (value == '\r' || (value > ' ' && value < 0x7f)));
    }
  }

  private void requireLine(boolean kept) {
    if (!kept) {
      violation =
          "The request line is not a method, a target and a version with one space in between.";
    }
  }
}

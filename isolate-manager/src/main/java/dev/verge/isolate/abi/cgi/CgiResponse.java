package dev.verge.isolate.abi.cgi;

import dev.verge.isolate.abi.MalformedResponseException;
import dev.verge.isolate.abi.wasi.GuestOutput;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * A guest's standard output as a CGI response (RFC 3875, section 6): collects the header block,
 * sends the head, then passes the body on as it is written.
 */
final class CgiResponse implements GuestOutput {
  /** More than this before the blank line is not a header block. */
  private static final int MOST_HEADER_BYTES = 64 * 1024;

  private final Exchange exchange;
  private final ByteArrayOutputStream block = new ByteArrayOutputStream(256);
  private boolean atLineStart = true;
  private boolean headEnded;
  private Optional<String> localRedirect = Optional.empty();

  CgiResponse(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void write(byte[] source, int offset, int length) throws InterruptedException {
    int body = headEnded ? offset : collect(source, offset, offset + length);
    int rest = offset + length - body;
    if (rest > 0 && localRedirect.isEmpty()) {
      exchange.write(source, body, rest);
    }
  }

  /**
   * The guest wrote all that it wanted.
   *
   * @return the path, with a query perhaps, that is to be answered in its place
   */
  Optional<String> complete() {
    if (!headEnded) {
      throw block.size() == 0
          ? MalformedResponseException.nothing()
          : MalformedResponseException.because(
              "the guest ended before the blank line that closes the CGI headers");
    }
    return localRedirect;
  }

  /** Ends the response. */
  void end() throws InterruptedException {
    exchange.finish(HeaderList.EMPTY);
  }

  /** Takes header bytes; returns where the body starts, or the end. */
  private int collect(byte[] source, int offset, int end) throws InterruptedException {
    for (int i = offset; i < end; i++) {
      byte b = source[i];
      if (b == '\n' && atLineStart) {
        keep(source, offset, i);
        headEnded = true;
        sendHead();
        return i + 1;
      }
      atLineStart = b == '\n' || (b == '\r' && atLineStart);
    }
    keep(source, offset, end);
    return end;
  }

  private void keep(byte[] source, int offset, int end) {
    if (end - offset > MOST_HEADER_BYTES - block.size()) {
      throw MalformedResponseException.because(
          "the CGI headers are longer than %d bytes".formatted(MOST_HEADER_BYTES));
    }
    block.write(source, offset, end - offset);
  }

  private void sendHead() throws InterruptedException {
    CgiHead head = CgiHead.parse(block.toByteArray());
    localRedirect = head.localRedirect();
    if (localRedirect.isEmpty()) {
      exchange.respond(head.responseHead());
    }
  }
}

package dev.verge.isolate.exchange;

/**
 * A response without its body.
 *
 * @param status from 200 to 999
 * @param headers in the guest's order; names and values already checked to be safe on the wire
 * @param keepAlive whether the client's connection may be used for another request
 */
public record ResponseHead(int status, HeaderList headers, boolean keepAlive) {
  /** On a connection that may be used again. */
  public ResponseHead(int status, HeaderList headers) {
    this(status, headers, true);
  }

  /**
   * @throws IllegalArgumentException when the status is not a final one
   */
  public ResponseHead {
    if (status < 200 || status > 999) {
      throw new IllegalArgumentException("A final status is from 200 to 999, not " + status);
    }
  }
}

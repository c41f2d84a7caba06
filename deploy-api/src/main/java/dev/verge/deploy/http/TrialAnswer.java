package dev.verge.deploy.http;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * What came back from the data plane.
 *
 * @param body its first bytes
 * @param bytes how many there were
 * @param whole whether the response came to its end
 * @param nanos from before the request was sent on its connection to the response's end
 */
record TrialAnswer(
    int status, MultiMap headers, Buffer body, long bytes, boolean whole, long nanos) {
  /** How much of a body is told. */
  static final int BODY_BYTES = 256 << 10;
}

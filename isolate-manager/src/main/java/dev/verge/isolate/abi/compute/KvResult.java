package dev.verge.isolate.abi.compute;

import java.util.Optional;

/**
 * How an operation on a KV store ended.
 *
 * @param error one of the constants
 * @param value present when that is {@link #OK}
 */
record KvResult<T>(int error, Optional<T> value) {
  /** {@code $kv_error} of typenames.witx. */
  static final int OK = 1;

  static final int BAD_REQUEST = 2;
  static final int NOT_FOUND = 3;
  static final int PRECONDITION_FAILED = 4;
  static final int PAYLOAD_TOO_LARGE = 5;
  static final int INTERNAL_ERROR = 6;
}

package dev.verge.deploy.requests;

import java.util.List;

/**
 * What a guest asked of backends while it answered a request.
 *
 * @param count how many requests it sent
 * @param nanos what those took together that were over, whether at the same time or not
 * @param first the first of them, in the order in which they were sent; at the most {@link #MOST}
 */
public record BackendCalls(int count, long nanos, List<BackendCall> first) {
  /** How many are kept of one request. */
  public static final int MOST = 16;

  /** There were none. */
  public static final BackendCalls NONE = new BackendCalls(0, 0, List.of());

  /** Those that are kept do not change. */
  public BackendCalls {
    first = List.copyOf(first);
  }

  /** No more than how many there were and what they took. */
  BackendCalls summary() {
    return new BackendCalls(count, nanos, List.of());
  }
}

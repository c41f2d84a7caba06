package dev.verge.isolate.pool;

import dev.verge.isolate.VersionId;
import java.time.Instant;
import java.util.Locale;

/**
 * One isolate that is alive, at the moment somebody looked.
 *
 * @param version whose guest it has
 * @param state what it does
 * @param created when it was made
 * @param requests how many have had it since
 * @param memoryBytes linear memory of its instance while it has a request, else what it holds of it
 * @param weightBytes what it counts for while it is idle, as far as known: its memory, and an
 *     estimate of its context
 */
public record IsolateStatus(
    VersionId version,
    State state,
    Instant created,
    long requests,
    long memoryBytes,
    long weightBytes) {
  /** What an isolate does. */
  public enum State {
    /** It waits for its first request. */
    PREPARED,
    /** It has a request. */
    SERVING,
    /** It waits for another request. */
    IDLE;

    /** As in answers, such as {@code prepared}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

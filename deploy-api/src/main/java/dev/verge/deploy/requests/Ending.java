package dev.verge.deploy.requests;

import dev.verge.isolate.pool.Fault;
import java.util.Locale;

/** How a request ended. But for the first two, each is one of {@link Fault.Kind}. */
public enum Ending {
  /** The guest finished its response. */
  SERVED,
  /** The version could not be served, so that no guest was asked. */
  UNAVAILABLE,
  TRAPPED,
  STACK_EXHAUSTED,
  EXITED,
  WALL_CLOCK,
  CPU,
  MALFORMED_RESPONSE,
  NO_RESPONSE,
  RESPONSE_TOO_LARGE,
  REQUEST_TOO_LARGE,
  TOO_MANY_IN_FLIGHT,
  OUT_OF_MEMORY,
  QUOTA_IN_FLIGHT,
  QUOTA_CPU,
  QUOTA_MEMORY,
  CLIENT_GONE,
  STOPPING,
  PLATFORM;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The one of a fault. */
  public static Ending of(Fault.Kind fault) {
    return switch (fault) {
      case TRAPPED -> TRAPPED;
      case STACK_EXHAUSTED -> STACK_EXHAUSTED;
      case EXITED -> EXITED;
      case WALL_CLOCK -> WALL_CLOCK;
      case CPU -> CPU;
      case MALFORMED_RESPONSE -> MALFORMED_RESPONSE;
      case NO_RESPONSE -> NO_RESPONSE;
      case RESPONSE_TOO_LARGE -> RESPONSE_TOO_LARGE;
      case REQUEST_TOO_LARGE -> REQUEST_TOO_LARGE;
      case TOO_MANY_IN_FLIGHT -> TOO_MANY_IN_FLIGHT;
      case OUT_OF_MEMORY -> OUT_OF_MEMORY;
      case QUOTA_IN_FLIGHT -> QUOTA_IN_FLIGHT;
      case QUOTA_CPU -> QUOTA_CPU;
      case QUOTA_MEMORY -> QUOTA_MEMORY;
      case CLIENT_GONE -> CLIENT_GONE;
      case STOPPING -> STOPPING;
      case PLATFORM -> PLATFORM;
    };
  }

  /**
   * Whether the request says anything about how the version serves: what the client did does not,
   * nor do requests that were too many, nor a platform that stops or has just started.
   */
  public boolean counts() {
    return switch (this) {
      case CLIENT_GONE,
          REQUEST_TOO_LARGE,
          TOO_MANY_IN_FLIGHT,
          QUOTA_IN_FLIGHT,
          QUOTA_CPU,
          QUOTA_MEMORY,
          STOPPING,
          UNAVAILABLE ->
          false;
      case SERVED,
          TRAPPED,
          STACK_EXHAUSTED,
          EXITED,
          WALL_CLOCK,
          CPU,
          MALFORMED_RESPONSE,
          NO_RESPONSE,
          RESPONSE_TOO_LARGE,
          OUT_OF_MEMORY,
          PLATFORM ->
          true;
    };
  }

  /**
   * Whether the version is to blame; never when the request does not count.
   *
   * @param status that the client got
   */
  public boolean failed(int status) {
    return counts() && (this != SERVED || status >= 500);
  }

  /** As in answers: such as {@code served} or {@code wall_clock}. */
  public String label() {
    return label;
  }
}

package dev.verge.gateway.http;

import dev.verge.isolate.FunctionId;

/** Where a host leads. */
sealed interface Route {
  /** A function that can be served. */
  record Served(FunctionId function, Guest guest) implements Route {}

  /** A function whose active version could not be prepared. */
  record Unavailable(FunctionId function) implements Route {
    /** What its clients are told. */
    static final Problem PROBLEM =
        new Problem(
            ProblemKind.VERSION_UNAVAILABLE,
            "The function's active version cannot be served; its owner can activate another.");
  }
}

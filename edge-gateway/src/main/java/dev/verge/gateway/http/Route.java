package dev.verge.gateway.http;

import dev.verge.isolate.VersionId;

/** Where a host leads. */
sealed interface Route {
  /** A version that can be served. */
  record Served(VersionId version, Guest guest) implements Route {}

  /** A version that could not be prepared. */
  record Unavailable(VersionId version) implements Route {
    /** What its clients are told. */
    static final Problem PROBLEM =
        new Problem(
            ProblemKind.VERSION_UNAVAILABLE,
            "The function's active version cannot be served; its owner can activate another.");
  }
}

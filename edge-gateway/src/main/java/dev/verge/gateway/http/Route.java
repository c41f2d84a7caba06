package dev.verge.gateway.http;

import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.HeaderList;

/** Where a host leads. */
sealed interface Route {
  /** The version that is to answer. */
  VersionId version();

  /** What it is to its function. */
  Role role();

  /** The fields that every answer gets on this way, the guest's as well as the data plane's. */
  HeaderList marks();

  /** A version that can be served. */
  record Served(VersionId version, Guest guest, Role role, HeaderList marks) implements Route {}

  /** A version that could not be prepared. */
  record Unavailable(VersionId version, Role role, HeaderList marks) implements Route {
    /** What its clients are told. */
    static final Problem PROBLEM =
        new Problem(
            ProblemKind.VERSION_UNAVAILABLE,
            "This version of the function cannot be served; its owner can activate another.");
  }
}

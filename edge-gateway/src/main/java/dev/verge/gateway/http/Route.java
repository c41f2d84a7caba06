package dev.verge.gateway.http;

import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.HeaderList;
import java.util.Optional;

/** Where a host leads. */
sealed interface Route {
  /** The version that is to answer. */
  VersionId version();

  /** What it is to its function. */
  Role role();

  /** The fields that every answer gets on this way, the guest's as well as the data plane's. */
  HeaderList marks();

  /**
   * A version that can be served.
   *
   * @param trigger what makes the request in place of a client
   */
  record Served(
      VersionId version, Guest guest, Role role, HeaderList marks, Optional<String> trigger)
      implements Route {
    /** For a client. */
    Served(VersionId version, Guest guest, Role role, HeaderList marks) {
      this(version, guest, role, marks, Optional.empty());
    }

    /** The same for a request that no client sent. */
    Served triggeredBy(String what) {
      return new Served(version, guest, role, marks, Optional.of(what));
    }
  }

  /** A version that could not be prepared. */
  record Unavailable(VersionId version, Role role, HeaderList marks) implements Route {
    /** What its clients are told. */
    static final Problem PROBLEM =
        new Problem(
            ProblemKind.VERSION_UNAVAILABLE,
            "This version of the function cannot be served; its owner can activate another.");
  }
}

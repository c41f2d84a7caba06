package dev.verge.gateway.access;

import java.nio.file.Path;

/** Where an access log goes. */
public sealed interface AccessLogTarget {
  /** There is none. */
  record Nowhere() implements AccessLogTarget {}

  /** To standard output. */
  record StandardOutput() implements AccessLogTarget {}

  /**
   * To a file, which is renamed when it is large, as are those before it.
   *
   * @param path its name; the others have a number behind it
   */
  record Rolling(Path path) implements AccessLogTarget {}
}

package dev.verge.isolate.platform.geo;

import java.nio.file.Path;
import java.util.Optional;

/** What is known of addresses. Safe on any thread. */
public final class GeoDatabase implements AutoCloseable {
  private GeoDatabase() {}

  /**
   * Opens a database in MaxMind's format, or none.
   *
   * @throws IllegalArgumentException when the file is not such a database
   */
  public static GeoDatabase open(Optional<Path> file) {
    return new GeoDatabase();
  }

  @Override
  public void close() {}
}

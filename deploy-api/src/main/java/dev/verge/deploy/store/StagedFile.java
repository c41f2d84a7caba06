package dev.verge.deploy.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A received file that is not stored yet. Closing removes it, unless it was stored.
 *
 * @param path where it is
 * @param blob its content
 */
public record StagedFile(Path path, Blob blob) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StagedFile.class);

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The next start sweeps it.
      LOG.warn("A temporary file could not be removed: {}", path, e);
    }
  }
}

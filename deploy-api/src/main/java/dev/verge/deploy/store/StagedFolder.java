package dev.verge.deploy.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A directory of files that are not yet anything. Closing removes it with all that is in it.
 *
 * @param path of the directory
 */
public record StagedFolder(Path path) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    DurableFiles.deleteAll(path);
  }
}

package dev.verge.deploy.client;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A temporary folder of files without folders among them; gone once this is closed. */
final class ScratchFolder implements AutoCloseable {
  private final Path path;

  private ScratchFolder(Path path) {
    this.path = path;
  }

  /**
   * @throws ClientException when the system gives none
   */
  static ScratchFolder make() {
    try {
      return new ScratchFolder(Files.createTempDirectory("verge-deploy-"));
    } catch (IOException e) {
      throw new ClientException(
          "There is no room for temporary files: %s".formatted(Reasons.of(e)), e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(path);
    } catch (IOException e) {
      // It lies in the system's folder for temporary files, which the system empties.
    }
  }
}

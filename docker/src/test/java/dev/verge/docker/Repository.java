package dev.verge.docker;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things lie in the clone that the tests run in. */
final class Repository {
  static final Path DOCKER = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path DIST = DOCKER.resolveSibling("edge-gateway").resolve("target/dist");

  private Repository() {}

  /** The built platform. Skips the test when it is not built. */
  static Path dist() {
    if (!Files.isExecutable(DIST.resolve("bin/verge-jvm"))) {
      throw NotHere.because(DIST + " is not built: run `mvn package`, `mvn test` does not make it");
    }
    return DIST;
  }

  /** A function to deploy, one of the samples that come with the platform. */
  static Path sample() {
    return dist().resolve("samples/hello-c/hello.wasm");
  }

  static Path script(String name) {
    return DOCKER.resolve("src/test/scripts").resolve(name);
  }
}

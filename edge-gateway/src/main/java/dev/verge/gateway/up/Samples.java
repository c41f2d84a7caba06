package dev.verge.gateway.up;

import dev.verge.deploy.client.ClientException;
import dev.verge.deploy.client.ControlPlaneClient;
import dev.verge.deploy.client.FunctionSource;
import dev.verge.deploy.client.Progress;
import dev.verge.isolate.FunctionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The functions that come with Verge, deployed once per state directory, as a user would. */
final class Samples {
  private static final Logger LOG = LoggerFactory.getLogger(Samples.class);
  private static final String TENANT = "demo";
  private static final String MARKER = "samples-deployed";

  private final Path folder;
  private final Path marker;

  /**
   * @param folder one folder per sample
   * @param home the state directory, which remembers that this was done
   */
  Samples(Path folder, Path home) {
    this.folder = folder;
    this.marker = home.resolve(MARKER);
  }

  /** Whether there is something to do. */
  boolean missing() {
    return Files.isDirectory(folder) && !Files.exists(marker);
  }

  /**
   * Deploys what is not there. A sample that is refused is logged and left out, the others go on; a
   * deleted sample does not come back at the next start.
   */
  void deploy(ControlPlaneClient controlPlane) {
    Set<FunctionId> deployed =
        controlPlane.functions().stream()
            .map(function -> new FunctionId(function.tenant(), function.function()))
            .collect(Collectors.toSet());
    try {
      for (Path sample : folders()) {
        deploy(sample, deployed, controlPlane);
      }
      Files.createFile(marker);
    } catch (IOException e) {
      throw new UpException("The samples could not be deployed: " + e, e);
    }
  }

  private static void deploy(
      Path sample, Set<FunctionId> deployed, ControlPlaneClient controlPlane) {
    try {
      FunctionSource source = FunctionSource.of(sample);
      FunctionId id =
          new FunctionId(
              source.tenant().orElse(TENANT),
              source.name().orElseGet(() -> sample.getFileName().toString()));
      if (!deployed.contains(id)) {
        controlPlane.deploy(id, source.upload(), true, Progress.NONE);
      }
    } catch (ClientException e) {
      LOG.warn("The sample {} was left out: {}", sample.getFileName(), e.getMessage());
    }
  }

  private List<Path> folders() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> Files.exists(entry.resolve(FunctionSource.DESCRIPTION)))
          .sorted()
          .toList();
    }
  }
}

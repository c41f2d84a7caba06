package dev.verge.deploy.client;

import dev.verge.deploy.backup.Backup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a backup of a running platform. */
@Command(
    name = "backup",
    description = {
      "Write everything that the running platform keeps to a file: functions, stores, tokens, the audit log.",
      "The file holds the root token and the key of the secrets, so only its owner may read it."
    })
final class BackupCommand implements Callable<Integer> {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Shell shell;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The archive to make, such as verge.tar.gz")
  private Path file;

  @Mixin private Connection connection = new Connection();

  BackupCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try (ControlPlaneClient client = connection.open(shell)) {
      long bytes = write(client);
      spec.commandLine().getOut().printf("Wrote %s, %s.%n", file, Sizes.of(bytes));
    }
    return 0;
  }

  /** The file is there whole or not at all. */
  private long write(ControlPlaneClient client) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.deleteIfExists(part);
      Files.createFile(part, OWNER_ONLY);
      try (OutputStream sink = Files.newOutputStream(part);
          InputStream archive =
              client.post("/v1/backup", Backup.MEDIA_TYPE, BodyPublishers.noBody())) {
        archive.transferTo(sink);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return Files.size(file);
    } catch (IOException e) {
      throw new ClientException(
          "The backup %s could not be taken: %s".formatted(file, Reasons.of(e)), e);
    }
  }
}

package dev.verge.deploy.client;

import dev.verge.deploy.HomeLock;
import dev.verge.deploy.audit.Actor;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.backup.Backup;
import dev.verge.deploy.backup.BackupException;
import dev.verge.deploy.backup.Restoration;
import dev.verge.deploy.store.StoreException;
import dev.verge.isolate.platform.sqlite.DatabaseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a backup in place of a platform's state, whether the platform runs or not. */
@Command(
    name = "restore",
    description = {
      "Put a backup in place of everything that the platform keeps.",
      "One that runs is asked to, and starts again by itself; else the state directory is changed. What was there before is kept in before-restore of the state directory."
    })
final class RestoreCommand implements Callable<Integer> {
  /** Requests in flight have their time before a platform starts again. */
  private static final Duration RESTART_TIMEOUT = Duration.ofMinutes(2);

  private static final Duration POLL = Duration.ofMillis(100);

  private final Shell shell;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "What ./verge backup wrote")
  private Path file;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask")
  private boolean yes;

  @Mixin private Connection connection = new Connection();

  RestoreCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (!yes && !shell.agrees(spec, "replace all functions, stores and tokens")) {
      throw new ClientException("Nothing was restored.");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (connection.isRunning(shell)) {
      try (ControlPlaneClient client = connection.open(shell)) {
        restore(client);
      }
      out.println("Restored; the platform has started again with it.");
    } else {
      Path home = connection.home(shell);
      restore(home);
      out.printf("Restored into %s; start the platform with ./verge up.%n", home);
    }
    return 0;
  }

  private void restore(ControlPlaneClient client) {
    Optional<Instant> before = client.started();
    try {
      client.post("/v1/restore", Backup.MEDIA_TYPE, BodyPublishers.ofFile(file)).close();
    } catch (IOException e) {
      throw unreadable(e);
    }
    long end = System.nanoTime() + RESTART_TIMEOUT.toNanos();
    Optional<Instant> started = client.started();
    while (started.isEmpty() || started.equals(before)) {
      if (System.nanoTime() > end) {
        throw new ClientException(
            "The backup is accepted, but the platform has not started again within %d s; its own output tells why."
                .formatted(RESTART_TIMEOUT.toSeconds()));
      }
      pause();
      started = client.started();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientException("Interrupted while the platform starts again.", e);
    }
  }

  private ClientException unreadable(IOException e) {
    return new ClientException("%s cannot be restored: %s".formatted(file, Reasons.of(e)), e);
  }

  private void restore(Path home) {
    try (HomeLock _ = HomeLock.take(home);
        InputStream archive = Files.newInputStream(file)) {
      Restoration restoration = new Restoration(home);
      // One that a crash interrupted: until it is whole, the old state is in before-restore alone.
      restoration.complete();
      restoration.prepare(
          archive, Change.of(Actor.ROOT, AuditAction.BACKUP_RESTORE).with("by the shell"));
      restoration.complete();
    } catch (IllegalStateException | BackupException | StoreException | DatabaseException e) {
      throw new ClientException(e.getMessage(), e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }
}

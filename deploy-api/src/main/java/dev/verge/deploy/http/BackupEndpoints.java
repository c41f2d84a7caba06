package dev.verge.deploy.http;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.backup.Backup;
import dev.verge.deploy.backup.BackupException;
import dev.verge.deploy.backup.Restoration;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.Store;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Takes and restores backups of the whole platform. */
final class BackupEndpoints {
  private static final Access ALL = Access.platform(Scope.ADMIN);
  private final Path home;
  private final Store store;
  private final Restoration restoration;
  private final Runnable restart;

  /**
   * @param home the directory of all state
   * @param store a part of it
   * @param restart has the platform stop and start again, and returns at once
   */
  BackupEndpoints(Path home, Store store, Runnable restart) {
    this.home = home;
    this.store = store;
    this.restoration = new Restoration(home);
    this.restart = restart;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/v1/backup", ALL, AuditAction.BACKUP_TAKE, this::backup),
        Endpoint.post("/v1/restore", ALL, AuditAction.BACKUP_RESTORE, this::restore));
  }

  private void backup(Call call) throws IOException {
    try (Backup backup = Backup.of(home, store)) {
      call.record("");
      String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(':', '-');
      call.header(
          "Content-Disposition", "attachment; filename=\"verge-%s.tar.gz\"".formatted(time));
      Outflow outflow = call.stream(Backup.MEDIA_TYPE);
      outflow.begin();
      backup.write(new Sink(outflow));
      outflow.end();
    }
  }

  private void restore(Call call) throws IOException {
    call.accept(List.of(Backup.MEDIA_TYPE));
    try {
      restoration.prepare(call.body(Long.MAX_VALUE), call.change());
    } catch (BackupException e) {
      throw new ProblemException(ProblemType.BACKUP_REFUSED, e.getMessage());
    }
    try {
      call.record("the platform starts again with it");
    } catch (RuntimeException e) {
      // What was refused must not take effect at some later start.
      restoration.cancel();
      throw e;
    }
    try {
      call.answer(202, new Restarting(true));
    } finally {
      restart.run();
    }
  }

  private record Restarting(boolean restarting) {}

  private static final class Sink extends OutputStream {
    private final Outflow outflow;

    Sink(Outflow outflow) {
      this.outflow = outflow;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      outflow.write(Buffer.buffer(count).appendBytes(bytes, offset, count));
    }
  }
}

package dev.verge.deploy.backup;

import static java.util.stream.Collectors.toSet;

import dev.verge.deploy.access.RootToken;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.audit.Outcome;
import dev.verge.deploy.store.DurableFiles;
import dev.verge.deploy.store.FullDisk;
import dev.verge.deploy.store.Sha256;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.store.StoreException;
import dev.verge.deploy.store.StoredTenant;
import dev.verge.isolate.platform.kv.KvStores;
import dev.verge.isolate.platform.live.LiveData;
import dev.verge.isolate.platform.secrets.SecretStores;
import dev.verge.isolate.platform.secrets.SecretsException;
import dev.verge.isolate.platform.sqlite.DatabaseException;
import dev.verge.isolate.platform.sqlite.DatabaseFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a backup in place of a home directory's state, in two steps: an archive is unpacked and
 * checked beside it, which changes nothing; and before the platform starts the next time, what is
 * there moves into {@code before-restore}, and what was unpacked into its place. A crash between
 * any two moves is made up for by the next start.
 */
public final class Restoration {
  private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

  /** Being unpacked and checked: worth nothing yet. */
  private static final String UNPACKING = "restore.unpacking";

  /** Was ready and is not wanted any more: worth nothing, and deleted piece by piece. */
  private static final String DROPPED = "restore.dropped";

  /** Checked; what is in the home directory is still the old state. */
  private static final String READY = "restore.ready";

  /** The old state is gone from the home directory, and the new one moves in. */
  private static final String MOVING_IN = "restore.moving-in";

  /** Where the state before the last restore is. */
  public static final String BEFORE = "before-restore";

  private static final int MOST_FILES = 1_000_000;
  private static final int BUFFER_BYTES = 64 << 10;
  private static final String BLOBS = "blobs/sha256/";
  private static final String NEEDED = "verge.db";

  private final Path home;

  /**
   * @param home a platform's directory, which may be in use
   */
  public Restoration(Path home) {
    this.home = home;
  }

  /**
   * Unpacks and checks an archive; {@link #complete} puts it in place. One that was waiting for
   * that is replaced. None may be half in place: where no platform runs, {@link #complete} first.
   *
   * @param archive read to its end, not closed
   * @param change what the restored audit log is told
   * @throws BackupException when it is no backup, or damaged
   * @throws IOException when the archive breaks off, or the disk is full while it is unpacked
   * @throws RuntimeException when the disk is full while it is checked ({@link FullDisk})
   */
  public synchronized void prepare(InputStream archive, Change change) throws IOException {
    Path unpacking = home.resolve(UNPACKING);
    DurableFiles.deleteAll(unpacking);
    DurableFiles.makeDirectories(unpacking);
    try {
      unpack(archive, unpacking);
      check(unpacking, change);
      DurableFiles.deleteAll(home.resolve(BEFORE));
      cancel();
      DurableFiles.moveInto(unpacking, home.resolve(READY));
    } finally {
      DurableFiles.deleteAll(unpacking);
    }
  }

  /**
   * Drops what was prepared; does nothing when nothing was.
   *
   * @throws IOException when the disk refuses; what was prepared may then be gone or not
   */
  public synchronized void cancel() throws IOException {
    Path dropped = home.resolve(DROPPED);
    DurableFiles.deleteAll(dropped);
    if (Files.exists(home.resolve(READY))) {
      // Renamed first: a crash must not leave a part of it that looks ready.
      DurableFiles.moveInto(home.resolve(READY), dropped);
      DurableFiles.deleteAll(dropped);
    }
  }

  /**
   * Puts what was prepared in place; does nothing when nothing was. To be called while nobody uses
   * the home directory.
   *
   * @throws BackupException when the disk refuses; the next call goes on from there
   */
  public void complete() {
    try {
      DurableFiles.deleteAll(home.resolve(UNPACKING));
      DurableFiles.deleteAll(home.resolve(DROPPED));
      if (Files.isDirectory(home.resolve(READY))) {
        for (Path old : Contents.replaced(home)) {
          DurableFiles.moveInto(old, home.resolve(BEFORE).resolve(old.getFileName()));
        }
        DurableFiles.moveInto(home.resolve(READY), home.resolve(MOVING_IN));
      }
      if (Files.isDirectory(home.resolve(MOVING_IN))) {
        moveIn();
      }
    } catch (IOException e) {
      throw new BackupException(
          "The restore in %s cannot be completed: %s. Mend that and start again."
              .formatted(home, e.getMessage()),
          e);
    }
  }

  private void moveIn() throws IOException {
    Path source = home.resolve(MOVING_IN);
    for (Path entry : Contents.replaced(source)) {
      DurableFiles.moveInto(entry, home.resolve(entry.getFileName()));
    }
    DurableFiles.deleteAll(source);
    LOG.info("The backup is restored; what was there before is in {}.", home.resolve(BEFORE));
  }

  private static void unpack(InputStream source, Path target) throws IOException {
    Archive archive = Archive.of(source);
    int count = 0;
    for (Optional<String> name = archive.next(); name.isPresent(); name = archive.next()) {
      if (++count > MOST_FILES) {
        throw new BackupException("The archive has more than %d files.".formatted(MOST_FILES));
      }
      write(archive, target, name.get());
    }
  }

  private static void write(Archive archive, Path target, String name) throws IOException {
    Path file = target.resolve(name);
    requireNew(target, file, name);
    DurableFiles.makeDirectories(file.getParent());
    MessageDigest sha256 = Sha256.digest();
    try (FileChannel channel =
            FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        OutputStream sink = new DigestOutputStream(Channels.newOutputStream(channel), sha256)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = archive.read(buffer); read >= 0; read = archive.read(buffer)) {
        sink.write(buffer, 0, read);
      }
      channel.force(true);
    }
    if (name.startsWith(BLOBS) && !name.endsWith("/" + Sha256.hex(sha256))) {
      throw new BackupException("The archive is damaged: %s has another hash.".formatted(name));
    }
  }

  /** The databases are not of the same moment: in some may be what is left of no tenant. */
  private static void dropOthers(Path state, Set<String> tenants) {
    try (SecretStores secrets = SecretStores.open(state);
        KvStores stores = KvStores.open(state, Long.MAX_VALUE);
        LiveData live = LiveData.open(state)) {
      secrets.keepOnly(tenants);
      stores.keepOnly(tenants);
      live.keepOnly(tenants);
    }
  }

  /** Neither a file nor a directory is there, nor is a file where a directory has to be. */
  private static void requireNew(Path target, Path file, String name) {
    for (Path step = file; !step.equals(target); step = step.getParent()) {
      if (Files.exists(step) && (step.equals(file) || !Files.isDirectory(step))) {
        throw new BackupException("The archive is damaged: it has %s twice.".formatted(name));
      }
    }
  }

  /** Opens everything as a start would: it is whole, ours, not newer than this Verge, and fits. */
  private static void check(Path state, Change change) throws IOException {
    if (!Files.exists(state.resolve(NEEDED))) {
      throw new BackupException("This is not a backup of Verge: it has no %s.".formatted(NEEDED));
    }
    try {
      for (Path database : Contents.databases(state)) {
        new DatabaseFile(database).check();
      }
      var _ = RootToken.of(state);
      try (Store store = Store.open(state)) {
        store.functions().stream()
            .flatMap(function -> function.versions().stream())
            .flatMap(
                version -> Stream.concat(Stream.of(version.module()), version.assets().stream()))
            .filter(blob -> !Files.exists(store.file(blob)))
            .findFirst()
            .ifPresent(
                blob -> {
                  throw new BackupException(
                      "The archive is incomplete: the file %s is missing."
                          .formatted(blob.sha256()));
                });
        dropOthers(
            state, store.accounts().tenants().stream().map(StoredTenant::name).collect(toSet()));
        store.accounts().append(change, Outcome.DONE);
      }
    } catch (DatabaseException | StoreException | SecretsException | IllegalStateException e) {
      if (FullDisk.caused(e)) {
        throw e;
      }
      throw new BackupException("The backup cannot be used: " + e.getMessage(), e);
    }
  }
}

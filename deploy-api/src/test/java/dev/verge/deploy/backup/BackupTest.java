package dev.verge.deploy.backup;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.audit.Actor;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.Multipart;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.deploy.testing.Zip;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.kv.KvInsert;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything in one file, and back. */
class BackupTest {
  private static final byte[] MODULE = Modules.command("one");
  private static final Change CHANGE = Change.of(Actor.ROOT, AuditAction.BACKUP_RESTORE);

  @TempDir Path home;
  @TempDir Path other;

  @Test
  void whatWasThereWhenTheBackupWasTakenIsThereAfterItIsRestored() throws Exception {
    byte[] archive;
    String token;
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      fill(platform);
      token = createToken(platform);
      archive = backup(platform);
      platform.delete(path("demo/hello")).ok(204);
    }
    restore(other, archive);

    try (RunningControlPlane platform = RunningControlPlane.in(other)) {
      assertThat(platform.get(path("demo/hello") + "/versions/1/module").ok(200).body())
          .isEqualTo(MODULE);
      assertThat(platform.get(path("demo/hello") + "/versions/1/assets").ok(200).body())
          .isNotEmpty();
      assertThat(platform.controlPlane().routes().lookup("hello.demo.localhost")).isPresent();
      assertThat(platform.get("/v1/tenants/demo/kv-stores/pages/keys/a").ok(200).text())
          .isEqualTo("page");
      assertThat(platform.services().secretStores().plaintext("demo", "keys", "salt"))
          .contains("sesame".getBytes(UTF_8));
      platform
          .send(
              platform.anonymous("/v1/functions").header("Authorization", "Bearer " + token).GET())
          .ok(200);
      JsonNode audit = platform.get("/v1/audit").ok(200).json().path("entries");
      assertThat(audit.findValuesAsText("action"))
          .startsWith("backup-restore")
          .contains("version-upload", "kv-entry-put", "token-create");
    }
  }

  @Test
  void theTokenOfARestoredPlatformIsTheBackups() throws Exception {
    byte[] archive;
    String root;
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      root = platform.token();
      archive = backup(platform);
    }
    try (RunningControlPlane platform = RunningControlPlane.in(other)) {
      assertThat(platform.token()).isNotEqualTo(root);
    }

    restore(other, archive);

    try (RunningControlPlane platform = RunningControlPlane.in(other)) {
      assertThat(platform.token()).isEqualTo(root);
    }
    assertThat(other.resolve(Restoration.BEFORE).resolve("root-token")).exists();
    assertThat(Files.getPosixFilePermissions(other.resolve("secrets.key"))).hasSize(2);
  }

  @Test
  void storesOfTenantsThatCameWhileTheBackupWasTakenAreNotRestored() throws Exception {
    byte[] archive;
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      fill(platform);
      // As if it had come between the copies of two databases.
      PlatformServices services = platform.services();
      services
          .kvStores()
          .open("late", "pages")
          .insert("a", new ByteSource("b".getBytes(UTF_8)), KvInsert.OVERWRITE);
      services.secretStores().put("late", "keys", "salt", new byte[1]);
      services.liveData().configStores().create("late", "settings");
      archive = backup(platform);
    }

    restore(other, archive);

    try (RunningControlPlane platform = RunningControlPlane.in(other)) {
      PlatformServices services = platform.services();
      assertThat(services.kvStores().list("late")).isEmpty();
      assertThat(services.secretStores().stores("late")).isEmpty();
      assertThat(services.liveData().configStores().list("late")).isEmpty();
      assertThat(services.kvStores().list("demo")).hasSize(1);
      assertThat(services.secretStores().stores("demo")).hasSize(1);
    }
  }

  @Test
  void versionsThatAreDeletedWhileABackupIsTakenAreInItWhole() throws Exception {
    byte[] archive;
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      List<byte[]> modules =
          IntStream.range(0, 20).mapToObj(n -> Modules.command("version " + n)).toList();
      modules.forEach(module -> platform.upload("demo/hello", module).ok(201));
      Thread deleting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int version = 1; version < modules.size(); version++) {
                      platform.delete(path("demo/hello") + "/versions/" + version).ok(204);
                    }
                  });
      archive = backup(platform);
      deleting.join();
      // What nothing needs any more goes when the backup is done.
      assertThat(platform.files("blobs")).hasSize(1);
      assertThat(platform.files("tmp")).isEmpty();
    }

    restore(other, archive);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../verge.db",
        "/etc/passwd",
        "blobs/../../x",
        "blobs//x",
        "root-token/x",
        "control-plane.url",
        "verge.db-wal",
        "tmp/x",
        "blobs/.x",
        "blobs/sha256/ab/cd/ef",
      })
  void anArchiveWithAnyOtherNameIsRefused(String name) throws Exception {
    byte[] archive = rewritten(emptyBackup(), tar -> put(tar, new TarArchiveEntry(name, true)));

    assertThatThrownBy(() -> restore(other, archive))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("not a backup of Verge");
    assertNothingIn(other);
  }

  @ParameterizedTest
  @ValueSource(strings = {"root-token", "kv.db", "live.db", "secrets.db"})
  void anArchiveThatTheNextStartWouldStumbleOverIsRefused(String name) throws Exception {
    RunningControlPlane.in(home).close();
    if (name.endsWith(".db")) {
      try (Connection connection =
              DriverManager.getConnection("jdbc:sqlite:" + home.resolve(name));
          Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA user_version = 99");
      }
    } else {
      Files.writeString(home.resolve(name), "no token");
    }
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (Store store = Store.open(home);
        Backup backup = Backup.of(home, store)) {
      backup.write(archive);
    }

    assertThatThrownBy(() -> restore(other, archive.toByteArray()))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("cannot be used");
    assertNothingIn(other);
  }

  @Test
  void anArchiveWithAFileInPlaceOfADirectoryIsRefused() throws Exception {
    byte[] archive =
        rewritten(
            emptyBackup(),
            tar -> {
              put(tar, new TarArchiveEntry("ca/x"));
              put(tar, new TarArchiveEntry("ca/x/y"));
            });

    assertThatThrownBy(() -> restore(other, archive))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("twice");
    assertNothingIn(other);
  }

  @Test
  void anArchiveWithALinkIsRefused() throws Exception {
    TarArchiveEntry link = new TarArchiveEntry("blobs/x", TarConstants.LF_SYMLINK);
    link.setLinkName("/etc/passwd");
    byte[] archive = rewritten(emptyBackup(), tar -> put(tar, link));

    assertThatThrownBy(() -> restore(other, archive)).isInstanceOf(BackupException.class);
    assertNothingIn(other);
  }

  @Test
  void aFileThatIsNotWhatItsNameSaysIsRefused() throws Exception {
    byte[] archive =
        rewritten(
            emptyBackup(),
            tar -> put(tar, new TarArchiveEntry("blobs/sha256/ab/" + "ab".repeat(32))));

    assertThatThrownBy(() -> restore(other, archive))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("another hash");
    assertNothingIn(other);
  }

  static Stream<byte[]> notBackups() throws IOException {
    ByteArrayOutputStream empty = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GzipCompressorOutputStream(empty))) {
      tar.finish();
    }
    return Stream.of(
        new byte[0], "no archive".getBytes(UTF_8), empty.toByteArray(), Zip.of("a", "b"));
  }

  @ParameterizedTest
  @MethodSource("notBackups")
  void whatIsNoBackupIsRefusedOverRestAndChangesNothing(byte[] body) {
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      platform.upload("demo/hello", MODULE).ok(201);

      post(platform, body).problem(ProblemType.BACKUP_REFUSED);

      platform.get(path("demo/hello")).ok(200);
    }
    new Restoration(home).complete();
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      platform.get(path("demo/hello")).ok(200);
    }
  }

  @Test
  void aBackupThatWasCutOffOrDamagedIsRefused() throws Exception {
    byte[] archive;
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      fill(platform);
      archive = backup(platform);
    }
    for (int cut = 0; cut < archive.length; cut += 1 + archive.length / 40) {
      byte[] shorter = Arrays.copyOf(archive, cut);
      assertThatThrownBy(() -> restore(other, shorter)).isInstanceOf(BackupException.class);
      byte[] damaged = archive.clone();
      // One bit alone may mean the same to gzip.
      Arrays.fill(damaged, cut, Math.min(cut + 32, damaged.length), (byte) 0x55);
      assertThatThrownBy(() -> restore(other, damaged)).isInstanceOf(BackupException.class);
      assertNothingIn(other);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void aRestoreThatACrashInterruptedIsCompletedByTheNextStart(int moved) throws Exception {
    byte[] archive;
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      fill(platform);
      archive = backup(platform);
    }
    try (RunningControlPlane platform = RunningControlPlane.in(other)) {
      platform.upload("demo/old", MODULE).ok(201);
    }
    Restoration restoration = new Restoration(other);
    restoration.prepare(new ByteArrayInputStream(archive), CHANGE);
    // As far as the crash let it come: in moving the old state out, and then the new one in.
    for (Path old : Contents.replaced(other).stream().limit(moved).toList()) {
      Files.createDirectories(other.resolve(Restoration.BEFORE));
      Files.move(old, other.resolve(Restoration.BEFORE).resolve(old.getFileName()));
    }
    if (Contents.replaced(other).isEmpty()) {
      Path movingIn =
          Files.move(other.resolve("restore.ready"), other.resolve("restore.moving-in"));
      Path first = Contents.replaced(movingIn).getFirst();
      Files.move(first, other.resolve(first.getFileName()));
    }

    restoration.complete();

    try (RunningControlPlane platform = RunningControlPlane.in(other)) {
      platform.get(path("demo/hello")).ok(200);
      platform.get(path("demo/old")).problem(ProblemType.NO_SUCH_FUNCTION);
    }
    assertNoneWaits(other);
  }

  @Test
  void aPreparedRestoreThatIsCancelledTakesNoEffect() throws Exception {
    byte[] archive = emptyBackup();
    try (RunningControlPlane platform = RunningControlPlane.in(other)) {
      platform.upload("demo/old", MODULE).ok(201);
    }
    Restoration restoration = new Restoration(other);
    restoration.prepare(new ByteArrayInputStream(archive), CHANGE);

    restoration.cancel();
    restoration.complete();

    assertNoneWaits(other);
    try (RunningControlPlane platform = RunningControlPlane.in(other)) {
      platform.get(path("demo/old")).ok(200);
    }
  }

  @Test
  void aWaitingRestoreThatACrashDroppedHalfwayTakesNoEffect() throws Exception {
    byte[] archive = emptyBackup();
    try (RunningControlPlane platform = RunningControlPlane.in(other)) {
      platform.upload("demo/old", MODULE).ok(201);
    }
    Restoration restoration = new Restoration(other);
    restoration.prepare(new ByteArrayInputStream(archive), CHANGE);
    Path dropped = Files.move(other.resolve("restore.ready"), other.resolve("restore.dropped"));
    Files.delete(dropped.resolve("verge.db"));

    restoration.complete();

    assertNoneWaits(other);
    try (RunningControlPlane platform = RunningControlPlane.in(other)) {
      platform.get(path("demo/old")).ok(200);
    }
  }

  @Test
  void aRestoreThatIsAnsweredWithAnErrorTakesNoEffectAtALaterStart() throws Exception {
    byte[] archive = emptyBackup();
    try (RunningControlPlane platform = RunningControlPlane.in(other)) {
      platform.upload("demo/old", MODULE).ok(201);
      try (Connection connection =
              DriverManager.getConnection("jdbc:sqlite:" + other.resolve("verge.db"));
          Statement statement = connection.createStatement()) {
        // As on a disk that is full by then.
        statement.execute(
            "CREATE TRIGGER no_room BEFORE INSERT ON audit BEGIN SELECT raise(ABORT, 'no'); END");
      }

      assertThat(post(platform, archive).status()).isEqualTo(500);
    }

    new Restoration(other).complete();

    assertNoneWaits(other);
    try (RunningControlPlane platform = RunningControlPlane.in(other)) {
      platform.get(path("demo/old")).ok(200);
    }
  }

  private static void assertNoneWaits(Path home) throws IOException {
    try (Stream<Path> left = Files.list(home)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("restore."));
    }
  }

  private static void fill(RunningControlPlane platform) {
    platform
        .put(
            path("demo/hello"),
            Multipart.TYPE,
            new Multipart().module(MODULE).assets(Zip.of("a.txt", "a")).manifest("{}").end())
        .ok(201);
    platform.put("/v1/tenants/demo/kv-stores/pages/keys/a", "text/plain", "page".getBytes(UTF_8));
    platform
        .put(
            "/v1/tenants/demo/secret-stores/keys/secrets/salt",
            "text/plain",
            "sesame".getBytes(UTF_8))
        .ok(204);
  }

  private static String createToken(RunningControlPlane platform) {
    return platform
        .send(
            platform
                .request("/v1/tokens")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"x\",\"scope\":\"read\"}")))
        .ok(201)
        .json()
        .path("token")
        .asText();
  }

  private static byte[] backup(RunningControlPlane platform) {
    return platform
        .send(platform.request("/v1/backup").POST(BodyPublishers.noBody()))
        .ok(200)
        .body();
  }

  private static Answer post(RunningControlPlane platform, byte[] archive) {
    return platform.send(
        platform
            .request("/v1/restore")
            .header("Content-Type", Backup.MEDIA_TYPE)
            .POST(BodyPublishers.ofByteArray(archive)));
  }

  private byte[] emptyBackup() {
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      return backup(platform);
    }
  }

  private static void restore(Path home, byte[] archive) throws IOException {
    Restoration restoration = new Restoration(home);
    restoration.prepare(new ByteArrayInputStream(archive), CHANGE);
    restoration.complete();
  }

  /** The same archive with something behind. */
  private static byte[] rewritten(byte[] archive, Consumer<TarArchiveOutputStream> more)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveInputStream source =
            new TarArchiveInputStream(
                new GzipCompressorInputStream(new ByteArrayInputStream(archive)));
        TarArchiveOutputStream target =
            new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
      for (TarArchiveEntry entry = source.getNextEntry();
          entry != null;
          entry = source.getNextEntry()) {
        target.putArchiveEntry(entry);
        source.transferTo(target);
        target.closeArchiveEntry();
      }
      more.accept(target);
      target.finish();
    }
    return bytes.toByteArray();
  }

  private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry) {
    try {
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertNothingIn(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }
}

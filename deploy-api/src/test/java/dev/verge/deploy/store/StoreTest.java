package dev.verge.deploy.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verge.deploy.audit.Actor;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.manifest.ManifestReader;
import dev.verge.deploy.rollout.Rollout;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.warmup.SampleRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  private static final FunctionId HELLO = new FunctionId("demo", "hello");
  private static final Claims CLAIMS = new Claims(new HostnameRules("localhost", 20), List.of());
  private static final Change CHANGE = Change.of(Actor.ROOT, AuditAction.VERSION_UPLOAD);
  @TempDir Path home;
  private Store store;

  @BeforeEach
  void open() {
    store = Store.open(home);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aReceivedFileIsHashedAndBounded() throws Exception {
    StagedFile file = receive("abc", 3);

    // FIPS 180-4's own example
    assertThat(file.blob().sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(file.blob().bytes()).isEqualTo(3);
    file.close();
    assertThat(file.path()).doesNotExist();
    assertThatExceptionOfType(TooLargeException.class).isThrownBy(() -> receive("abcd", 3));
    assertThat(home.resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void aSourceThatBreaksOffLeavesNoFile() {
    InputStream broken =
        new SequenceInputStream(new ByteArrayInputStream(new byte[100_000]), new BrokenStream());

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> store.staging().receive(broken, 1 << 20))
        .withMessage("broken off");
    assertThat(home.resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void filesWithoutAVersionGoWithTheirReservation() throws Exception {
    StagedFile file = receive("abc", 3);
    Path stored = store.file(file.blob());
    try (Store.Reservation _ = store.put(file, Optional.empty())) {
      assertThat(stored).hasContent("abc");
    }
    assertThat(stored).doesNotExist();
  }

  @Test
  void filesOfAVersionOutliveTheirReservation() throws Exception {
    StoredVersion version = add("abc", true);

    assertThat(store.file(version.module())).hasContent("abc");
    assertThat(store.content(version.module())).isEqualTo("abc".getBytes(UTF_8));
  }

  @Test
  void aReservedFileIsNotCollectedWhenAVersionOfTheSameContentIsDeleted() throws Exception {
    StoredVersion version = add("abc", false);
    StagedFile again = receive("abc", 3);
    try (Store.Reservation _ = store.put(again, Optional.empty())) {
      store.delete(version, CHANGE);
      assertThat(store.file(again.blob())).hasContent("abc");
    }
    assertThat(store.file(again.blob())).doesNotExist();
  }

  @Test
  void aDeployedVersionCannotBeDeletedByTheDatabaseItself() throws Exception {
    StoredVersion version = add("abc", true);

    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.delete(version, CHANGE));
    assertThat(store.function(HELLO).orElseThrow().activeVersion()).contains(version);
  }

  @Test
  void aVersionThatIsNotThereCannotBeDeployed() throws Exception {
    StoredVersion version = add("abc", true);

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.activate(new VersionId(HELLO, 2), Optional.empty(), CHANGE));
    assertThat(store.function(HELLO).orElseThrow().activeVersion()).contains(version);
  }

  @Test
  void aRefusedClaimChangesNothing() throws Exception {
    add("abc", true);
    Manifest manifest = Manifest.DEFAULT.withHostnames(List.of("hello.demo.localhost"));
    Claims claims = new Claims(CLAIMS.rules(), manifest.hostnames());
    FunctionId other = new FunctionId("demo", "other");
    StagedFile file = receive("other", 10);

    try (Store.Reservation _ = store.put(file, Optional.empty())) {
      assertThatExceptionOfType(HostnameTakenException.class)
          .isThrownBy(
              () ->
                  store.add(
                      new StoredVersion(
                          store.next(other),
                          Instant.EPOCH,
                          file.blob(),
                          Optional.empty(),
                          manifest,
                          "",
                          Optional.empty()),
                      new Admission(claims, 0, true),
                      true,
                      Optional.empty(),
                      CHANGE))
          .satisfies(e -> assertThat(e.owner()).isEqualTo(HELLO));
    }

    assertThat(store.function(other)).isEmpty();
    assertThat(store.next(other).number()).isEqualTo(1);
    assertThat(store.count()).isEqualTo(new Store.Count(1, 1));
  }

  @Test
  void aFunctionHasABoundedNumberOfVersionsAndTakesMoreOnceOneIsDeleted() throws Exception {
    StoredVersion version = add("abc", false);
    sql(
        """
        WITH RECURSIVE n(number) AS (SELECT 2 UNION ALL SELECT number + 1 FROM n WHERE number < %d)
        INSERT INTO versions (tenant, function, number, created, module_sha256, module_bytes,
          manifest, note)
        SELECT tenant, function, n.number, created, module_sha256, module_bytes, manifest, note
        FROM versions, n
        """
            .formatted(Admission.MOST_VERSIONS),
        "UPDATE numberings SET last = %d".formatted(Admission.MOST_VERSIONS));

    assertThatExceptionOfType(QuotaExceededException.class)
        .isThrownBy(() -> add("abc", true))
        .withMessageContaining("The function demo/hello may have at most 1000 versions");

    store.delete(version, CHANGE);
    assertThat(add("abc", true).id().number()).isEqualTo(Admission.MOST_VERSIONS + 1);
  }

  @Test
  void aTenantsManifestsTogetherAreBounded() throws Exception {
    add("abc", true);

    assertThatExceptionOfType(QuotaExceededException.class)
        .isThrownBy(
            () ->
                store.check(
                    new FunctionId("demo", "other"),
                    new Blob("0".repeat(64), 3),
                    Optional.empty(),
                    new Admission(CLAIMS, Admission.MOST_MANIFEST_BYTES, true)))
        .withMessageContaining("The tenant demo may have at most 33554432 bytes of manifests");
  }

  @Test
  void aFunctionWhoseVersionsAreAllDeletedIsStillThere() throws Exception {
    store.delete(add("abc", false), CHANGE);

    StoredFunction function = store.function(HELLO).orElseThrow();
    assertThat(function.versions()).isEmpty();
    assertThat(function.active()).isEqualTo(OptionalInt.empty());
    assertThat(store.next(HELLO).number()).isEqualTo(2);
  }

  @Test
  void sampleRequestsAreKeptAsLongAsTheirFunction() throws Exception {
    add("abc", false);
    SampleRequest query =
        new SampleRequest(
            "POST",
            "/a",
            "b=c",
            HeaderList.of(List.of(new HeaderList.Field("Accept", "text/html"))),
            "body");
    FunctionId unknown = new FunctionId("demo", "unknown");

    store.keepSamples(
        Map.of(HELLO, List.of(SampleRequest.BROWSER), unknown, List.of(SampleRequest.BROWSER)));
    store.keepSamples(Map.of(HELLO, List.of(SampleRequest.BROWSER, query)));
    close();
    open();

    assertThat(store.samples(HELLO))
        .usingRecursiveComparison()
        .isEqualTo(List.of(SampleRequest.BROWSER, query));
    assertThat(store.samples(unknown)).isEmpty();
    store.delete(store.function(HELLO).orElseThrow(), CHANGE);
    assertThat(store.samples(HELLO)).isEmpty();
  }

  @Test
  void aDatabaseOfANewerVergeIsRefused() throws Exception {
    store.close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("verge.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 1000");
    }

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> Store.open(home))
        .withMessageContaining("schema version 1000");
  }

  @Test
  void tenantsThatHadFunctionsBeforeThereWereTenantsAreThere() throws Exception {
    add("abc", true);
    store.close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("verge.db"));
        Statement statement = connection.createStatement()) {
      for (String table :
          List.of("service_versions", "services", "tokens", "tenants", "audit", "rollouts")) {
        statement.execute("DROP TABLE " + table);
      }
      for (String column : List.of("note", "made_by", "made_by_name", "served", "was_deployed")) {
        statement.execute("ALTER TABLE versions DROP COLUMN " + column);
      }
      statement.execute("ALTER TABLE numberings DROP COLUMN revision");
      statement.execute("PRAGMA user_version = 2");
    }
    open();

    StoredTenant tenant = store.accounts().tenant("demo").orElseThrow();

    assertThat(tenant.created()).isEqualTo(Instant.EPOCH);
    assertThat(tenant.quotas()).isEqualTo(Quotas.NONE);
    assertThat(tenant.use())
        .isEqualTo(new TenantUse(1, 1, 3 + ManifestReader.write(Manifest.DEFAULT).length()));
    StoredFunction function = store.function(HELLO).orElseThrow();
    assertThat(function.rollout()).isEmpty();
    assertThat(function.activeVersion().orElseThrow().note()).isEmpty();
    assertThat(function.activeVersion().orElseThrow().by()).isEmpty();
  }

  @Test
  void whatServedBeforeARolloutIsStillGoneBackToAfterAnUpgrade() throws Exception {
    add("abc", true);
    add("def", true);
    VersionId third = add("ghi", false).id();
    Rollout rollout = Rollout.begin(3, 2, Optional.empty(), Optional.empty(), Instant.EPOCH);
    store.activate(third, Optional.of(rollout), CHANGE);
    store.close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("verge.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE versions DROP COLUMN served");
      statement.execute("ALTER TABLE versions DROP COLUMN was_deployed");
      statement.execute("PRAGMA user_version = 7");
    }
    open();

    assertThat(store.function(HELLO).orElseThrow().previous()).hasValue(2);
    store.goBack(new VersionId(HELLO, 2), third, Optional.empty(), CHANGE);
    assertThat(store.function(HELLO).orElseThrow().previous()).isEmpty();
    store.activate(third, Optional.empty(), CHANGE);
    store.activate(new VersionId(HELLO, 1), Optional.empty(), CHANGE);
    assertThat(store.function(HELLO).orElseThrow().previous()).hasValue(3);
  }

  @Test
  void theDatabaseIsForcedToDiskOnEveryCommit() throws Exception {
    add("abc", true);

    assertThat(Files.exists(home.resolve("verge.db-wal"))).isTrue();
    assertThat(pragma("synchronous")).isEqualTo(2);
    assertThat(pragma("foreign_keys")).isEqualTo(1);
  }

  private void sql(String... statements) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("verge.db"));
        Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  private int pragma(String name) throws Exception {
    try (Database database = Database.open(home.resolve("verge.db"))) {
      return database.read(
          handle -> handle.createQuery("PRAGMA " + name).mapTo(Integer.class).one());
    }
  }

  private StoredVersion add(String content, boolean activate) throws IOException {
    StagedFile file = receive(content, 1000);
    try (Store.Reservation _ = store.put(file, Optional.empty())) {
      StoredVersion version =
          new StoredVersion(
              store.next(HELLO),
              Instant.EPOCH,
              file.blob(),
              Optional.empty(),
              Manifest.DEFAULT,
              "a note",
              Optional.of(Actor.ROOT));
      store.add(version, new Admission(CLAIMS, 0, true), activate, Optional.empty(), CHANGE);
      return version;
    }
  }

  private StagedFile receive(String content, long most) throws IOException {
    return store.staging().receive(new ByteArrayInputStream(content.getBytes(UTF_8)), most);
  }

  private static final class BrokenStream extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("broken off");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      throw new IOException("broken off");
    }
  }
}

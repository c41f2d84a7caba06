package dev.verge.isolate.platform.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretStoresTest {
  private static final String SECRET = "correct horse battery staple";
  @TempDir private Path home;
  private SecretStores stores;

  @BeforeEach
  void open() {
    stores = SecretStores.open(home);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @Test
  void aSecretIsThereAfterAReopening() {
    put("password", SECRET);
    stores.close();
    open();
    assertThat(get("tenant", "store", "password")).contains(SECRET);
  }

  @Test
  void aTenantHasSoManyStoresAndSecretsAndNoMore() throws Exception {
    stores.put("tenant", "s1", "n1", new byte[1]);
    stores.close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("secrets.db"));
        Statement statement = connection.createStatement()) {
      fill(
          statement,
          "INSERT INTO stores (tenant, name) SELECT 'tenant', 's' || n FROM numbers",
          SecretStores.MOST_STORES);
      fill(
          statement,
          """
          INSERT INTO secrets (store, name, created, digest, sealed)
          SELECT 1, 'n' || n, 0, x'', x'' FROM numbers
          """,
          SecretStores.MOST_SECRETS);
    }
    open();

    assertThatExceptionOfType(SecretRefusedException.class)
        .isThrownBy(() -> stores.create("tenant", "one-more"))
        .withMessageContaining("256 secret stores");
    assertThatExceptionOfType(SecretRefusedException.class)
        .isThrownBy(() -> stores.put("tenant", "s2", "one-more", new byte[1]))
        .withMessageContaining("1000 secrets");
    assertThat(stores.stores("tenant")).hasSize(SecretStores.MOST_STORES);
    assertThat(stores.create("tenant", "s1")).isFalse();
    stores.put("tenant", "s1", "n2", new byte[2]);
    stores.put("other", "s1", "n1", new byte[1]);
    assertThat(stores.delete("tenant", "s1", "n1")).isTrue();
    stores.put("tenant", "s2", "one-more", new byte[1]);
  }

  /** Adds what is from 2 to a number. */
  private static void fill(Statement statement, String insert, int most) throws SQLException {
    statement.executeUpdate(
        """
        WITH RECURSIVE numbers (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d)
        %s"""
            .formatted(most, insert));
  }

  @Test
  void onlyItsPlaceHasIt() {
    put("password", SECRET);
    assertThat(get("tenant", "store", "other")).isEmpty();
    assertThat(get("tenant", "other", "password")).isEmpty();
    assertThat(get("other", "store", "password")).isEmpty();
  }

  @Test
  void nothingOfASecretIsOnTheDisk() throws Exception {
    put("password", SECRET);
    try (Stream<Path> files = Files.list(home)) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("horse");
      }
    }
  }

  @Test
  void onlyTheOwnerMayReadTheKey() throws Exception {
    Path key = home.resolve("secrets.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    stores.close();
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    open();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void aSecretIsReplacedListedAndDeleted() {
    put("b", SECRET);
    put("a", SECRET);
    put("b", "another");
    assertThat(get("tenant", "store", "b")).contains("another");
    assertThat(stores.list("tenant", "store"))
        .extracting(SecretSummary::name)
        .containsExactly("a", "b");
    assertThat(stores.delete("tenant", "store", "b")).isTrue();
    assertThat(stores.delete("tenant", "store", "b")).isFalse();
    assertThat(get("tenant", "store", "b")).isEmpty();
  }

  @Test
  void equalSecretsHaveEqualDigestsThatAnotherPlatformDoesNotHave(@TempDir Path other) {
    put("a", SECRET);
    put("b", SECRET);
    put("c", "another");
    String digest = digest(stores, "a");
    assertThat(digest(stores, "b")).isEqualTo(digest).hasSize(64);
    assertThat(digest(stores, "c")).isNotEqualTo(digest);
    try (SecretStores others = SecretStores.open(other)) {
      others.put("tenant", "store", "a", SECRET.getBytes(StandardCharsets.UTF_8));
      assertThat(digest(others, "a")).isNotEqualTo(digest);
    }
  }

  @Test
  void storesAreMadeListedAndDeleted() {
    assertThat(stores.create("tenant", "store")).isTrue();
    assertThat(stores.create("tenant", "store")).isFalse();
    put("a", SECRET);
    assertThat(stores.stores("tenant")).containsExactly("store");
    assertThat(stores.exists("tenant", "store")).isTrue();
    assertThat(stores.deleteStore("tenant", "store")).isTrue();
    assertThat(stores.deleteStore("tenant", "store")).isFalse();
    assertThat(stores.exists("tenant", "store")).isFalse();
    assertThat(stores.list("tenant", "store")).isEmpty();
    assertThat(get("tenant", "store", "a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE secrets SET name = CASE name WHEN 'a' THEN 'b' ELSE 'a' END",
        "UPDATE secrets SET sealed = (SELECT sealed FROM secrets WHERE name = 'b') WHERE name = 'a'",
        "UPDATE secrets SET id = id + 100",
        "UPDATE stores SET tenant = 'other'",
        "UPDATE stores SET name = 'other'",
        "UPDATE secrets SET sealed = x''",
        "UPDATE secrets SET sealed = substr(sealed, 1, length(sealed) - 1)"
      })
  void aRowThatWasTamperedWithGivesNoSecret(String tampering) throws Exception {
    put("a", SECRET);
    put("b", "another");
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("secrets.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA ignore_check_constraints = 1");
      if (tampering.contains("CASE")) {
        statement.execute("UPDATE secrets SET name = 'x' WHERE name = 'a'");
        statement.execute("UPDATE secrets SET name = 'a' WHERE name = 'b'");
      } else {
        statement.execute(tampering);
      }
    }
    for (String tenant : new String[] {"tenant", "other"}) {
      for (String store : new String[] {"store", "other"}) {
        assertThatNothingIsGiven(tenant, store);
      }
    }
  }

  private void assertThatNothingIsGiven(String tenant, String store) {
    try {
      assertThat(get(tenant, store, "a")).isEmpty();
    } catch (SecretsException e) {
      assertThat(e).hasMessageContaining("lies where it was not put");
    }
  }

  @Test
  void anotherPlatformsKeyIsRefused(@TempDir Path other) throws Exception {
    SecretStores.open(other).close();
    stores.close();
    Files.copy(
        other.resolve("secrets.key"),
        home.resolve("secrets.key"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(this::open)
        .isInstanceOf(SecretsException.class)
        .hasMessageContaining("is not the key of secrets.db");
  }

  @Test
  void aLostKeyIsNotReplaced() throws Exception {
    stores.close();
    Files.delete(home.resolve("secrets.key"));
    assertThatThrownBy(this::open)
        .isInstanceOf(SecretsException.class)
        .hasMessageContaining("restore that from a backup");
    assertThat(home.resolve("secrets.key")).doesNotExist();
  }

  @Test
  void aKeyThatWasCutIsRefused() throws Exception {
    stores.close();
    Files.write(home.resolve("secrets.key"), new byte[31]);
    assertThatThrownBy(this::open).isInstanceOf(SecretsException.class).hasMessageContaining("31");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ü", "a/b"})
  void aNameThatBreaksTheRulesIsRefused(String name) {
    assertThatThrownBy(() -> put(name, SECRET)).isInstanceOf(SecretRefusedException.class);
    assertThatThrownBy(() -> stores.create("tenant", name))
        .isInstanceOf(SecretRefusedException.class);
  }

  @Test
  void aSecretIsBounded() {
    stores.put("tenant", "store", "a", new byte[64 << 10]);
    assertThatThrownBy(() -> stores.put("tenant", "store", "a", new byte[(64 << 10) + 1]))
        .isInstanceOf(SecretRefusedException.class);
    assertThatThrownBy(() -> put("a", "")).isInstanceOf(SecretRefusedException.class);
  }

  @Test
  void whatIsSealedOpensInItsContextOnly() {
    String text = stores.seal("here", SECRET.getBytes(StandardCharsets.UTF_8));
    assertThat(text).isNotEqualTo(stores.seal("here", SECRET.getBytes(StandardCharsets.UTF_8)));
    stores.close();
    open();
    assertThat(stores.unseal("here", text)).asString(StandardCharsets.UTF_8).isEqualTo(SECRET);
    assertThatThrownBy(() -> stores.unseal("there", text)).isInstanceOf(SecretsException.class);
    String changed = (text.startsWith("A") ? "B" : "A") + text.substring(1);
    assertThatThrownBy(() -> stores.unseal("here", changed)).isInstanceOf(SecretsException.class);
    assertThatThrownBy(() -> stores.unseal("here", "?")).isInstanceOf(SecretsException.class);
  }

  private void put(String name, String secret) {
    stores.put("tenant", "store", name, secret.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<String> get(String tenant, String store, String name) {
    return stores
        .plaintext(tenant, store, name)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static String digest(SecretStores stores, String name) {
    return stores.list("tenant", "store").stream()
        .filter(secret -> secret.name().equals(name))
        .findFirst()
        .orElseThrow()
        .digest();
  }
}

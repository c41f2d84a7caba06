package dev.verge.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The core and the simple cache, through the Rust crate. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CachesTest {
  private static final String GUEST = "rust";

  private ComputePlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    platform = new ComputePlatform(home);
    platform.deploy(GUEST, "");
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  private String asked(String route) {
    return platform.text(GUEST, "/cache/" + route);
  }

  /** Each with a key of its own, so that none meets what another has left. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "insert      | age=10 max=60 swr=30 length=Some(5) metadata=about it usable=true stale=false body=value",
        "lookup      | miss",
        "range       | 345 89 789",
        "vary        | en,de,miss",
        "transaction | (true, true, false) streamed false true",
        "collapse    | true false once",
        "cancel      | true",
        "stale       | (true, true, true) (true, false) false new kept",
        "replace     | Some(\"old\") new",
        "simple      | false made made false",
      })
  void objectsAreFoundAsTheyWereInserted(String route, String told) {
    assertThat(asked(route + "?key=" + route)).isEqualTo(told);
  }

  @Test
  void objectsAreSharedByTheRequestsOfATenant() {
    assertThat(asked("insert?key=shared")).contains("body=value");
    assertThat(asked("lookup?key=shared")).isEqualTo("value");
    platform.deploy("neighbour", "rust", "");
    assertThat(platform.text("neighbour", "/cache/lookup?key=shared")).isEqualTo("value");
  }

  @Test
  void hitsAreCounted() {
    assertThat(asked("hits?key=hits")).matches("\\d+,\\d+,\\d+");
  }

  @Test
  void anObjectThatWasGivenUpIsNotThereWhole() {
    assertThat(asked("abandoned?key=abandoned")).isNotEqualTo("found, read all");
  }

  @Test
  void aPurgeByKeyRemovesAndASoftOneMakesStale() {
    assertThat(asked("insert?key=purged")).contains("stale=false");
    assertThat(platform.text(GUEST, "/edge/purge?key=group")).isEqualTo("true");
    assertThat(asked("lookup?key=purged")).isEqualTo("miss");
  }
}

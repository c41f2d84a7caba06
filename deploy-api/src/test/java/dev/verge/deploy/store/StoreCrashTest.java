package dev.verge.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.testing.RunningControlPlane;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at random moments, for real. */
class StoreCrashTest {
  private static final int CRASHES = 10;
  private static final int LONGEST_LIFE_MILLIS = 1200;

  @Test
  @Timeout(300)
  void aStoreIsConsistentWheneverItsProcessIsKilled(@TempDir Path home) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<String, Integer> numbers = new HashMap<>();
    for (int crash = 0; crash < CRASHES; crash++) {
      liveAndDie(home, random.nextLong(), random.nextInt(LONGEST_LIFE_MILLIS));
      try (Store store = Store.open(home)) {
        check(home, store, numbers, "crash %d of seed %d".formatted(crash, seed));
      }
    }
    assertThat(numbers).isNotEmpty();
  }

  private static void liveAndDie(Path home, long seed, int millis) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StoreUnderChange.class.getName(),
                home.toString(),
                Long.toString(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader()) {
      assertThat(output.readLine()).isEqualTo("open");
      // Ends early only if the child fails by itself, which it must not.
      assertThat(process.waitFor(millis, TimeUnit.MILLISECONDS)).isFalse();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void check(Path home, Store store, Map<String, Integer> numbers, String when)
      throws IOException {
    Set<String> referred = new HashSet<>();
    Map<String, String> owners = new HashMap<>();
    for (StoredFunction function : store.functions()) {
      String name = function.id().toString();
      if (function.active().isPresent()) {
        assertThat(function.activeVersion()).as("%s: %s", when, name).isPresent();
      }
      for (StoredVersion version : function.versions()) {
        // Throws when the file is missing or its hash is another.
        assertThat(store.content(version.module())).hasSize((int) version.module().bytes());
        referred.add(version.module().sha256());
        version
            .assets()
            .ifPresent(
                assets -> {
                  assertThat(store.content(assets)).hasSize((int) assets.bytes());
                  assertThat(store.assets(assets)).isNotNull();
                  referred.add(assets.sha256());
                });
        for (String hostname : version.manifest().hostnames()) {
          assertThat(owners.computeIfAbsent(hostname, none -> name)).as(when).isEqualTo(name);
        }
      }
      int last = store.next(function.id()).number() - 1;
      assertThat(last)
          .as("%s: numbers of %s go on", when, name)
          .isGreaterThanOrEqualTo(numbers.getOrDefault(name, 0))
          .isGreaterThanOrEqualTo(newest(function.versions()));
      numbers.put(name, last);
    }
    assertThat(RunningControlPlane.files(home, "tmp")).as(when).isEmpty();
    assertThat(RunningControlPlane.files(home, "blobs"))
        .as(when)
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrderElementsOf(referred);
  }

  private static int newest(List<StoredVersion> versions) {
    return versions.stream().mapToInt(version -> version.id().number()).max().orElse(0);
  }
}

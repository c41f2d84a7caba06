package dev.verge.isolate.platform.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.platform.body.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at random moments, for real. */
class KvCrashTest {
  private static final Pattern CHANGE = Pattern.compile("(\\w+) (-?\\d+) \\w+\\.");
  private static final int CRASHES = 8;
  private static final int LONGEST_LIFE_MILLIS = 1000;

  @Test
  @Timeout(300)
  void whatWasAcknowledgedSurvivesAKillAndNothingIsHalfThere(@TempDir Path home) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<String, Integer> acknowledged = new HashMap<>();
    for (int crash = 0; crash < CRASHES; crash++) {
      liveAndDie(home, random.nextLong(), random.nextInt(LONGEST_LIFE_MILLIS), acknowledged);
      try (KvStores stores = KvStores.open(home, Long.MAX_VALUE)) {
        check(stores, acknowledged, "crash %d of seed %d".formatted(crash, seed));
      }
    }
    assertThat(acknowledged).isNotEmpty();
  }

  private static void liveAndDie(
      Path home, long seed, int millis, Map<String, Integer> acknowledged) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KvUnderChange.class.getName(),
                home.toString(),
                Long.toString(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader()) {
      assertThat(output.readLine()).isEqualTo("open");
      Thread reader = Thread.ofVirtual().start(() -> collect(output, acknowledged));
      // Ends early only if the child fails by itself, which it must not.
      assertThat(process.waitFor(millis, TimeUnit.MILLISECONDS)).isFalse();
      // By its handle: Process.destroy would close the output before its last lines are read.
      process.toHandle().destroyForcibly();
      process.waitFor();
      reader.join();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Each whole line tells a key and the number it has now, or -1 when it may be gone soon. */
  private static void collect(BufferedReader output, Map<String, Integer> acknowledged) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        Matcher change = CHANGE.matcher(line);
        if (change.matches()) {
          acknowledged.put(change.group(1), Integer.valueOf(change.group(2)));
        }
      }
    } catch (IOException e) {
      // The child was killed.
    }
  }

  private static void check(KvStores stores, Map<String, Integer> acknowledged, String when)
      throws InterruptedException {
    KvStore store = stores.open("tenant", "store");
    for (String key : store.list(KvQuery.ALL).keys()) {
      KvValue value = store.lookup(key).orElseThrow();
      int number = Integer.parseInt(value.metadata());
      byte[] expected = KvUnderChange.value(number);
      assertThat(bytes(value.body())).as("%s: %s", when, key).isEqualTo(expected);
      // Later ones may have been stored without a word.
      assertThat(number)
          .as("%s: %s", when, key)
          .isGreaterThanOrEqualTo(acknowledged.getOrDefault(key, -1));
      acknowledged.put(key, number);
    }
    assertThat(store.list(KvQuery.ALL).keys())
        .as(when)
        .containsAll(
            acknowledged.keySet().stream().filter(key -> acknowledged.get(key) >= 0).toList());
  }

  private static byte[] bytes(Source source) throws InterruptedException {
    byte[] all = new byte[(int) source.length().orElseThrow()];
    int read = 0;
    while (read < all.length) {
      read += source.read(all, read, all.length - read);
    }
    assertThat(source.read(new byte[1], 0, 1)).isEqualTo(-1);
    return all;
  }
}

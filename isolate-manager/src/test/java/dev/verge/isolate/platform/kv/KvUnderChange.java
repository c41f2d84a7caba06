package dev.verge.isolate.platform.kv;

import dev.verge.isolate.platform.body.ByteSource;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Changes a store without end, in a JVM of its own that {@link KvCrashTest} kills. */
final class KvUnderChange {
  private static final int KEYS = 6;
  private static final int MOST_BYTES = 1_500_000;

  private KvUnderChange() {}

  /**
   * Runs until it is killed.
   *
   * @param args the home directory, and a seed
   */
  public static void main(String[] args) throws InterruptedException {
    Random random = new Random(Long.parseLong(args[1]));
    KvStore store = KvStores.open(Path.of(args[0]), Long.MAX_VALUE).open("tenant", "store");
    System.out.println("open");
    int number = last(store);
    while (true) {
      String key = "key" + random.nextInt(KEYS);
      if (random.nextInt(5) == 0) {
        System.out.println(key + " -1 deleting.");
        store.delete(key);
      } else {
        number++;
        store.insert(key, new ByteSource(value(number)), how(number));
        System.out.println(key + " " + number + " stored.");
      }
    }
  }

  /** The value of a number. */
  static byte[] value(int number) {
    Random random = new Random(number);
    byte[] value =
        new byte[random.nextBoolean() ? random.nextInt(100) : random.nextInt(MOST_BYTES)];
    random.nextBytes(value);
    return value;
  }

  private static KvInsert how(int number) {
    return new KvInsert(
        KvInsert.Mode.OVERWRITE, OptionalLong.empty(), Integer.toString(number), Optional.empty());
  }

  private static int last(KvStore store) {
    return store.list(KvQuery.ALL).keys().stream()
        .mapToInt(key -> Integer.parseInt(store.lookup(key).orElseThrow().metadata()))
        .max()
        .orElse(0);
  }
}

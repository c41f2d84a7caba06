package dev.verge.deploy.durability;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments under load, for real: what was acknowledged over REST is there
 * in the next life, and what was not is there whole or not at all.
 */
class KilledPlatformTest {
  private static final int LIVES = 100;
  private static final int MOST_CHANGES = 60;
  private static final int MOST_MICROS = 5000;

  /** Two lines of lives beside each other, since one does not keep two processors busy. */
  @Test
  @Timeout(3600)
  void everythingThatWasAcknowledgedOutlivesTheProcess(@TempDir Path directory) throws Exception {
    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Void>> lines =
          Stream.of("one", "another")
              .map(line -> (Callable<Void>) () -> live(line, directory.resolve(line)))
              .toList();
      for (Future<Void> line : both.invokeAll(lines)) {
        line.get();
      }
    }
  }

  private static Void live(String line, Path home) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Worker> workers =
        List.of(new Deployer(), new KvWriter("a"), new KvWriter("b"), new Keeper());
    AuditCheck audit = new AuditCheck();
    for (int number = 0; number < LIVES; number++) {
      String when = "%s, life %d of seed %d".formatted(line, number, seed);
      try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor();
          Life life = Life.begin(home)) {
        for (Worker worker : workers) {
          worker.check(life, when);
        }
        audit.check(life, workers, when);
        Semaphore acknowledged = new Semaphore(0);
        List<Future<?>> working = new ArrayList<>();
        for (Worker worker : workers) {
          working.add(hands.submit(() -> worker.work(life, acknowledged, MOST_CHANGES)));
        }
        acknowledged.acquire(random.nextInt(MOST_CHANGES));
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(MOST_MICROS)));
        life.kill();
        for (Future<?> one : working) {
          one.get();
        }
      }
    }
    workers.forEach(Worker::assertBusy);
    return null;
  }
}

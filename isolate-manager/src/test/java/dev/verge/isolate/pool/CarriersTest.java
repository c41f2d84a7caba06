package dev.verge.isolate.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.Test;

/** The scheduler is this process's: other tests must not need its size. */
class CarriersTest {
  private final VirtualThreadSchedulerMXBean scheduler =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
  private final Carriers carriers = new Carriers();
  private final int least = scheduler.getParallelism();
  private volatile boolean over;

  @Test
  void whoWaitsBehindThreadsThatComputeIsServedBeforeTheyEnd() {
    List<Thread> computing = compute(3 * least);
    CountDownLatch served = new CountDownLatch(1);
    Thread.ofVirtual().start(served::countDown);

    try (Carriers _ = Carriers.start()) {
      await().until(() -> served.getCount() == 0);
    }

    assertThat(computing).allMatch(Thread::isAlive);
    end(computing);
  }

  @Test
  void thereAreFewCarriersAgainWhenNobodyHasWaitedForAWhile() {
    List<Thread> computing = compute(3 * least);
    await()
        .until(
            () -> {
              carriers.look(System.nanoTime());
              return scheduler.getParallelism() > 2 * least;
            });
    end(computing);

    long start = System.nanoTime();
    long[] seconds = {0};
    await()
        .until(
            () -> {
              carriers.look(start + TimeUnit.SECONDS.toNanos(seconds[0]++));
              return scheduler.getParallelism() == least;
            });
  }

  @Test
  void thereAreMoreWhenSomebodyHasWaitedAndNotBefore() {
    List<Thread> computing = compute(3 * least);
    long start = System.nanoTime();
    carriers.look(start);

    carriers.look(start + TimeUnit.MILLISECONDS.toNanos(19));
    assertThat(scheduler.getParallelism()).isEqualTo(least);
    carriers.look(start + TimeUnit.MILLISECONDS.toNanos(20));
    assertThat(scheduler.getParallelism()).isEqualTo(2 * least);
    end(computing);
  }

  private List<Thread> compute(int count) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!over) {
                      Thread.onSpinWait();
                    }
                  }));
    }
    return threads;
  }

  private void end(List<Thread> threads) {
    over = true;
    await().until(() -> threads.stream().noneMatch(Thread::isAlive));
  }
}

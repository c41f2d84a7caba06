package dev.verge.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ContextBase;
import io.prometheus.client.Counter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BoundedAppenderTest {
  private static final AccessEntry ENTRY =
      new AccessEntry(0, InetAddress.getLoopbackAddress(), Optional.empty(), 200, 0);

  @Test
  void nobodyWaitsForASlowDiskAndWhatIsDroppedIsCounted() throws Exception {
    int writers = 4;
    int each = 10_000;
    var dropped = Counter.build("dropped_total", "Lines.").create();
    var written = new AtomicInteger();
    var disk = new CountDownLatch(1);
    var log = new BoundedAppender(dropped);
    var context = new ContextBase();
    var slow =
        new AppenderBase<AccessEntry>() {
          @Override
          protected void append(AccessEntry entry) {
            try {
              disk.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            written.incrementAndGet();
          }
        };
    slow.setContext(context);
    slow.start();
    log.setContext(context);
    log.setMaxFlushTime(30_000);
    log.addAppender(slow);
    log.start();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writing = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        writing.add(
            threads.submit(
                () -> {
                  for (int line = 0; line < each; line++) {
                    log.doAppend(ENTRY);
                  }
                }));
      }
      for (Future<?> writer : writing) {
        writer.get();
      }
    }
    disk.countDown();
    while (written.get() + dropped.get() < writers * each) {
      Thread.onSpinWait();
    }
    log.stop();

    assertThat(dropped.get()).isPositive();
    assertThat(written.get() + dropped.get()).isEqualTo(writers * each);
  }
}

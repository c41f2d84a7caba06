package dev.verge.isolate.platform.backends;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.verge.isolate.binding.Backend;
import java.time.Duration;

/**
 * The probes of all backends that are to be probed: from their first use until nobody uses them.
 */
final class HealthChecks implements AutoCloseable {
  private static final int MOST = 1000;
  private static final Duration KEPT = Duration.ofMinutes(10);

  private final Cache<Backend, HealthProbes> probes =
      Caffeine.newBuilder()
          .maximumSize(MOST)
          .expireAfterAccess(KEPT)
          .scheduler(Scheduler.systemScheduler())
          .executor(Runnable::run)
          .<Backend, HealthProbes>removalListener((backend, removed, why) -> removed.close())
          .build();
  private final NetworkOrigins origins;

  HealthChecks(NetworkOrigins origins) {
    this.origins = origins;
  }

  /** What the last probes say of a backend that has a check. */
  Backend.Health of(Backend backend) {
    return probes
        .get(backend, absent -> HealthProbes.start(origins, absent, absent.healthCheck().get()))
        .health();
  }

  @Override
  public void close() {
    probes.invalidateAll();
  }
}

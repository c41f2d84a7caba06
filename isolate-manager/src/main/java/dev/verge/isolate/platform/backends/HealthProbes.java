package dev.verge.isolate.platform.backends;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.http.Uri;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks one backend again and again how it is, on a thread of its own. */
final class HealthProbes implements AutoCloseable {
  private final NetworkOrigins origins;
  private final Backend backend;
  private final Backend.HealthCheck check;
  private final Deque<Boolean> window = new ArrayDeque<>();
  private final Thread thread;

  private HealthProbes(NetworkOrigins origins, Backend backend, Backend.HealthCheck check) {
    this.origins = origins;
    this.backend = backend;
    this.check = check;
    for (int i = 0; i < check.window(); i++) {
      window.addLast(i >= check.window() - check.initial());
    }
    this.thread = Thread.ofVirtual().name("origin-health").unstarted(this::run);
  }

  static HealthProbes start(NetworkOrigins origins, Backend backend, Backend.HealthCheck check) {
    HealthProbes probes = new HealthProbes(origins, backend, check);
    probes.thread.start();
    return probes;
  }

  synchronized Backend.Health health() {
    long well = window.stream().filter(Boolean::booleanValue).count();
    return well >= check.threshold() ? Backend.Health.HEALTHY : Backend.Health.UNHEALTHY;
  }

  private void run() {
    try {
      while (true) {
        note(probe());
        Thread.sleep(check.interval());
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private synchronized void note(boolean well) {
    window.removeFirst();
    window.addLast(well);
  }

  private boolean probe() throws InterruptedException {
    List<HeaderList.Field> host =
        check.host().map(name -> List.of(new HeaderList.Field("host", name))).orElse(List.of());
    OriginRequest request =
        new OriginRequest(
            check.method(),
            Uri.parse(check.path()).orElse(new Uri("", "", "/", Optional.empty())),
            HeaderList.of(host),
            ByteSource.EMPTY,
            false,
            false);
    CompletableFuture<OriginResponse> response = origins.sendAnyway(backend, request);
    try {
      OriginResponse head = response.get(check.timeout().toMillis(), TimeUnit.MILLISECONDS);
      head.body().close();
      return head.status() == check.expectedStatus();
    } catch (ExecutionException e) {
      return false;
    } catch (TimeoutException e) {
      response.cancel(true);
      return false;
    } catch (InterruptedException e) {
      response.cancel(true);
      throw e;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

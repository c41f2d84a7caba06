package dev.verge.deploy.catalogue;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.routing.PreviewsBusyException;
import dev.verge.deploy.routing.RoutingTable;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.store.StoredFunction;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.VersionId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Versions under their preview hostnames, deployed or not. Whoever knows a name can ask for it, so
 * few are kept ready, and one is made ready at a time; what is deployed gives nothing away for it.
 * Safe on any thread.
 */
final class Previews {
  /** Kept ready, of all functions together. */
  private static final int MOST_READY = 16;

  /** Being made ready, or waiting for that; others are told to ask again. */
  private static final int MOST_WAITING = 4;

  /** After the last request. */
  private static final Duration EXPIRY = Duration.ofMinutes(10);

  private final HostnameRules rules;
  private final RoutingTable table;
  private final Store store;
  private final Trials trials;

  /** All stored versions, so that nobody has to ask the store on an event loop. */
  private final Set<VersionId> known = ConcurrentHashMap.newKeySet();

  private final Cache<VersionId, Deployment.Preparing> ready =
      Caffeine.newBuilder().maximumSize(MOST_READY).expireAfterAccess(EXPIRY).build();
  private final Semaphore places = new Semaphore(MOST_WAITING);
  private final Lock turn = new ReentrantLock(true);

  Previews(HostnameRules rules, RoutingTable table, Store store, Trials trials) {
    this.rules = rules;
    this.table = table;
    this.store = store;
    this.trials = trials;
    store.functions().forEach(function -> function.versions().forEach(this::add));
    table.previewBy(this::find);
  }

  void add(StoredVersion version) {
    known.add(version.id());
  }

  void remove(VersionId version) {
    known.remove(version);
    ready.invalidate(version);
  }

  void remove(StoredFunction function) {
    function.versions().forEach(version -> remove(version.id()));
  }

  /** What answers a hostname; never waits. */
  private Optional<Deployment> find(String hostname) {
    return rules
        .previewOf(hostname)
        .filter(known::contains)
        .map(version -> new Deployment.Preview(deployed(version).orElseGet(() -> aside(version))));
  }

  /** A version that serves has isolates already. */
  private Optional<Deployment.Single> deployed(VersionId version) {
    return table.lookup(rules.ownName(version.function())).stream()
        .flatMap(Deployment::each)
        .filter(one -> one.version().equals(version))
        .findFirst();
  }

  private Deployment.Single aside(VersionId version) {
    return ready.get(version, id -> new Deployment.Preparing(id, new Preparation(id)));
  }

  private Deployment.Single made(VersionId id, boolean told) {
    turn.lock();
    try {
      return store
          .function(id.function())
          .flatMap(function -> function.version(id.number()))
          .map(version -> trials.aside(version, told))
          .orElseGet(() -> new Deployment.Unavailable(id, "It was deleted.", false));
    } finally {
      turn.unlock();
    }
  }

  /**
   * Makes a version ready when it is asked for first, unless too many others are; and when it is
   * asked for some time after that failed for a reason that may pass.
   */
  private final class Preparation implements Supplier<Deployment.Single> {
    private final VersionId version;
    private final Lock lock = new ReentrantLock();
    private Optional<Deployment.Single> made = Optional.empty();
    private Backoff backoff = Backoff.FIRST;
    private long dueNanos;

    private Preparation(VersionId version) {
      this.version = version;
    }

    @Override
    public Deployment.Single get() {
      lock.lock();
      try {
        if (made.isEmpty() || isDueAgain()) {
          if (!places.tryAcquire()) {
            throw new PreviewsBusyException();
          }
          try {
            made = Optional.of(made(version, made.isPresent()));
          } finally {
            places.release();
          }
          dueNanos = System.nanoTime() + backoff.delay().toNanos();
          backoff = backoff.next();
        }
        return made.get();
      } finally {
        lock.unlock();
      }
    }

    private boolean isDueAgain() {
      return made.get() instanceof Deployment.Unavailable failed
          && failed.passing()
          && System.nanoTime() - dueNanos >= 0;
    }
  }
}

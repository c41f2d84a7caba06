package dev.verge.isolate.pool;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.verge.isolate.FunctionId;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** What tenants may use and do use while their functions run. Safe on any thread. */
public final class TenantAccounts {
  /** A function's log gets a line about a quota once in this time, however many are refused. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static final int MOST_SILENCED = 10_000;

  /** How long guests that are stopped may take to end; most do within milliseconds. */
  private static final Duration PARTING = Duration.ofSeconds(10);

  /** Between two looks whether they have. */
  private static final Duration LOOK = Duration.ofMillis(5);

  private final LongSupplier clock;
  private final Watchdog watchdog;

  /**
   * Tenants are few and stay: an entry is never removed, and another only takes its place when it
   * counts nothing, so that nothing it counts is lost.
   */
  private final ConcurrentHashMap<String, TenantAccount> accounts = new ConcurrentHashMap<>();

  private final Cache<Line, Boolean> written;
  private volatile QuotaRefusals refusals = QuotaRefusals.UNHEARD;

  TenantAccounts(LongSupplier clock, Watchdog watchdog) {
    this.clock = clock;
    this.watchdog = watchdog;
    this.written =
        Caffeine.newBuilder()
            .expireAfterWrite(SILENCE)
            .maximumSize(MOST_SILENCED)
            .ticker(clock::getAsLong)
            .build();
  }

  private record Line(FunctionId function, Quota quota) {}

  /** Sets what a tenant may use from now on. Requests in progress keep the CPU time they have. */
  public void limit(String tenant, TenantLimits limits) {
    of(tenant).limit(limits);
  }

  /**
   * Serves no request of a tenant any more, and stops its guests that run: for a tenant that is to
   * be deleted, so that none of them outlives it. Waits until they have ended.
   *
   * @return whether nothing of the tenant runs any more
   */
  public boolean shutOut(String tenant) throws InterruptedException {
    TenantAccount account = of(tenant);
    account.close();
    long deadline = System.nanoTime() + PARTING.toNanos();
    while (!account.idle()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      // Again and again: one that was let in before may begin only now.
      watchdog.stopAll(tenant, Fault.Kind.STOPPING);
      Thread.sleep(LOOK);
    }
    return true;
  }

  /** Serves requests of a tenant again that was shut out: it stays, or another has its name. */
  public void letIn(String tenant) {
    accounts.computeIfPresent(
        tenant,
        (name, account) -> account.closed() ? new TenantAccount(clock, account.limits()) : account);
  }

  /** What a tenant uses now. */
  public TenantLoad load(String tenant) {
    return of(tenant).load();
  }

  /** Tells somebody else than before of refusals. */
  public void tell(QuotaRefusals listener) {
    refusals = listener;
  }

  /**
   * Counts what was refused for a quota that is not kept here.
   *
   * @param quota as in documents and metrics
   */
  public void refused(String tenant, String quota) {
    refusals.refused(tenant, quota);
  }

  TenantAccount of(String tenant) {
    TenantAccount known = accounts.get(tenant);
    return known != null
        ? known
        : accounts.computeIfAbsent(tenant, ignored -> new TenantAccount(clock, TenantLimits.NONE));
  }

  /**
   * Counts that a request was refused or stopped.
   *
   * @return whether the function's log has no such line yet, or only old ones
   */
  boolean refused(FunctionId function, Quota quota) {
    refused(function.tenant(), quota.label());
    return written.asMap().putIfAbsent(new Line(function, quota), true) == null;
  }
}

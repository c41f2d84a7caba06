package dev.verge.isolate.platform.rates;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rate counters and penalty boxes of all tenants, as Fastly's edge rate limiting documents them.
 * Safe on any thread. Bounded: of each tenant, what was used longest ago is forgotten first.
 */
public final class RateLimits {
  /** What an entry may weigh in both of a tenant's stores, in bytes. */
  private static final long MOST_BYTES = 32L << 20;

  /** What an entry takes beside its names. */
  private static final int ENTRY_BYTES = 512;

  /** As documented. */
  private static final int MOST_ENTRY_CHARACTERS = 256;

  private static final Duration SHORTEST_PENALTY = Duration.ofMinutes(1);
  private static final Duration LONGEST_PENALTY = Duration.ofHours(1);

  private final ConcurrentHashMap<String, Tenant> tenants = new ConcurrentHashMap<>();
  private final InstantSource clock;

  /** None counted yet. */
  public RateLimits() {
    this(InstantSource.system());
  }

  /** With a clock of the caller's. */
  public RateLimits(InstantSource clock) {
    this.clock = clock;
  }

  /** A name and what is kept under it. */
  private record Entry(String name, String entry) {
    int weight() {
      return ENTRY_BYTES + 2 * (name.length() + entry.length());
    }
  }

  private record Tenant(Cache<Entry, RateCounter> counters, Cache<Entry, Instant> penalties) {
    static Tenant create() {
      return new Tenant(Tenant.<RateCounter>bounded(), Tenant.<Instant>bounded());
    }

    private static <V> Cache<Entry, V> bounded() {
      return Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((Entry entry, V ignored) -> entry.weight())
          .executor(Runnable::run)
          .build();
    }
  }

  /** Adds to an entry of a rate counter. */
  public void increment(String tenant, String counter, String entry, long delta) {
    counter(tenant, counter, entry).add(second(), delta);
  }

  /**
   * Requests per second of an entry, on average.
   *
   * @param window 1, 10 or 60 seconds
   */
  public long rate(String tenant, String counter, String entry, int window) {
    requireWindow(window);
    return counter(tenant, counter, entry).count(second(), window) / window;
  }

  /**
   * How much was added to an entry.
   *
   * @param duration 10, 20, 30, 40, 50 or 60 seconds
   */
  public long count(String tenant, String counter, String entry, int duration) {
    if (duration < 10 || duration > RateCounter.SECONDS || duration % 10 != 0) {
      throw new InvalidRateLimitException(
          "a count's duration is 10, 20, 30, 40, 50 or 60 seconds, not " + duration);
    }
    return counter(tenant, counter, entry).count(second(), duration);
  }

  /**
   * Puts an entry into a penalty box.
   *
   * @param time how long; whole minutes count, from 1 to 60
   */
  public void penalize(String tenant, String box, String entry, Duration time) {
    tenant(tenant).penalties().put(entry(box, entry), clock.instant().plus(minutes(time)));
  }

  /** Whether an entry is in a penalty box. */
  public boolean penalized(String tenant, String box, String entry) {
    Instant until = tenant(tenant).penalties().getIfPresent(entry(box, entry));
    return until != null && clock.instant().isBefore(until);
  }

  /**
   * Adds to an entry, and puts it into a penalty box when its rate is above the limit.
   *
   * @param window 1, 10 or 60 seconds
   * @param limit requests per second
   * @return whether it is in the box
   */
  public boolean check(
      String tenant, Counted counted, int window, long limit, String box, Duration penalty) {
    requireWindow(window);
    minutes(penalty);
    increment(tenant, counted.counter(), counted.entry(), counted.delta());
    if (counter(tenant, counted.counter(), counted.entry()).count(second(), window)
        > limit * window) {
      penalize(tenant, box, counted.entry(), penalty);
    }
    return penalized(tenant, box, counted.entry());
  }

  /** Forgets all counters and penalties of a tenant that is gone. */
  public void forget(String tenant) {
    tenants.remove(tenant);
  }

  /** An addition to an entry of a rate counter. */
  public record Counted(String counter, String entry, long delta) {}

  private RateCounter counter(String tenant, String counter, String entry) {
    return tenant(tenant).counters().get(entry(counter, entry), ignored -> new RateCounter());
  }

  private Tenant tenant(String tenant) {
    return tenants.computeIfAbsent(tenant, ignored -> Tenant.create());
  }

  private static Entry entry(String name, String entry) {
    if (entry.length() > MOST_ENTRY_CHARACTERS || name.length() > MOST_ENTRY_CHARACTERS) {
      throw new InvalidRateLimitException(
          "an entry or a name has more than %d characters".formatted(MOST_ENTRY_CHARACTERS));
    }
    return new Entry(name, entry);
  }

  private static void requireWindow(int window) {
    if (window != 1 && window != 10 && window != 60) {
      throw new InvalidRateLimitException("a rate's window is 1, 10 or 60 seconds, not " + window);
    }
  }

  private static Duration minutes(Duration time) {
    Duration whole = Duration.ofMinutes(time.toMinutes());
    if (whole.compareTo(SHORTEST_PENALTY) < 0 || whole.compareTo(LONGEST_PENALTY) > 0) {
      throw new InvalidRateLimitException("a penalty lasts from 1 to 60 minutes, not " + time);
    }
    return whole;
  }

  private long second() {
    return clock.instant().getEpochSecond();
  }
}

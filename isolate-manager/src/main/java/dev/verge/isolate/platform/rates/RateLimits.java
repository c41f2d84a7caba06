package dev.verge.isolate.platform.rates;

/** Rate counters and penalty boxes of all tenants. Safe on any thread. */
public final class RateLimits {
  /** None counted yet. */
  public RateLimits() {}
}

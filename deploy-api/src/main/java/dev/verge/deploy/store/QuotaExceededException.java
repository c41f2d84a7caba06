package dev.verge.deploy.store;

/** A tenant would have more than it may. */
public final class QuotaExceededException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String quota;

  QuotaExceededException(String tenant, String quota, long limit, long use, long wanted) {
    super(
        "The quota %s of the tenant %s is %d; %d are in use, and this would make it %d. Delete what is not needed any more, or have the quota raised."
            .formatted(quota, tenant, limit, use, wanted));
    this.quota = quota;
  }

  /** Which one, as in {@link Quotas#byName}. */
  public String quota() {
    return quota;
  }
}

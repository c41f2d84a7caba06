package dev.verge.deploy.store;

/** A tenant would have more than it may. */
public final class QuotaExceededException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String quota;

  private QuotaExceededException(String quota, String message) {
    super(message);
    this.quota = quota;
  }

  QuotaExceededException(String tenant, String quota, long limit, long use, long wanted) {
    this(
        quota,
        "The quota %s of the tenant %s is %d; %d are in use, and this would make it %d. Delete what is not needed any more, or have the quota raised."
            .formatted(quota, tenant, limit, use, wanted));
  }

  /**
   * More than any tenant may have.
   *
   * @param limit what that is, in words that follow "at most"
   * @param whose who has that already
   */
  static QuotaExceededException ofAll(String quota, String limit, String whose) {
    return new QuotaExceededException(
        quota,
        "%s may have at most %s. Delete versions that are not needed any more (./verge delete NAME --version N)."
            .formatted(whose, limit));
  }

  /** Which one, as in {@link Quotas#byName}, or what no quota can raise. */
  public String quota() {
    return quota;
  }
}

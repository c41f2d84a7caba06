package dev.verge.isolate.pool;

/** Is told of what is refused or stopped for a tenant's quota. Called on any thread. */
@FunctionalInterface
public interface QuotaRefusals {
  /** Nobody listens. */
  QuotaRefusals UNHEARD = (tenant, quota) -> {};

  /**
   * Something was.
   *
   * @param quota as {@link Quota#label}, or one of those that others keep
   */
  void refused(String tenant, String quota);
}

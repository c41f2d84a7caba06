package dev.verge.deploy.store;

/** There is no tenant of this name. */
public final class NoSuchTenantException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoSuchTenantException(String tenant) {
    super(
        "There is no tenant %s. Make it first: ./verge tenant create %s".formatted(tenant, tenant));
  }
}

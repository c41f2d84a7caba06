package dev.verge.deploy.vendor.fastly;

/**
 * A store of a tenant.
 *
 * @param tenant whose it is
 * @param kind of what kind
 * @param name unique among the tenant's of that kind
 */
record TenantStore(String tenant, StoreKind kind, String name) {
  /** The same as long as there is a store of this name. */
  String id() {
    return Ids.of(kind.type(), tenant, name);
  }
}

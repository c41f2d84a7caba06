package dev.verge.deploy.store;

import dev.verge.isolate.FunctionId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What a version needs to be let in, beside being acceptable itself: its tenant, room in the
 * tenant's quotas, and its hostnames.
 *
 * @param claims the hostnames
 * @param manifestBytes how much its manifest takes
 * @param makesTenant whether the tenant is made when it is not there
 */
public record Admission(Claims claims, long manifestBytes, boolean makesTenant) {
  /**
   * Versions of a function and manifests of a tenant's versions are read together, at every start
   * and for many requests: this bounds what one tenant can cost there.
   */
  static final int MOST_VERSIONS = 1_000;

  static final long MOST_MANIFEST_BYTES = 32L << 20;

  /**
   * @throws NoSuchTenantException when the tenant is not there, and is not to be made
   * @throws QuotaExceededException when the tenant would have more than it may
   * @throws HostnameTakenException when another function has a hostname
   */
  void check(Handle handle, FunctionId function, Blob module, Optional<Blob> assets) {
    Optional<StoredTenant> tenant = TenantRows.tenant(handle, function.tenant());
    if (tenant.isEmpty() && !makesTenant) {
      throw new NoSuchTenantException(function.tenant());
    }
    tenant.ifPresent(
        there -> {
          checkFunctions(handle, there, function);
          there.requireRoomFor(
              TenantRows.bytesWith(handle, there.name(), module, assets, manifestBytes));
        });
    checkVersions(handle, function);
    claims.check(handle, function);
  }

  private void checkVersions(Handle handle, FunctionId function) {
    if (Rows.versions(handle, function) >= MOST_VERSIONS) {
      throw QuotaExceededException.ofAll(
          "versions", "%d versions".formatted(MOST_VERSIONS), "The function " + function);
    }
    if (TenantRows.manifestBytes(handle, function.tenant()) + manifestBytes > MOST_MANIFEST_BYTES) {
      throw QuotaExceededException.ofAll(
          "manifest_bytes",
          "%d bytes of manifests".formatted(MOST_MANIFEST_BYTES),
          "The tenant " + function.tenant());
    }
  }

  private static void checkFunctions(Handle handle, StoredTenant tenant, FunctionId function) {
    int use = tenant.use().functions();
    tenant
        .quotas()
        .functions()
        .ifPresent(
            limit -> {
              if (use >= limit && !Rows.exists(handle, function)) {
                throw new QuotaExceededException(tenant.name(), "functions", limit, use, use + 1L);
              }
            });
  }
}

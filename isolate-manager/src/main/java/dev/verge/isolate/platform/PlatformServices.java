package dev.verge.isolate.platform;

import dev.verge.isolate.platform.acl.Acls;
import dev.verge.isolate.platform.backends.Origins;
import dev.verge.isolate.platform.cache.Caches;
import dev.verge.isolate.platform.devices.DeviceDatabase;
import dev.verge.isolate.platform.geo.GeoDatabase;
import dev.verge.isolate.platform.httpcache.ReadThrough;
import dev.verge.isolate.platform.kv.KvStores;
import dev.verge.isolate.platform.rates.RateLimits;
import dev.verge.isolate.platform.secrets.SecretStores;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything that guests of any ABI can reach beside their request. Safe on any thread; lives as
 * long as the platform.
 */
public record PlatformServices(
    Origins origins,
    Caches caches,
    ReadThrough readThrough,
    KvStores kvStores,
    SecretStores secretStores,
    RateLimits rateLimits,
    Acls acls,
    GeoDatabase geoDatabase,
    DeviceDatabase deviceDatabase)
    implements AutoCloseable {

  /**
   * What an operator may set.
   *
   * @param home the platform's directory of state; exists
   * @param cacheBytesPerTenant the most that one tenant's cached objects may have, in bytes
   * @param kvBytesPerTenant the most that one tenant's KV stores may have together, in bytes
   * @param dynamicBackendsMayBePrivate whether guests may make backends with loopback, link-local
   *     or private addresses
   * @param geoDatabase a database of addresses in MaxMind's format
   */
  public record Settings(
      Path home,
      long cacheBytesPerTenant,
      long kvBytesPerTenant,
      boolean dynamicBackendsMayBePrivate,
      Optional<Path> geoDatabase) {
    /** Per tenant 256 MiB of cache and 1 GiB of KV stores; no private addresses, no database. */
    public static Settings in(Path home) {
      return new Settings(home, 256L << 20, 1L << 30, false, Optional.empty());
    }
  }

  /** Opens and starts all of them. */
  public static PlatformServices open(Settings settings) {
    Origins origins = Origins.start(settings.dynamicBackendsMayBePrivate());
    Caches caches = new Caches(settings.cacheBytesPerTenant());
    return new PlatformServices(
        origins,
        caches,
        new ReadThrough(caches, origins),
        KvStores.open(settings.home(), settings.kvBytesPerTenant()),
        SecretStores.open(settings.home()),
        new RateLimits(),
        new Acls(),
        GeoDatabase.open(settings.geoDatabase()),
        new DeviceDatabase());
  }

  @Override
  public void close() {
    origins.close();
    kvStores.close();
    secretStores.close();
    geoDatabase.close();
  }
}

package dev.verge.isolate.platform;

import dev.verge.isolate.platform.acl.Acls;
import dev.verge.isolate.platform.backends.Origins;
import dev.verge.isolate.platform.cache.Caches;
import dev.verge.isolate.platform.devices.DeviceDatabase;
import dev.verge.isolate.platform.geo.GeoDatabase;
import dev.verge.isolate.platform.httpcache.ReadThrough;
import dev.verge.isolate.platform.kv.KvStore;
import dev.verge.isolate.platform.kv.KvStores;
import dev.verge.isolate.platform.live.LiveData;
import dev.verge.isolate.platform.rates.RateLimits;
import dev.verge.isolate.platform.secrets.SecretStores;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything that guests of any ABI can reach beside their request. Safe on any thread; lives as
 * long as the platform.
 *
 * @param rehearsed whether what guests do has no effect outside: see {@link #rehearsal}
 */
public record PlatformServices(
    Origins origins,
    Caches caches,
    ReadThrough readThrough,
    KvStores kvStores,
    SecretStores secretStores,
    RateLimits rateLimits,
    Acls acls,
    LiveData liveData,
    GeoDatabase geoDatabase,
    DeviceDatabase deviceDatabase,
    boolean rehearsed)
    implements AutoCloseable {
  /** What a tenant's guests may cache while they rehearse, in bytes. */
  private static final long REHEARSAL_CACHE_BYTES = 4L << 20;

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
        LiveData.open(settings.home()),
        GeoDatabase.open(settings.geoDatabase()),
        new DeviceDatabase(),
        false);
  }

  /**
   * These services for guests whose requests nobody sent: what there is in stores and databases is
   * read as it is, changes come to nothing, backends answer with an empty 200 without being asked,
   * caches and rate counters are others and empty. Nothing in it needs to be closed.
   */
  public PlatformServices rehearsal() {
    Origins silent = Origins.silent();
    Caches caches = new Caches(REHEARSAL_CACHE_BYTES);
    return new PlatformServices(
        silent,
        caches,
        new ReadThrough(caches, silent),
        kvStores,
        secretStores,
        new RateLimits(),
        acls,
        liveData,
        geoDatabase,
        deviceDatabase,
        true);
  }

  /**
   * The KV store that a guest opens; it is made when there is none of this name.
   *
   * @throws dev.verge.isolate.platform.kv.KvException when there can be none of this name
   */
  public KvStore kvStore(String tenant, String name) {
    return rehearsed ? kvStores.rehearse(tenant, name) : kvStores.open(tenant, name);
  }

  @Override
  public void close() {
    if (rehearsed) {
      return;
    }
    origins.close();
    kvStores.close();
    secretStores.close();
    liveData.close();
    geoDatabase.close();
  }
}

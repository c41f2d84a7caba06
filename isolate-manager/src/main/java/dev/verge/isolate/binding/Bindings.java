package dev.verge.isolate.binding;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that one version may reach by name.
 *
 * @param backends origins by name
 * @param configStores config stores by name, each from key to value; also what older guests call
 *     dictionaries
 * @param liveConfigStores the tenant's live config stores that the version may open: from the name
 *     in the guest, which {@code configStores} does not have, to the store's; as the others
 * @param kvStores the tenant's KV stores that the version may open
 * @param secretStores the tenant's secret stores that the version may open
 * @param acls access control lists by name, each with its entries in no particular order
 * @param liveAcls the tenant's live access control lists that the version may open
 * @param geolocation what is known of addresses beside the platform's own database
 * @param devices what is known of user agents beside the platform's own database: from the {@code
 *     User-Agent} to a JSON object
 * @param logFiles names of log endpoints that have a file of their own; all others write to the
 *     function's log
 * @param shields shielding sites by name
 * @param purgeKeys values of {@code Fastly-Key} that are taken as allowed to purge
 * @param readThroughCache whether responses of backends are cached as RFC 9111 says unless a
 *     request asks otherwise
 */
public record Bindings(
    Map<String, Backend> backends,
    Map<String, Map<String, String>> configStores,
    Map<String, String> liveConfigStores,
    Map<String, String> kvStores,
    Map<String, String> secretStores,
    Map<String, List<AclEntry>> acls,
    Map<String, String> liveAcls,
    Geolocation geolocation,
    Map<String, String> devices,
    Set<String> logFiles,
    Map<String, Shield> shields,
    Set<String> purgeKeys,
    boolean readThroughCache) {

  /** Nothing by name; the read-through cache is on. */
  public static final Bindings NONE =
      new Bindings(
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Geolocation.DEFAULT,
          Map.of(),
          Set.of(),
          Map.of(),
          Set.of(),
          true);

  public Bindings {
    backends = Map.copyOf(backends);
    configStores = Map.copyOf(configStores);
    liveConfigStores = Map.copyOf(liveConfigStores);
    kvStores = Map.copyOf(kvStores);
    secretStores = Map.copyOf(secretStores);
    acls = Map.copyOf(acls);
    liveAcls = Map.copyOf(liveAcls);
    devices = Map.copyOf(devices);
    logFiles = Set.copyOf(logFiles);
    shields = Map.copyOf(shields);
    purgeKeys = Set.copyOf(purgeKeys);
  }
}

package dev.verge.deploy.manifest;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.verge.isolate.binding.AclEntry;
import dev.verge.isolate.binding.Bindings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The members of a manifest that a guest sees by name.
 *
 * @param backends origins
 * @param configStores from key to value
 * @param liveConfigStores the tenant's live config stores that the version may open
 * @param kvStores the tenant's KV stores that the version may open
 * @param secretStores the tenant's secret stores that the version may open
 * @param acls access control lists
 * @param liveAcls the tenant's live access control lists that the version may open
 * @param geolocation what is known of addresses
 * @param deviceDetection what is known of user agents
 * @param logEndpoints log endpoints that differ from the default
 * @param shieldingSites shielding sites
 * @param purgeKeys values of {@code Fastly-Key} that are taken as valid
 * @param httpCache whether responses of backends are cached as RFC 9111 says
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ManifestBindings(
    Map<String, ManifestBackend> backends,
    Map<String, Map<String, String>> configStores,
    ManifestStores liveConfigStores,
    ManifestStores kvStores,
    ManifestStores secretStores,
    Map<String, List<ManifestAclEntry>> acls,
    ManifestStores liveAcls,
    ManifestGeolocation geolocation,
    ManifestDevices deviceDetection,
    Map<String, ManifestLogEndpoint> logEndpoints,
    Map<String, ManifestShield> shieldingSites,
    List<String> purgeKeys,
    boolean httpCache) {

  /** Nothing by name; the cache is on. */
  public static final ManifestBindings NONE =
      new ManifestBindings(
          Map.of(),
          Map.of(),
          ManifestStores.NONE,
          ManifestStores.NONE,
          ManifestStores.NONE,
          Map.of(),
          ManifestStores.NONE,
          ManifestGeolocation.DEFAULT,
          ManifestDevices.DEFAULT,
          Map.of(),
          Map.of(),
          List.of(),
          Bindings.NONE.readThroughCache());

  public ManifestBindings {
    backends = Map.copyOf(backends);
    configStores = Map.copyOf(configStores);
    acls = Map.copyOf(acls);
    logEndpoints = Map.copyOf(logEndpoints);
    shieldingSites = Map.copyOf(shieldingSites);
    purgeKeys = List.copyOf(purgeKeys);
  }

  /**
   * @param change gets the backend's name and its certificate
   */
  ManifestBindings withClientCertificates(
      BiFunction<String, ManifestCertificate, ManifestCertificate> change) {
    return with(
        mapped(
            backends,
            (name, backend) ->
                backend.withClientCertificate(certificate -> change.apply(name, certificate))),
        purgeKeys);
  }

  /** As they may be told: of private keys nothing, of purge keys only how many there are. */
  ManifestBindings withoutKeys() {
    return withClientCertificates((backend, certificate) -> certificate.withoutKey())
        .withPurgeKeys(
            IntStream.rangeClosed(1, purgeKeys.size()).mapToObj(BindingsRules::untold).toList());
  }

  /** These bindings with other backends. */
  public ManifestBindings withBackends(Map<String, ManifestBackend> others) {
    return with(others, purgeKeys);
  }

  /** These bindings with other stores of the tenant. */
  public ManifestBindings withStores(
      ManifestStores config, ManifestStores kv, ManifestStores secret, ManifestStores lists) {
    return new ManifestBindings(
        backends,
        configStores,
        config,
        kv,
        secret,
        acls,
        lists,
        geolocation,
        deviceDetection,
        logEndpoints,
        shieldingSites,
        purgeKeys,
        httpCache);
  }

  private ManifestBindings withPurgeKeys(List<String> others) {
    return with(backends, others);
  }

  private ManifestBindings with(
      Map<String, ManifestBackend> otherBackends, List<String> otherPurgeKeys) {
    return new ManifestBindings(
        otherBackends,
        configStores,
        liveConfigStores,
        kvStores,
        secretStores,
        acls,
        liveAcls,
        geolocation,
        deviceDetection,
        logEndpoints,
        shieldingSites,
        otherPurgeKeys,
        httpCache);
  }

  /**
   * @throws dev.verge.deploy.problem.ProblemException when a URL, an address or a word is not what
   *     it should be
   */
  Bindings toBindings() {
    return new Bindings(
        mapped(
            backends,
            (name, backend) -> backend.toBackend(name, Refusals.member("backends", name))),
        configStores,
        liveConfigStores.toMap(),
        kvStores.toMap(),
        secretStores.toMap(),
        mapped(acls, (name, entries) -> entries(entries, Refusals.member("acls", name))),
        liveAcls.toMap(),
        geolocation.toGeolocation("geolocation"),
        mapped(deviceDetection.userAgents().orElseThrow(), (agent, device) -> text(device)),
        logEndpoints.entrySet().stream()
            .filter(endpoint -> endpoint.getValue().file().orElseThrow())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet()),
        mapped(
            shieldingSites,
            (name, site) -> site.toShield(Refusals.member("shielding_sites", name))),
        Set.copyOf(purgeKeys),
        httpCache);
  }

  private static List<AclEntry> entries(List<ManifestAclEntry> entries, String member) {
    List<AclEntry> list = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      list.add(entries.get(i).toEntry("%s[%d]".formatted(member, i)));
    }
    return List.copyOf(list);
  }

  private static String text(ObjectNode device) {
    return device.toString();
  }

  private static <V, W> Map<String, W> mapped(
      Map<String, V> map, BiFunction<String, V, W> mapping) {
    return map.entrySet().stream()
        .collect(
            toMap(Map.Entry::getKey, entry -> mapping.apply(entry.getKey(), entry.getValue())));
  }
}

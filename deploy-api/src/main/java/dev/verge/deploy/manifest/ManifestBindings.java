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

/**
 * The members of a manifest that a guest sees by name.
 *
 * @param backends origins
 * @param configStores from key to value
 * @param kvStores names of the tenant's KV stores that the version may open
 * @param secretStores names of the tenant's secret stores that the version may open
 * @param acls access control lists
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
    List<String> kvStores,
    List<String> secretStores,
    Map<String, List<ManifestAclEntry>> acls,
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
          List.of(),
          List.of(),
          Map.of(),
          ManifestGeolocation.DEFAULT,
          ManifestDevices.DEFAULT,
          Map.of(),
          Map.of(),
          List.of(),
          Bindings.NONE.readThroughCache());

  public ManifestBindings {
    backends = Map.copyOf(backends);
    configStores = Map.copyOf(configStores);
    kvStores = List.copyOf(kvStores);
    secretStores = List.copyOf(secretStores);
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
    return new ManifestBindings(
        mapped(
            backends,
            (name, backend) ->
                backend.withClientCertificate(certificate -> change.apply(name, certificate))),
        configStores,
        kvStores,
        secretStores,
        acls,
        geolocation,
        deviceDetection,
        logEndpoints,
        shieldingSites,
        purgeKeys,
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
        Set.copyOf(kvStores),
        Set.copyOf(secretStores),
        mapped(acls, (name, entries) -> entries(entries, Refusals.member("acls", name))),
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

package dev.verge.deploy.manifest;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.verge.isolate.binding.AddressLiteral;
import dev.verge.isolate.binding.Geolocation;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a version declares about addresses. All is there once made.
 *
 * @param addresses from an address to the object that the guest is told
 * @param useDefaultLoopback whether a loopback address that is not declared gets an invented place
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ManifestGeolocation(
    Optional<Map<String, ObjectNode>> addresses, Optional<Boolean> useDefaultLoopback) {
  static final ManifestGeolocation DEFAULT =
      new ManifestGeolocation(Optional.empty(), Optional.empty());

  public ManifestGeolocation {
    addresses = Optional.of(addresses.map(Map::copyOf).orElse(Map.of()));
    useDefaultLoopback =
        Optional.of(useDefaultLoopback.orElse(Geolocation.DEFAULT.loopbackKnown()));
  }

  Geolocation toGeolocation(String member) {
    Map<InetAddress, String> places = new HashMap<>();
    addresses
        .orElseThrow()
        .forEach(
            (address, place) ->
                places.put(
                    AddressLiteral.parse(address)
                        .orElseThrow(
                            () ->
                                Refusals.refused(
                                    "%s.addresses has the name %s, which is not an IP address."
                                        .formatted(member, Refusals.quoted(address)))),
                    place.toString()));
    return new Geolocation(places, useDefaultLoopback.orElseThrow());
  }
}

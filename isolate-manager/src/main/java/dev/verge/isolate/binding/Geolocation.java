package dev.verge.isolate.binding;

import java.net.InetAddress;
import java.util.Map;

/**
 * What a version declares about addresses.
 *
 * @param addresses from an address to a JSON object
 * @param loopbackKnown whether a loopback address that is not declared gets an invented place, so
 *     that a developer's own requests have one
 */
public record Geolocation(Map<InetAddress, String> addresses, boolean loopbackKnown) {
  /** Nothing declared; loopback addresses get an invented place. */
  public static final Geolocation DEFAULT = new Geolocation(Map.of(), true);

  public Geolocation {
    addresses = Map.copyOf(addresses);
  }
}

package dev.verge.isolate.binding;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * One line of an access control list.
 *
 * @param network an address of the network; bits behind the prefix do not matter
 * @param prefixLength how many leading bits an address must share, from 0 to 32 or 128
 * @param action what the guest is told, such as {@code ALLOW} or {@code BLOCK}
 */
public record AclEntry(InetAddress network, int prefixLength, String action) {
  /**
   * @throws IllegalArgumentException when the prefix is longer than an address
   */
  public AclEntry {
    int most = network instanceof Inet4Address ? 32 : 128;
    if (prefixLength < 0 || prefixLength > most) {
      throw new IllegalArgumentException(
          "A prefix of %d bits; it has from 0 to %d.".formatted(prefixLength, most));
    }
  }
}

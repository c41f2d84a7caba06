package dev.verge.deploy.manifest;

import dev.verge.isolate.binding.AclEntry;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * One line of an access control list.
 *
 * @param prefix a network such as {@code 192.0.2.0/24}
 * @param action what the guest is told: {@code ALLOW} or {@code BLOCK}
 */
public record ManifestAclEntry(Optional<String> prefix, Optional<String> action) {
  AclEntry toEntry(String member) {
    String network = Refusals.required(prefix, member + ".prefix");
    int slash = network.indexOf('/');
    Optional<InetAddress> address =
        slash < 0 ? Optional.empty() : Addresses.literal(network.substring(0, slash));
    String length = network.substring(slash + 1);
    if (address.isEmpty() || !length.matches("[0-9]{1,3}")) {
      throw notANetwork(network, member);
    }
    int bits = address.get() instanceof Inet4Address ? 32 : 128;
    if (Integer.parseInt(length) > bits) {
      throw notANetwork(network, member);
    }
    return new AclEntry(
        address.get(),
        Integer.parseInt(length),
        action
            .filter(said -> said.equals("ALLOW") || said.equals("BLOCK"))
            .orElseThrow(
                () -> Refusals.refused("%s.action must be ALLOW or BLOCK.".formatted(member))));
  }

  private static RuntimeException notANetwork(String network, String member) {
    return Refusals.refused(
        "%s.prefix is %s; it must look like 192.0.2.0/24 or 2001:db8::/32."
            .formatted(member, Refusals.quoted(network)));
  }
}

package dev.verge.deploy.manifest;

import dev.verge.isolate.binding.AclEntry;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of an access control list.
 *
 * @param prefix a network such as {@code 192.0.2.0/24}
 * @param action what the guest is told: {@code ALLOW} or {@code BLOCK} in any case, or another word
 */
public record ManifestAclEntry(Optional<String> prefix, Optional<String> action) {
  private static final Pattern ACTION = Pattern.compile("[!-~]{1,64}");

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
        action(Refusals.required(action, member + ".action"), member));
  }

  private static String action(String said, String member) {
    if (!ACTION.matcher(said).matches()) {
      throw Refusals.refused(
          "%s.action is %s; it must be ALLOW, BLOCK or another word."
              .formatted(member, Refusals.quoted(said)));
    }
    String known = said.toUpperCase(Locale.ROOT);
    return known.equals("ALLOW") || known.equals("BLOCK") ? known : said;
  }

  private static RuntimeException notANetwork(String network, String member) {
    return Refusals.refused(
        "%s.prefix is %s; it must look like 192.0.2.0/24 or 2001:db8::/32."
            .formatted(member, Refusals.quoted(network)));
  }
}

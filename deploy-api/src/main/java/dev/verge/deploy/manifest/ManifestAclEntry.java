package dev.verge.deploy.manifest;

import dev.verge.isolate.binding.AclEntry;
import java.util.Optional;

/**
 * One line of an access control list.
 *
 * @param prefix a network such as {@code 192.0.2.0/24}
 * @param action what the guest is told: {@code ALLOW} or {@code BLOCK} in any case, or another word
 */
public record ManifestAclEntry(Optional<String> prefix, Optional<String> action) {
  AclEntry toEntry(String member) {
    String network = Refusals.required(prefix, member + ".prefix");
    return AclEntry.parse(network, "")
        .map(
            entry ->
                new AclEntry(
                    entry.network(),
                    entry.prefixLength(),
                    action(Refusals.required(action, member + ".action"), member)))
        .orElseThrow(
            () ->
                Refusals.refused(
                    "%s.prefix is %s; it must look like 192.0.2.0/24 or 2001:db8::/32."
                        .formatted(member, Refusals.quoted(network))));
  }

  private static String action(String said, String member) {
    return AclEntry.canonicalAction(said)
        .orElseThrow(
            () ->
                Refusals.refused(
                    "%s.action is %s; it must be ALLOW, BLOCK or another word."
                        .formatted(member, Refusals.quoted(said))));
  }
}

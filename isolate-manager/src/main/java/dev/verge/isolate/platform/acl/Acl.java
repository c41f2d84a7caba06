package dev.verge.isolate.platform.acl;

import dev.verge.isolate.binding.AclEntry;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An access control list. A look-up costs one step for each length of prefix in the list, however
 * many entries there are. Immutable.
 */
public final class Acl {
  private final Map<Integer, Map<BigInteger, AclEntry>> four = byLength();
  private final Map<Integer, Map<BigInteger, AclEntry>> six = byLength();

  /** A list of entries in any order. */
  public static Acl of(List<AclEntry> entries) {
    return new Acl(entries);
  }

  private Acl(List<AclEntry> entries) {
    for (AclEntry entry : entries) {
      byte[] address = entry.network().getAddress();
      family(address)
          .computeIfAbsent(entry.prefixLength(), length -> new HashMap<>())
          .put(prefix(address, entry.prefixLength()), entry);
    }
  }

  /** Longest prefixes first. */
  private static Map<Integer, Map<BigInteger, AclEntry>> byLength() {
    return new TreeMap<>(Comparator.reverseOrder());
  }

  /**
   * The entry with the longest prefix of an address; of several for the same network the last. An
   * IPv4 address mapped into IPv6 (RFC 4291, section 2.5.5.2) counts as IPv4, as Java has it.
   */
  public Optional<AclMatch> lookup(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (Map.Entry<Integer, Map<BigInteger, AclEntry>> networks : family(bytes).entrySet()) {
      AclEntry entry = networks.getValue().get(prefix(bytes, networks.getKey()));
      if (entry != null) {
        return Optional.of(new AclMatch(entry));
      }
    }
    return Optional.empty();
  }

  private Map<Integer, Map<BigInteger, AclEntry>> family(byte[] address) {
    return address.length == 4 ? four : six;
  }

  private static BigInteger prefix(byte[] address, int length) {
    return new BigInteger(1, address).shiftRight(Byte.SIZE * address.length - length);
  }
}

package dev.verge.isolate.platform.backends;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Addresses that are not of the public internet (IANA's registries of special-purpose addresses,
 * RFC 6890), also in the forms of IPv6 that stand for an address of IPv4.
 */
final class PrivateRanges {
  private PrivateRanges() {}

  /** Whether an address lies in one of them. */
  static boolean contain(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return true;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? isPrivate4(bytes) : isPrivate6(bytes);
  }

  private static boolean isPrivate4(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    int third = bytes[2] & 0xff;
    return first == 0 // this network
        || first == 10 // RFC 1918
        || first == 127
        || first >= 224 // multicast, reserved, broadcast
        || (first == 100 && second >= 64 && second < 128) // carriers' NAT, RFC 6598
        || (first == 169 && second == 254)
        || (first == 172 && second >= 16 && second < 32)
        || (first == 192 && second == 168)
        || (first == 192 && second == 0 && third == 0) // IETF protocol assignments
        || (first == 198 && (second == 18 || second == 19)); // benchmarks
  }

  private static boolean isPrivate6(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    if ((first & 0xfe) == 0xfc // unique local, RFC 4193
        || (first == 0xfe && (second & 0xc0) != 0)
        || first == 0xff) {
      return true;
    }
    if (startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) { // mapped and compatible
      return bytes[10] == bytes[11] && contains4(bytes, 12);
    }
    if (startsWith(bytes, 0, 0x64, 0xff, 0x9b)) { // NAT64, RFC 6052 and RFC 8215
      return !startsWith(bytes, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)
          || contains4(bytes, 12);
    }
    if (startsWith(bytes, 0x20, 0x02)) { // 6to4, RFC 3056
      return contains4(bytes, 2);
    }
    return startsWith(bytes, 0x20, 0x01, 0, 0); // Teredo, RFC 4380
  }

  private static boolean contains4(byte[] bytes, int offset) {
    try {
      return contain(InetAddress.getByAddress(Arrays.copyOfRange(bytes, offset, offset + 4)));
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}

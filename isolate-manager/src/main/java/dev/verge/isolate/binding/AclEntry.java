package dev.verge.isolate.binding;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One line of an access control list.
 *
 * @param network an address of the network; bits behind the prefix do not matter
 * @param prefixLength how many leading bits an address must share, from 0 to 32 or 128
 * @param action what the guest is told, such as {@code ALLOW} or {@code BLOCK}
 */
public record AclEntry(InetAddress network, int prefixLength, String action) {
  /** Actions that have a meaning, which their case does not change. */
  private static final Set<String> KNOWN_ACTIONS = Set.of("ALLOW", "BLOCK");

  private static final Pattern ACTION = Pattern.compile("[!-~]{1,64}");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");

  /** A run of zero groups, as a whole. */
  private static final Pattern ZEROS = Pattern.compile("(^|:)0(:0)+($|:)");

  /**
   * @throws IllegalArgumentException when the prefix is longer than an address
   */
  public AclEntry {
    if (prefixLength < 0 || prefixLength > bits(network)) {
      throw new IllegalArgumentException(
          "A prefix of %d bits; it has from 0 to %d.".formatted(prefixLength, bits(network)));
    }
  }

  private static int bits(InetAddress address) {
    return address instanceof Inet4Address ? 32 : 128;
  }

  /**
   * Reads a line as it is written.
   *
   * @param prefix in CIDR notation (RFC 4632, section 3.1), such as {@code 192.0.2.0/24}
   * @param action as the record's
   * @return empty when the prefix is none
   */
  public static Optional<AclEntry> parse(String prefix, String action) {
    int slash = prefix.indexOf('/');
    String length = prefix.substring(slash + 1);
    if (slash < 0 || !LENGTH.matcher(length).matches()) {
      return Optional.empty();
    }
    int bits = Integer.parseInt(length);
    return AddressLiteral.parse(prefix.substring(0, slash))
        .filter(address -> bits <= bits(address))
        .map(address -> new AclEntry(address, bits, action));
  }

  /**
   * An action as guests are told it: {@code ALLOW} and {@code BLOCK} in upper case, any other as it
   * is.
   *
   * @return empty when it is not a word of 1 to 64 visible ASCII characters
   */
  public static Optional<String> canonicalAction(String action) {
    String upper = action.toUpperCase(Locale.ROOT);
    return Optional.of(KNOWN_ACTIONS.contains(upper) ? upper : action)
        .filter(word -> ACTION.matcher(word).matches());
  }

  /**
   * The network's first address, IPv6 as RFC 5952 says, and the length of the prefix; equal for
   * equal networks.
   */
  public String prefix() {
    byte[] address = network.getAddress();
    int rest = Byte.SIZE * address.length - prefixLength;
    byte[] first = new BigInteger(1, address).shiftRight(rest).shiftLeft(rest).toByteArray();
    byte[] padded = new byte[address.length];
    int length = Math.min(first.length, padded.length);
    System.arraycopy(first, first.length - length, padded, padded.length - length, length);
    return text(padded) + "/" + prefixLength;
  }

  private static String text(byte[] address) {
    try {
      String text = InetAddress.getByAddress(address).getHostAddress();
      return address.length == 4
          ? text
          : ZEROS
              .matcher(text)
              .results()
              .max((one, other) -> Integer.compare(groups(one.group()), groups(other.group())))
              .map(run -> text.substring(0, run.start()) + "::" + text.substring(run.end()))
              .orElse(text);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(Arrays.toString(address), e);
    }
  }

  private static int groups(String run) {
    return (int) run.chars().filter(c -> c == '0').count();
  }
}

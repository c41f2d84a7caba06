package dev.verge.isolate.platform.acl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.verge.isolate.binding.AclEntry;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The entry that holds for an address. */
public record AclMatch(AclEntry entry) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Actions that have a meaning, which their case does not change. */
  private static final Set<String> ACTIONS = Set.of("ALLOW", "BLOCK");

  /** A run of zero groups, as a whole. */
  private static final Pattern ZEROS = Pattern.compile("(^|:)0(:0)+($|:)");

  /** The document of Fastly's own API: {@code {"prefix":"192.0.2.0/24","action":"BLOCK"}}. */
  public String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("prefix", prefix());
      json.writeStringField("action", action());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A text cannot be written to memory.", e);
    }
    return text.toString();
  }

  private String action() {
    String upper = entry.action().toUpperCase(Locale.ROOT);
    return ACTIONS.contains(upper) ? upper : entry.action();
  }

  /** The network's first address, IPv6 as in RFC 5952, and the length. */
  private String prefix() {
    byte[] address = entry.network().getAddress();
    int rest = Byte.SIZE * address.length - entry.prefixLength();
    byte[] first = new BigInteger(1, address).shiftRight(rest).shiftLeft(rest).toByteArray();
    byte[] padded = new byte[address.length];
    int length = Math.min(first.length, padded.length);
    System.arraycopy(first, first.length - length, padded, padded.length - length, length);
    return text(padded) + "/" + entry.prefixLength();
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

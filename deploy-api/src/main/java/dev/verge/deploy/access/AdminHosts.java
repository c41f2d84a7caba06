package dev.verge.deploy.access;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Under which names the control plane may be asked. A page from elsewhere can have its own name
 * resolve to this machine (DNS rebinding) and would then be of one origin with the control plane as
 * far as its browser can tell; but what it asks still carries that name.
 */
public final class AdminHosts {
  /** Of {@code Host}, RFC 9110 section 7.2: an address in brackets, or anything else; a port. */
  private static final Pattern HOST = Pattern.compile("(\\[[^]]*]|[^:\\[\\]]+)(:[0-9]*)?");

  private static final String LOCALHOST = "localhost";

  private final Optional<InetAddress> listening;
  private final Set<String> names;

  /**
   * The names of a control plane.
   *
   * @param address where it listens
   * @param more other names that lead to it, without ports
   */
  public AdminHosts(InetSocketAddress address, Collection<String> more) {
    this.listening = Optional.ofNullable(address.getAddress());
    this.names =
        Stream.concat(Stream.of(address.getHostString(), LOCALHOST), more.stream())
            .map(AdminHosts::canonical)
            .collect(toUnmodifiableSet());
  }

  /** Whether a {@code Host} field names this control plane. The port may be any, as behind NAT. */
  public boolean accepts(String host) {
    Matcher parts = HOST.matcher(host);
    if (!parts.matches()) {
      return false;
    }
    String name = canonical(parts.group(1));
    return names.contains(name)
        || name.endsWith("." + LOCALHOST) // RFC 6761, section 6.3: always this machine
        || address(name).filter(this::accepts).isPresent();
  }

  private boolean accepts(InetAddress asked) {
    return asked.isLoopbackAddress()
        || listening.filter(own -> own.isAnyLocalAddress() || own.equals(asked)).isPresent();
  }

  /** Whether an {@code Origin} is that of the pages that the same {@code Host} serves. */
  public static boolean isOwn(String origin, String host) {
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }

  /** An address that is one already; no name is looked up. */
  private static Optional<InetAddress> address(String name) {
    try {
      return Optional.of(InetAddress.ofLiteral(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String canonical(String name) {
    String bare = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    return (bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare)
        .toLowerCase(Locale.ROOT);
  }
}

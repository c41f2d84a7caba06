package dev.verge.gateway.up;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.URI;

/** Listening addresses as URLs that a client on this machine can use. */
public final class Urls {
  private Urls() {}

  /** The URL of an address that is listened on. */
  public static URI of(InetSocketAddress listening) {
    return of("http", listening);
  }

  /** As {@link #of(InetSocketAddress)}, with a scheme. */
  static URI of(String scheme, InetSocketAddress listening) {
    String host;
    if (listening.getAddress().isAnyLocalAddress()) {
      host = "127.0.0.1";
    } else {
      // Without the zone, which no URL can carry unescaped (RFC 6874).
      host = listening.getAddress().getHostAddress().replaceFirst("%.*", "");
      if (listening.getAddress() instanceof Inet6Address) {
        host = '[' + host + ']';
      }
    }
    return URI.create("%s://%s:%d".formatted(scheme, host, listening.getPort()));
  }
}

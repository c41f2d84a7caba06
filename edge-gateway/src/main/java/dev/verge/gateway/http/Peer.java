package dev.verge.gateway.http;

import dev.verge.gateway.tls.Secured;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What is known of a connection before its first request.
 *
 * @param client the address of the other end
 * @param server the address of this end
 * @param tls what TLS agreed on, where the connection is encrypted
 */
record Peer(InetSocketAddress client, InetSocketAddress server, Optional<Secured> tls) {
  /** The peer of an open channel. */
  static Peer of(Channel channel, Optional<Secured> tls) {
    return new Peer(
        (InetSocketAddress) channel.remoteAddress(),
        (InetSocketAddress) channel.localAddress(),
        tls);
  }

  /** The scheme of the URLs that lead here. */
  String scheme() {
    return tls.isPresent() ? "https" : "http";
  }

  /**
   * Whether a request for a host may come this way: TLS has shown a certificate to the client, and
   * answers for no other host (RFC 9110, section 7.4). A client that named no server took any.
   */
  boolean mayAskFor(String authority) {
    return tls.isEmpty() || tls.get().answersFor(hostname(authority));
  }

  private static String hostname(String authority) {
    int port = authority.lastIndexOf(':');
    return port < 0 || authority.indexOf(']') > port ? authority : authority.substring(0, port);
  }
}

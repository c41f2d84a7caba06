package dev.verge.isolate.exchange;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A request without its body.
 *
 * @param id unique within this process's life; also in the function's log and its record
 * @param method as received, such as {@code GET}
 * @param scheme {@code http} or {@code https}
 * @param authority the {@code Host} as received, port included when the client sent one
 * @param path as received and not decoded; starts with {@code /}
 * @param query what stands behind the first {@code ?}, not decoded; empty when there is none
 * @param protocol {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2.0}
 * @param headers as received, hop-by-hop fields (RFC 9110, section 7.6.1) left out
 * @param upgrade the protocol that the client asks to change to (RFC 9110, section 7.8), such as
 *     {@code websocket}
 * @param client the peer's address
 * @param server the address on which the connection was accepted
 * @param contentLength the body's length in bytes; -1 when it is not known beforehand
 * @param tls what is known of the encryption, where the connection is encrypted
 */
public record RequestHead(
    String id,
    String method,
    String scheme,
    String authority,
    String path,
    String query,
    String protocol,
    HeaderList headers,
    Optional<String> upgrade,
    InetSocketAddress client,
    InetSocketAddress server,
    long contentLength,
    Optional<TlsFacts> tls) {

  /** A request on a connection that is not encrypted. */
  public RequestHead(
      String id,
      String method,
      String scheme,
      String authority,
      String path,
      String query,
      String protocol,
      HeaderList headers,
      Optional<String> upgrade,
      InetSocketAddress client,
      InetSocketAddress server,
      long contentLength) {
    this(
        id,
        method,
        scheme,
        authority,
        path,
        query,
        protocol,
        headers,
        upgrade,
        client,
        server,
        contentLength,
        Optional.empty());
  }
}

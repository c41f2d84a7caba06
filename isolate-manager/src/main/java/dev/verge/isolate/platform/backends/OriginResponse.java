package dev.verge.isolate.platform.backends;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A response of a backend, or of a cache in its place.
 *
 * @param headers as received, hop-by-hop fields left out
 * @param body arrives while it is read
 * @param peer where it came from; empty when from a cache
 * @param cached whether a cache had it already, so that no backend was waited for
 */
public record OriginResponse(
    int status,
    HttpVersion version,
    HeaderList headers,
    Source body,
    Optional<InetSocketAddress> peer,
    boolean cached) {

  /** This response with another body. */
  OriginResponse withBody(Source other) {
    return new OriginResponse(status, version, headers, other, peer, cached);
  }
}

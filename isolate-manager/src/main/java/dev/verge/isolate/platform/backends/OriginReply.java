package dev.verge.isolate.platform.backends;

import dev.verge.isolate.exchange.HeaderList;

/** What a backend answers to a request that may ask for another protocol. */
public sealed interface OriginReply {
  /** It stays with HTTP. */
  record Response(OriginResponse response) implements OriginReply {}

  /**
   * It has changed to the protocol that was asked for.
   *
   * @param headers of its {@code 101}, {@code Connection} and {@code Upgrade} left out
   * @param tunnel to be closed
   */
  record Upgraded(HeaderList headers, OriginTunnel tunnel) implements OriginReply {}

  /** Nobody wants it any more. */
  default void drop() {
    switch (this) {
      case Response(OriginResponse response) -> response.body().close();
      case Upgraded(var _, OriginTunnel tunnel) -> tunnel.close();
    }
  }
}

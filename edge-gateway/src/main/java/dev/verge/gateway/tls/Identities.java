package dev.verge.gateway.tls;

import java.util.Optional;

/** Finds what to show to a client. Safe on any thread; may read files and sign certificates. */
@FunctionalInterface
interface Identities {
  /**
   * What answers for a name.
   *
   * @param serverName what the client asked for, in lower case; empty when it named no server
   */
  Optional<Identity> find(Optional<String> serverName);

  /** These, and where they have nothing, others. */
  default Identities or(Identities others) {
    return serverName -> find(serverName).or(() -> others.find(serverName));
  }
}

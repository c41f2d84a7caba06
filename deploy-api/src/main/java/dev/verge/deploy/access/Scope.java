package dev.verge.deploy.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What an access token allows; each scope includes those before it. */
public enum Scope {
  /** Whatever is looked at without revealing a secret. */
  READ,
  /** Versions, deployments, isolates, KV entries and caches. */
  DEPLOY,
  /** Secrets, tokens, the audit log, and deleting functions and stores. */
  ADMIN;

  /** The scope of a label. */
  public static Optional<Scope> of(String label) {
    return Stream.of(values()).filter(scope -> scope.label().equals(label)).findFirst();
  }

  /** The constant's name in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether this allows what another one does. */
  boolean includes(Scope other) {
    return compareTo(other) >= 0;
  }
}

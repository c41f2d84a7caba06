package dev.verge.deploy.store;

import dev.verge.isolate.FunctionId;

/** A hostname is claimed by a stored version of another function. */
public final class HostnameTakenException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String hostname;
  private final transient FunctionId owner;

  HostnameTakenException(String hostname, FunctionId owner) {
    super("The hostname %s is claimed by %s.".formatted(hostname, owner));
    this.hostname = hostname;
    this.owner = owner;
  }

  /** The hostname, in lower case. */
  public String hostname() {
    return hostname;
  }

  /** Who has it; may be of another tenant, whose name is nobody else's business. */
  public FunctionId owner() {
    return owner;
  }
}

package dev.verge.deploy.audit;

/** Where is written who changed what. Safe on any thread. */
@FunctionalInterface
public interface AuditTrail {
  /** Adds a line, which is durable when this returns. */
  void append(Change change, Outcome outcome);
}

package dev.verge.isolate.module;

import java.util.Optional;

/** Names the proposal that made the engine refuse a module. */
public final class ProposalFinder {
  private ProposalFinder() {}

  /** The first proposal in the code that the engine does not have; empty when none is found. */
  public static Optional<Proposal> find(byte[] binary) {
    try {
      CodeScan.of(binary);
      return Optional.empty();
    } catch (ModuleFormatException e) {
      return e.proposal();
    }
  }
}

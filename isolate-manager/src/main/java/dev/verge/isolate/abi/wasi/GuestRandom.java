package dev.verge.isolate.abi.wasi;

import java.security.SecureRandom;

/** Where a guest's random bytes come from. */
@FunctionalInterface
public interface GuestRandom {
  /** Fit for keys; safe on any thread. */
  GuestRandom SECURE = new SecureRandom()::nextBytes;

  /** Fills the whole array. */
  void fill(byte[] target);
}

package dev.verge.isolate.abi.compute;

import dev.verge.isolate.platform.cache.Found;
import dev.verge.isolate.platform.cache.Freshness;
import java.util.Optional;

/** {@code cache_lookup_state} of cache.witx. */
final class CacheState {
  private static final int FOUND = 1;
  private static final int USABLE = 1 << 1;
  private static final int STALE = 1 << 2;
  private static final int MUST_INSERT_OR_UPDATE = 1 << 3;
  private static final int USABLE_IF_ERROR = 1 << 4;

  private CacheState() {}

  static int of(Optional<Found> found, boolean obliged) {
    return found.map(CacheState::of).orElse(0) | (obliged ? MUST_INSERT_OR_UPDATE : 0);
  }

  private static int of(Found found) {
    int state = FOUND;
    if (found.freshness().usable() || found.revalidationFailed()) {
      state |= USABLE;
    }
    if (found.freshness() != Freshness.FRESH) {
      state |= STALE;
    }
    if (found.usableIfError()) {
      state |= USABLE_IF_ERROR;
    }
    return state;
  }
}

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

  /** Of an object that was only found if it may be used. */
  static int of(Optional<Found> found, boolean obliged) {
    return of(found, found.isPresent(), obliged);
  }

  /** Of an object that may have been found although it is too stale to be used. */
  static int of(Optional<Found> found, boolean usable, boolean obliged) {
    int state = obliged ? MUST_INSERT_OR_UPDATE : 0;
    if (found.isPresent()) {
      state |= FOUND;
      state |= usable ? USABLE : 0;
      state |= found.get().freshness() == Freshness.FRESH ? 0 : STALE;
      state |= found.get().usableIfError() ? USABLE_IF_ERROR : 0;
    }
    return state;
  }
}

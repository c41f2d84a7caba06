package dev.verge.isolate.platform.cache;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of objects that are in the cache no more and are still read: bounded, since readers may be
 * as slow as they like. Safe on any thread.
 */
final class DetachedBytes {
  private final AtomicLong used = new AtomicLong();
  private final long most;

  DetachedBytes(long most) {
    this.most = most;
  }

  /** Takes a share; false when there is not enough left. */
  boolean reserve(long bytes) {
    if (used.addAndGet(bytes) <= most) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  void release(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}

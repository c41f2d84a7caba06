package dev.verge.isolate.abi.compute;

import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Pipe;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.cache.ObjectWriter;
import dev.verge.isolate.platform.cache.PendingLookup;
import dev.verge.isolate.platform.cache.Transaction;

/** Gives a guest handles to what it has in the cache; what gets none is closed. */
final class CacheHandles {
  private final Session session;

  CacheHandles(Session session) {
    this.session = session;
  }

  int add(AsyncItem item) {
    try {
      return session.items().add(item);
    } catch (StatusException e) {
      item.close();
      throw e;
    }
  }

  int addBody(Source source) {
    try {
      return session.addBody(source);
    } catch (StatusException e) {
      source.close();
      throw e;
    }
  }

  /** A handle to write an object with. */
  int addWriter(ObjectWriter writer, AsyncItem... others) {
    Pipe pipe = new Pipe();
    try {
      int handle = session.addStreaming(pipe);
      writer.fill(pipe);
      return handle;
    } catch (StatusException e) {
      writer.fail(
          new BrokenBodyException(BrokenBodyException.Cause.INTERNAL, "too many open handles"));
      for (AsyncItem other : others) {
        other.close();
      }
      throw e;
    }
  }

  /** Waits for a lookup; gives it up when interrupted. */
  Transaction await(PendingLookup pending) throws InterruptedException {
    try {
      session.await(pending.transaction());
      return pending.transaction().join();
    } catch (InterruptedException e) {
      pending.close();
      throw e;
    }
  }
}

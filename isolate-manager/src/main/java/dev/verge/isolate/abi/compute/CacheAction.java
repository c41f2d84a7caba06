package dev.verge.isolate.abi.compute;

import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.cache.CacheException;

/** A hostcall's work on the cache; what the cache refuses becomes a status. */
@FunctionalInterface
interface CacheAction {
  int run() throws InterruptedException;

  /** Runs one; the function's developer is told what the cache says. */
  static int run(Session session, CacheAction action) throws InterruptedException {
    try {
      return action.run();
    } catch (CacheException e) {
      session.tell(e.getMessage());
      throw StatusException.of(status(e.kind()), e.getMessage());
    } catch (BrokenBodyException e) {
      session.tell(e.getMessage());
      throw StatusException.of(Status.ERROR, e.getMessage());
    }
  }

  private static int status(CacheException.Kind kind) {
    return switch (kind) {
      case INVALID -> Status.INVAL;
      case TOO_LARGE -> Status.LIMITEXCEEDED;
      case NOT_OBLIGED, BODY_IN_USE -> Status.BADF;
    };
  }
}

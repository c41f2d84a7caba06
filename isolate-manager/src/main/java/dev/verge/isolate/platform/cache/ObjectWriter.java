package dev.verge.isolate.platform.cache;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Source;

/** Writes an object's bytes, once; the object can be found and read meanwhile. For one thread. */
public final class ObjectWriter {
  private static final int PIECE = 16 * 1024;

  private final TenantCache cache;
  private final StoredBody body;
  private long weighed;

  ObjectWriter(TenantCache cache, StoredBody body) {
    this.cache = cache;
    this.body = body;
  }

  /**
   * Adds bytes. Waits only for an object that is too large to be cached: for those who read it.
   *
   * @return false when no more is taken
   */
  public boolean write(byte[] bytes, int offset, int length) throws InterruptedException {
    for (int done = 0; done < length; done += PIECE) {
      int piece = Math.min(PIECE, length - done);
      if (body.outgrownBy(piece)) {
        cache.drop(body);
      }
      if (!body.append(bytes, offset + done, piece)) {
        cache.drop(body);
        return false;
      }
    }
    weigh();
    return true;
  }

  /** All is written. Does nothing when it has ended. */
  public void finish(HeaderList trailers) {
    body.complete(trailers);
    if (body.broken().isPresent()) {
      cache.drop(body);
    } else {
      cache.weigh(body);
    }
  }

  /** The rest will not come: whoever reads the object is told, nobody finds it any more. */
  public void fail(BrokenBodyException why) {
    body.fail(why);
    cache.drop(body);
  }

  /**
   * Writes all that a source has, on a thread of its own, and finishes or fails with it. The source
   * is closed when it is not wanted any more.
   */
  public void fill(Source source) {
    Thread.ofVirtual().name("verge-cache-fill").start(() -> fillNow(source));
  }

  private void fillNow(Source source) {
    byte[] buffer = new byte[PIECE];
    try {
      for (int count = source.read(buffer, 0, PIECE);
          count >= 0;
          count = source.read(buffer, 0, PIECE)) {
        if (!write(buffer, 0, count)) {
          return;
        }
      }
      finish(source.trailers());
    } catch (BrokenBodyException e) {
      fail(e);
    } catch (InterruptedException e) {
      fail(broken("interrupted"));
    } catch (RuntimeException | Error e) {
      fail(broken(e.toString()));
      throw e;
    } finally {
      source.close();
    }
  }

  private static BrokenBodyException broken(String why) {
    return new BrokenBodyException(
        BrokenBodyException.Cause.INTERNAL, "the cache could not store an object: " + why);
  }

  private void weigh() {
    long weight = body.weight();
    if (weight != weighed) {
      weighed = weight;
      cache.weigh(body);
    }
  }
}

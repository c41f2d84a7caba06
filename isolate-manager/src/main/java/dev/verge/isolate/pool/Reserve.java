package dev.verge.isolate.pool;

import dev.verge.isolate.engine.Isolate;
import dev.verge.isolate.template.Template;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares isolates ahead of their requests, as many as a function's demand says and as memory
 * allows. Only a request or an activation makes it look at a function: one that is left alone loses
 * its reserve by age. Safe on any thread; nothing here keeps a caller waiting.
 */
final class Reserve {
  private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);

  private final Upkeep upkeep;
  private final LongPredicate room;
  private volatile IsolateTimes times = IsolateTimes.UNHEARD;

  /**
   * @param room whether all reserves together may have so many bytes more
   */
  Reserve(Upkeep upkeep, LongPredicate room) {
    this.upkeep = upkeep;
    this.room = room;
  }

  void tell(IsolateTimes listener) {
    times = listener;
  }

  /** Sees to it that a function soon has the isolates that it should. */
  void replenish(Shelf shelf) {
    if (shelf.isUneven(System.nanoTime()) && shelf.startRefilling()) {
      upkeep.add(() -> step(shelf));
    }
  }

  /** One isolate more or fewer; what else is to be done takes its turn behind other functions. */
  private void step(Shelf shelf) {
    boolean changed = false;
    try {
      changed = shelf.missing(System.nanoTime()) > 0 ? prepare(shelf) : drop(shelf);
    } finally {
      shelf.refilled();
    }
    if (changed) {
      replenish(shelf);
    }
  }

  private boolean prepare(Shelf shelf) {
    Template template = shelf.template();
    if (!room.test(shelf.expectedWeight())) {
      return false;
    }
    try {
      long before = System.nanoTime();
      Isolate isolate = template.newIsolate();
      PooledIsolate made = prepared(shelf, isolate);
      times.prepared(template.version().function(), System.nanoTime() - before);
      if (!shelf.stock(made)) {
        made.close();
      }
      return true;
    } catch (RuntimeException e) {
      if (shelf.refuseReserve(System.nanoTime())) {
        LOG.warn(
            "No isolate of {} could be made ahead of a request; such requests start cold",
            template.version(),
            e);
      }
      return false;
    }
  }

  private static PooledIsolate prepared(Shelf shelf, Isolate isolate) {
    try {
      isolate.prepare();
      return new PooledIsolate(shelf, isolate);
    } catch (RuntimeException | Error e) {
      isolate.close();
      throw e;
    }
  }

  private static boolean drop(Shelf shelf) {
    shelf.surplus(System.nanoTime()).ifPresent(PooledIsolate::close);
    return false;
  }
}

package dev.verge.deploy.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.verge.deploy.audit.Actor;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which refusals and failures the audit log is told of. It is never cleared, and everybody waits
 * while it is written, so that somebody who may do next to nothing could fill it with what came to
 * nothing: of each token, so many a minute are told. Safe on any thread.
 */
final class RefusalsTold {
  /** In a minute. */
  static final int MOST = 200;

  private static final Logger LOG = LoggerFactory.getLogger(RefusalsTold.class);
  private static final int MOST_ACTORS = 10_000;
  private static final long MILLIS = 60_000;

  private final Cache<String, Minute> byActor =
      Caffeine.newBuilder().maximumSize(MOST_ACTORS).build();
  private final InstantSource clock;

  RefusalsTold(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * @param number of the minute
   * @param count of what was refused in it
   */
  private record Minute(long number, int count) {}

  /** Counts a refusal or a failure; whether it is to be told. */
  boolean tells(Actor actor) {
    long now = Math.floorDiv(clock.millis(), MILLIS);
    Minute minute =
        byActor
            .asMap()
            .merge(
                actor.id(),
                new Minute(now, 1),
                (last, first) ->
                    last.number() == now
                        ? new Minute(now, Math.min(last.count(), MOST) + 1)
                        : first);
    if (minute.count() > MOST && minute.number() == now) {
      LOG.debug("A refusal or failure of {} is not in the audit log: there are too many.", actor);
      return false;
    }
    return true;
  }
}

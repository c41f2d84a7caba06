package dev.verge.isolate.platform.live;

import java.util.OptionalLong;

/**
 * One step of a change of a live store.
 *
 * @param kind what is done
 * @param key of which item
 * @param value the item's from then on; means nothing when it is removed
 * @param ifGeneration the generation that the item must be of before
 */
public record LiveChange(Kind kind, String key, String value, OptionalLong ifGeneration) {
  /** What can be done to an item. */
  public enum Kind {
    /** Make one that is not there. */
    CREATE,
    /** Change one that is there. */
    UPDATE,
    /** Either. */
    UPSERT,
    /** Remove one that is there. */
    DELETE
  }

  /** Puts an item, whatever is there. */
  public static LiveChange upsert(String key, String value) {
    return new LiveChange(Kind.UPSERT, key, value, OptionalLong.empty());
  }

  /** Removes an item that is there. */
  public static LiveChange delete(String key) {
    return new LiveChange(Kind.DELETE, key, "", OptionalLong.empty());
  }
}

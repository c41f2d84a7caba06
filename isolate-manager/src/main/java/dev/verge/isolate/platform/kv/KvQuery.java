package dev.verge.isolate.platform.kv;

import java.util.Optional;

/**
 * Which keys to list.
 *
 * @param prefix with which they begin
 * @param limit how many at most, from 1 to {@link #MOST}
 * @param cursor where an earlier page ended
 */
public record KvQuery(Optional<String> prefix, int limit, Optional<String> cursor) {
  /** The largest page, and what is taken when nobody says. */
  public static final int MOST = 1000;

  /** The first page of all. */
  public static final KvQuery ALL = new KvQuery(Optional.empty(), MOST, Optional.empty());

  /**
   * @throws KvException when the limit is out of its range
   */
  public KvQuery {
    if (limit < 1 || limit > MOST) {
      throw new KvException(
          KvException.Reason.BAD_REQUEST,
          "A limit of %d keys; it must be from 1 to %d."
              .formatted(Integer.toUnsignedLong(limit), MOST));
    }
  }
}

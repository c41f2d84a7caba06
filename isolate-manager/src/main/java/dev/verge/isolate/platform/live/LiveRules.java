package dev.verge.isolate.platform.live;

import java.util.Map;

/**
 * What a kind of live store takes, and what guests read of it.
 *
 * @param <S> what guests read; immutable
 */
interface LiveRules<S> {
  /** By which the database tells the kinds apart; never changes. */
  String kind();

  /** The most that one tenant's stores of this kind may have, keys and values in UTF-8. */
  long mostBytes();

  /**
   * A key in the form in which it is kept.
   *
   * @throws LiveException when it breaks the rules
   */
  String key(String given);

  /**
   * A value in the form in which it is kept.
   *
   * @throws LiveException when it breaks the rules
   */
  String value(String given);

  /** Makes what guests read of items that were kept. */
  S snapshot(Map<String, String> items);
}

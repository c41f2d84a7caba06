package dev.verge.isolate.platform.live;

import java.util.List;
import java.util.Optional;

/**
 * Some of a store's items.
 *
 * @param items in the order of their keys' UTF-8 bytes
 * @param generation the store's, when they were read
 * @param nextCursor where the next page begins, when there is one
 */
public record LivePage(List<LiveItem> items, long generation, Optional<String> nextCursor) {
  /** The largest page. */
  public static final int MOST = 1000;

  public LivePage {
    items = List.copyOf(items);
  }
}

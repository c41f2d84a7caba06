package dev.verge.isolate.abi.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a guest has handles to, of one kind. A handle is never given twice, so that one that was
 * closed stays invalid.
 */
final class Handles<T> {
  /** How many may be open at once. */
  static final int MOST_OPEN = 10_000;

  /** Never a handle: how guests' libraries mark that they have none. */
  static final int INVALID = -2;

  private final List<T> entries = new ArrayList<>();
  private int open;

  /**
   * Gives a handle, from 1 up.
   *
   * @throws StatusException {@link Status#LIMITEXCEEDED} when too many are open
   */
  int add(T entry) {
    if (open == MOST_OPEN) {
      throw StatusException.of(Status.LIMITEXCEEDED, "too many open handles");
    }
    entries.add(entry);
    open++;
    return entries.size();
  }

  /**
   * What a handle stands for.
   *
   * @throws StatusException {@link Status#BADF} when it stands for nothing
   */
  T find(int handle) {
    if (handle < 1 || handle > entries.size() || entries.get(handle - 1) == null) {
      throw StatusException.badHandle();
    }
    return entries.get(handle - 1);
  }

  /** What a handle of a certain class stands for; as {@link #find(int)} otherwise. */
  <S extends T> S find(int handle, Class<S> kind) {
    T entry = find(handle);
    if (!kind.isInstance(entry)) {
      throw StatusException.badHandle();
    }
    return kind.cast(entry);
  }

  /** As {@link #find(int)}; the handle is invalid afterwards. */
  T take(int handle) {
    T entry = find(handle);
    entries.set(handle - 1, null);
    open--;
    return entry;
  }

  /** As {@link #find(int, Class)}; the handle is invalid afterwards. */
  <S extends T> S take(int handle, Class<S> kind) {
    S entry = find(handle, kind);
    take(handle);
    return entry;
  }

  /** Puts something else under a valid handle. */
  void replace(int handle, T entry) {
    find(handle);
    entries.set(handle - 1, entry);
  }

  /** The handle of an entry that equals another, if there is one. */
  OptionalInt handleOf(T other) {
    int index = entries.indexOf(other);
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index + 1);
  }

  /** All that are open. */
  List<T> open() {
    return entries.stream().filter(entry -> entry != null).toList();
  }
}

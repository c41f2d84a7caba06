package dev.verge.deploy.http;

/** What a follower is told. */
sealed interface Event<T> {
  /** Something new. */
  record Item<T>(T item) implements Event<T> {}

  /** Something new that is not told any more, since the reader was too slow for it. */
  record Missed<T>(long items) implements Event<T> {}

  /** Nothing for a while. */
  record Silence<T>() implements Event<T> {}
}

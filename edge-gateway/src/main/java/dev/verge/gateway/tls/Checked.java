package dev.verge.gateway.tls;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A value made from files, made again when they have changed. Looks at them when it is asked, and
 * not more often than once in a while. Safe on any thread.
 *
 * @param <S> what tells whether the files have changed; compared with {@code equals}
 * @param <T> what is made of them
 */
final class Checked<S, T> {
  /** How old an answer may be. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Supplier<S> stamp;
  private final Function<S, T> maker;
  private Optional<Made<S, T>> last = Optional.empty();

  private record Made<S, T>(S stamp, T value, long checkedNanos) {}

  Checked(Supplier<S> stamp, Function<S, T> maker) {
    this.stamp = stamp;
    this.maker = maker;
  }

  synchronized T value() {
    long now = System.nanoTime();
    if (last.isPresent() && now - last.get().checkedNanos() < FRESH.toNanos()) {
      return last.get().value();
    }
    S current = stamp.get();
    T value =
        last.filter(made -> made.stamp().equals(current))
            .map(Made::value)
            .orElseGet(() -> maker.apply(current));
    last = Optional.of(new Made<>(current, value, now));
    return value;
  }
}

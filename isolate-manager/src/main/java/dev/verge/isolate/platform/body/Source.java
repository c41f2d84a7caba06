package dev.verge.isolate.platform.body;

import dev.verge.isolate.exchange.HeaderList;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Bytes that arrive, to be read once and in order. One reader at a time. */
public interface Source extends AutoCloseable {
  /**
   * Reads what is there; waits until there is at least one byte.
   *
   * @param length at least 1
   * @return bytes read, at least 1; -1 at the end
   * @throws BrokenBodyException when the rest will not arrive
   */
  int read(byte[] target, int offset, int length) throws InterruptedException;

  /**
   * Completes, always normally, when {@link #read} would not wait: something is there, or the end,
   * or a failure. A new one for each wait; completed ones are worth nothing after a read.
   */
  CompletableFuture<Void> readable();

  /** How many bytes are still to be read, where that is known or at least promised. */
  OptionalLong length();

  /** How many bytes of it are in this process's memory. On any thread. */
  default long heldBytes() {
    return 0;
  }

  /** The fields behind the body; meaningful once the end was read. */
  default HeaderList trailers() {
    return HeaderList.EMPTY;
  }

  /** The reader wants no more; whoever feeds this may stop. */
  @Override
  default void close() {}
}

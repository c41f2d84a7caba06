package dev.verge.isolate.exchange;

import java.util.Optional;

/**
 * Hears what becomes of a request that a guest sends to a backend. {@link #headers} is asked first;
 * then {@link #answered} is told if there is a response, and {@link #ended} last, each once at the
 * most. On any thread; never waits and never throws.
 */
public interface OutboundCall {
  /** Nobody wants to hear. */
  OutboundCall UNHEARD =
      new OutboundCall() {
        @Override
        public HeaderList headers(HeaderList own) {
          return own;
        }

        @Override
        public void answered(int status, boolean cached) {}

        @Override
        public void ended(long bytes, Optional<String> error) {}
      };

  /**
   * The fields to send in place of the guest's, for them to tell the backend which trace the
   * request belongs to.
   *
   * @param own what the guest has given its request
   */
  HeaderList headers(HeaderList own);

  /**
   * The response's head is there.
   *
   * @param cached whether a cache had it, so that the guest waited for no backend
   */
  void answered(int status, boolean cached);

  /**
   * Nothing more will come: all of the response was read, or nobody wants the rest, or something
   * went wrong.
   *
   * @param bytes of the response's body that were read
   * @param error what went wrong, in one word, such as {@code connection_refused}
   */
  void ended(long bytes, Optional<String> error);
}

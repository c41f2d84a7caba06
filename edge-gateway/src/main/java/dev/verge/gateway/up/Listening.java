package dev.verge.gateway.up;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** Starts what listens, and tells in plain words when it cannot. */
public final class Listening {
  private Listening() {}

  /**
   * Starts something.
   *
   * @param address where it will listen
   * @param flag with which another port can be chosen
   * @throws UpException when the address cannot be had
   */
  public static <T> T on(InetSocketAddress address, String flag, Supplier<T> start) {
    try {
      return start.get();
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        // A BindException, or what Netty's native transport has in its place.
        if (cause instanceof IOException) {
          throw new UpException(
              "Port %d on %s cannot be listened on: %s. Stop what uses it, or choose another with %s (0 picks a free one)."
                  .formatted(
                      address.getPort(),
                      address.getAddress().getHostAddress(),
                      cause.getMessage(),
                      flag),
              e);
        }
      }
      throw e;
    }
  }
}

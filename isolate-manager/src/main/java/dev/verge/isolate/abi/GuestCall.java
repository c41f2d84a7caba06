package dev.verge.isolate.abi;

import java.util.List;

/**
 * One run of a guest: for one request, or for several when it asks for more. Used on the guest's
 * thread only.
 */
public interface GuestCall extends AutoCloseable {
  /** One instance of each class of {@link GuestAbi#hostcalls()}, in its order. */
  List<?> hosts();

  /**
   * The guest ended well: sees to its response.
   *
   * @throws MalformedResponseException when what the guest wrote is not a response
   */
  Completion complete() throws InterruptedException;

  /**
   * Whether the response is whole whatever becomes of the guest: its failure is then its own
   * affair.
   */
  default boolean answered() {
    return false;
  }

  /** Lets go of what the call holds, however the guest ended. */
  @Override
  void close();
}

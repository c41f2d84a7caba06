package dev.verge.isolate.abi;

import dev.verge.isolate.exchange.RequestHead;
import java.util.List;
import java.util.Optional;

/** One request's passage through a guest. Used on the guest's thread only. */
public interface GuestCall extends AutoCloseable {
  /** One instance of each class of {@link GuestAbi#hostcalls()}, in its order. */
  List<?> hosts();

  /**
   * The guest ended well: finishes the response.
   *
   * @return empty when the exchange is finished; else the request that a fresh instance is to
   *     answer in place of this one
   * @throws MalformedResponseException when what the guest wrote is not a response
   */
  Optional<RequestHead> complete() throws InterruptedException;

  /** Lets go of what the call holds, however the guest ended. */
  @Override
  void close();
}

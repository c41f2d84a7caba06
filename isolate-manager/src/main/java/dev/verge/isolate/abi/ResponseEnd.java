package dev.verge.isolate.abi;

/**
 * The end of a response that is held back until its isolate can take another request, so that a
 * client that has its response whole finds the isolate idle.
 */
@FunctionalInterface
public interface ResponseEnd {
  /** The end has been delivered already. */
  ResponseEnd DELIVERED = () -> {};

  /**
   * Delivers it. Called at most once, perhaps on another thread than the guest's, after the guest
   * has ended or asked for another request.
   *
   * @throws dev.verge.isolate.exchange.ClientGoneException when nobody would receive it
   */
  void deliver() throws InterruptedException;
}

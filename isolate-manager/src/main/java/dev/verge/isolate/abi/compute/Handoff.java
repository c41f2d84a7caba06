package dev.verge.isolate.abi.compute;

/** Hands a client's connection over to a backend. */
final class Handoff {
  private final Session session;

  Handoff(Session session) {
    this.session = session;
  }

  /** The backend answers the client in the guest's place, and may change the protocol. */
  void toBackend(int requestHandle, String backend) {
    throw session.unsupported("redirect_to_websocket_proxy");
  }
}

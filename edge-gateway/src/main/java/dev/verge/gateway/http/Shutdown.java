package dev.verge.gateway.http;

/** What a connection's handlers are told, as a user event, when the data plane closes. */
enum Shutdown {
  /** Close after the requests that are being answered. */
  STOP,
  /** Close now. */
  ABORT
}

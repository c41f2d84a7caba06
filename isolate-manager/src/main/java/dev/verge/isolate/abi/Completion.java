package dev.verge.isolate.abi;

import dev.verge.isolate.exchange.RequestHead;

/** What came of a request when its guest ended well. */
public sealed interface Completion {
  /** It is answered. */
  record Answered(ResponseEnd end) implements Completion {}

  /** A fresh instance is to answer another request in place of it. */
  record Redirected(RequestHead to) implements Completion {}
}

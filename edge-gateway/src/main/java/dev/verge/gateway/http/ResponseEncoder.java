package dev.verge.gateway.http;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** An encoder that leaves out the bodies of answers to {@code HEAD}. Event loop only. */
final class ResponseEncoder extends HttpResponseEncoder {
  private boolean answersHead;

  /** Tells whether the next response answers a {@code HEAD} request. */
  void answersHead(boolean answersHead) {
    this.answersHead = answersHead;
  }

  /** Whether a response has no body, whatever its header says. */
  boolean isBodiless(HttpResponse response) {
    return isContentAlwaysEmpty(response);
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse response) {
    return answersHead || super.isContentAlwaysEmpty(response);
  }
}

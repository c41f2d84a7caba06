package dev.verge.gateway.http;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;

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
    // The superclass makes an exception for a draft of WebSocket whose 101 had a body.
    return answersHead
        || response.status().codeClass() == HttpStatusClass.INFORMATIONAL
        || super.isContentAlwaysEmpty(response);
  }
}

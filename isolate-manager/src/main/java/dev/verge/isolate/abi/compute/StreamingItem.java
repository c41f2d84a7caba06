package dev.verge.isolate.abi.compute;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Pipe;
import dev.verge.isolate.platform.http.HeaderFields;
import java.util.concurrent.CompletableFuture;

/**
 * The writing end of a body that is on its way already: to the client, a backend or a cache.
 *
 * @param trailers to be sent behind it
 */
record StreamingItem(Pipe pipe, HeaderFields trailers) implements AsyncItem {
  StreamingItem(Pipe pipe) {
    this(pipe, new HeaderFields());
  }

  @Override
  public CompletableFuture<?> readiness() {
    return pipe.writable();
  }

  /** The body is whole. */
  void finish() {
    pipe.end(trailers.size() == 0 ? HeaderList.EMPTY : trailers.toList());
  }

  /** The body will never be whole: so is one whose guest ended without finishing it. */
  @Override
  public void close() {
    pipe.fail(
        new BrokenBodyException(
            BrokenBodyException.Cause.INCOMPLETE, "the guest did not finish its body"));
  }
}

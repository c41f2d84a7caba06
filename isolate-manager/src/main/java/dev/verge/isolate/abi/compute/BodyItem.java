package dev.verge.isolate.abi.compute;

import dev.verge.isolate.platform.body.Body;
import java.util.concurrent.CompletableFuture;

/** A body that the guest can read and write. */
record BodyItem(Body body) implements AsyncItem {
  @Override
  public CompletableFuture<?> readiness() {
    return body.readable();
  }

  @Override
  public void close() {
    body.close();
  }
}

package dev.verge.isolate.platform.httpcache;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.platform.backends.OriginRequest;
import dev.verge.isolate.platform.backends.OriginResponse;
import java.util.concurrent.CompletableFuture;

/** What the read-through cache needs of backends. */
interface OriginSender {
  CompletableFuture<OriginResponse> send(Backend backend, OriginRequest request);

  /** Whether it is known not to answer. */
  boolean sick(Backend backend);
}

package dev.verge.isolate.platform.backends;

import io.vertx.core.Context;
import io.vertx.core.http.HttpClientResponse;

/**
 * Of one stream among several of a connection.
 *
 * @param context the connection's: what is said there is said in order, and waits for nothing
 */
record StreamValve(Context context, HttpClientResponse stream) implements Inflow.Valve {
  @Override
  public void shut() {
    context.runOnContext(ignored -> stream.pause());
  }

  @Override
  public void open() {
    context.runOnContext(ignored -> stream.resume());
  }
}

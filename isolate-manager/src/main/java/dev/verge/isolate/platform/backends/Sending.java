package dev.verge.isolate.platform.backends;

import dev.verge.isolate.binding.Backend;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A request on its way to a backend, on a thread of its own. */
final class Sending {
  private final Vertx vertx;
  private final Connections connections;
  private final Backend backend;
  private final OriginRequest request;
  private final RequestLines lines;
  private final Optional<String> upgrade;
  private final CompletableFuture<OriginReply> result;

  Sending(
      Vertx vertx,
      Connections connections,
      Backend backend,
      OriginRequest request,
      Optional<String> upgrade,
      CompletableFuture<OriginReply> result) {
    this.vertx = vertx;
    this.connections = connections;
    this.backend = backend;
    this.request = request;
    this.lines = RequestLines.of(backend, request);
    this.upgrade = upgrade;
    this.result = result;
  }

  /**
   * Sends it; ends when no more is to be sent and the response's head is there or will not come.
   * The result is complete by then. Interrupted, it gives the request up.
   */
  void run() {
    if (lines.method().equals("CONNECT")) {
      result.completeExceptionally(
          SendException.of(
              SendError.Kind.HTTP_REQUEST_URI_INVALID,
              "backend %s is no proxy: CONNECT has no meaning",
              backend.name()));
      return;
    }
    try {
      if (attempt(false)) {
        attempt(true);
      }
    } catch (SendException e) {
      result.completeExceptionally(e);
    } catch (InterruptedException e) {
      result.completeExceptionally(
          SendException.of(
              SendError.Kind.CONNECTION_TERMINATED,
              "the request to backend %s was given up",
              backend.name()));
    }
  }

  /**
   * Tries once.
   *
   * @return whether it is worth a second time
   */
  private boolean attempt(boolean fresh) throws InterruptedException {
    Connection connection = connections.take(fresh, upgrade.isPresent());
    boolean reused = connections.reused(connection);
    Attempt attempt = new Attempt(vertx, backend, connections, connection, lines, request, upgrade);
    var _ = attempt.reply().thenAccept(this::complete);
    var _ =
        result.whenComplete(
            (reply, failure) -> {
              if (failure instanceof CancellationException) {
                attempt.cancel();
              }
            });
    attempt.run();
    try {
      attempt.reply().join();
      return false;
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      if (!fresh && mayRepeat(cause, reused)) {
        return true;
      }
      if (cause instanceof SendException known) {
        throw known;
      }
      Throwable root = Failures.isDisconnection(cause) ? connection.failure().orElse(cause) : cause;
      throw new SendException(Failures.beforeHead(backend, root, connections.goAway(connection)));
    }
  }

  /** A backend may close a connection that it keeps just when the next request is on its way. */
  private boolean mayRepeat(Throwable cause, boolean reused) {
    return lines.empty()
        && !result.isDone()
        && (Failures.isUnprocessed(cause)
            || (reused && lines.repeatable() && Failures.isDisconnection(cause)));
  }

  private void complete(OriginReply reply) {
    if (!result.complete(reply)) {
      reply.drop();
    }
  }
}

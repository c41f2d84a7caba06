package dev.verge.isolate.platform.backends;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Backends that are not there: what is sent to them is read and dropped. */
final class SilentOrigins implements Origins {
  private static final int READ_BYTES = 16 << 10;
  private static final HeaderList EMPTY_BODY =
      HeaderList.of(List.of(new HeaderList.Field("content-length", "0")));

  @Override
  public CompletableFuture<OriginResponse> send(Backend backend, OriginRequest request) {
    CompletableFuture<OriginResponse> response = new CompletableFuture<>();
    // A body may still be written while it is sent.
    Thread.ofVirtual().name("origin-silent").start(() -> answer(backend, request, response));
    return response;
  }

  @Override
  public CompletableFuture<OriginReply> upgrade(
      Backend backend, OriginRequest request, String protocol) {
    return send(backend, request).thenApply(OriginReply.Response::new);
  }

  @Override
  public Backend.Health health(Backend backend) {
    return Backend.Health.HEALTHY;
  }

  @Override
  public void close() {}

  private static void answer(
      Backend backend, OriginRequest request, CompletableFuture<OriginResponse> response) {
    try (var body = request.body()) {
      byte[] buffer = new byte[READ_BYTES];
      while (body.read(buffer, 0, buffer.length) >= 0 && !response.isDone()) {
        // Dropped.
      }
      response.complete(
          new OriginResponse(
              200, HttpVersion.HTTP_11, EMPTY_BODY, ByteSource.EMPTY, Optional.empty(), false));
    } catch (RuntimeException | InterruptedException e) {
      response.completeExceptionally(
          SendException.of(
              SendError.Kind.INTERNAL_ERROR,
              "the request to %s broke off: %s",
              backend.name(),
              e.getMessage()));
    }
  }
}

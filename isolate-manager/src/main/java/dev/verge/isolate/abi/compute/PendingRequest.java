package dev.verge.isolate.abi.compute;

import dev.verge.isolate.platform.backends.OriginResponse;
import dev.verge.isolate.platform.backends.SendError;
import dev.verge.isolate.platform.backends.SendException;
import dev.verge.isolate.platform.http.HeaderFields;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** What a {@code pending_request_handle} stands for: a request that is on its way. */
final class PendingRequest implements AsyncItem {
  private final CompletableFuture<OriginResponse> response;
  private final CompletableFuture<Void> settled;
  private final List<Consumer<HeaderFields>> responseEdits = new ArrayList<>();
  private final List<Consumer<HeaderFields>> errorEdits = new ArrayList<>();
  private final boolean independent;
  private boolean taken;

  /** What came of it. */
  sealed interface Result {
    record Response(OriginResponse response) implements Result {}

    record Failure(SendError error) implements Result {}
  }

  /**
   * @param independent whether all of the request is there, so that it can go on without the guest
   */
  PendingRequest(CompletableFuture<OriginResponse> response, boolean independent) {
    this.response = response;
    this.independent = independent;
    this.settled = response.handle((ignored, failure) -> null);
  }

  /** Changes to the fields of a real response. */
  List<Consumer<HeaderFields>> responseEdits() {
    return responseEdits;
  }

  /** Changes to the fields of the response that stands for a failure. */
  List<Consumer<HeaderFields>> errorEdits() {
    return errorEdits;
  }

  @Override
  public CompletableFuture<Void> readiness() {
    return settled;
  }

  /** Waits for the result, whose body is the caller's from then on. */
  Result take() throws InterruptedException {
    taken = true;
    try {
      return new Result.Response(response.get());
    } catch (ExecutionException | CompletionException e) {
      return new Result.Failure(error(e.getCause()));
    }
  }

  /** The response with the guest's changes. */
  GuestResponse edited(OriginResponse arrived) {
    GuestResponse edited = GuestResponse.of(arrived);
    responseEdits.forEach(edit -> edit.accept(edited.headers()));
    return edited;
  }

  /** A request that nobody waits for is still sent, if it can be; its response is dropped. */
  @Override
  public void close() {
    if (taken) {
      return;
    }
    var _ =
        response.whenComplete(
            (arrived, failure) -> {
              if (arrived != null) {
                arrived.body().close();
              }
            });
    if (!independent) {
      response.cancel(true);
    }
  }

  private static SendError error(Throwable cause) {
    return cause instanceof SendException sent
        ? sent.error()
        : SendError.of(SendError.Kind.INTERNAL_ERROR, "Verge failed to send: " + cause);
  }
}

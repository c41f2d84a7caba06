package dev.verge.isolate.platform.backends;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.OutboundCall;
import dev.verge.isolate.exchange.OutboundRequest;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.body.Source;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A request that a guest sends to a backend, of which the client's exchange is told: when it goes,
 * when its response's head is there, and when all is over. One use.
 */
public final class Outbound {
  /** What the exchange is told of a request that nobody waits for any more. */
  private static final String GIVEN_UP = "given_up";

  private final OutboundCall call;
  private final OriginRequest request;

  /**
   * Tells an exchange that a request goes to a backend now.
   *
   * @param exchange of the client's request that the guest answers
   */
  public Outbound(Exchange exchange, Backend backend, OriginRequest request) {
    this.call =
        exchange.outbound(
            new OutboundRequest(
                backend.name(),
                request.method(),
                request.uri().scheme(),
                request.uri().authority(),
                request.uri().path(),
                request.uri().query().orElse("")));
    this.request = request.withHeaders(call.headers(request.headers()));
  }

  /**
   * Sends it, and tells what becomes of it.
   *
   * @param way given the request with what the exchange adds to it, sends it as {@link
   *     Origins#send} does
   * @return as of {@link Origins#send}
   */
  public CompletableFuture<OriginResponse> send(
      Function<OriginRequest, CompletableFuture<OriginResponse>> way) {
    return heard(way.apply(request), this::answered, response -> response.body().close());
  }

  /**
   * As {@link #send} with a request for another protocol, which is over for the exchange when the
   * backend has changed to that.
   *
   * @param way as {@link Origins#upgrade}
   */
  public CompletableFuture<OriginReply> upgrade(
      Function<OriginRequest, CompletableFuture<OriginReply>> way) {
    return heard(way.apply(request), this::answered, OriginReply::drop);
  }

  private <T> CompletableFuture<T> heard(
      CompletableFuture<T> sent, UnaryOperator<T> answered, Consumer<T> drop) {
    CompletableFuture<T> heard = new CompletableFuture<>();
    var _ =
        sent.whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                call.ended(0, Optional.of(error(failure)));
                heard.completeExceptionally(failure);
              } else {
                T told = answered.apply(reply);
                if (!heard.complete(told)) {
                  drop.accept(told);
                }
              }
            });
    NetworkOrigins.giveUpWith(heard, sent);
    return heard;
  }

  private OriginResponse answered(OriginResponse response) {
    call.answered(response.status(), response.cached());
    Source body = response.body();
    if (body instanceof ByteSource whole) {
      call.ended(whole.length().orElse(0), Optional.empty());
      return response;
    }
    return response.withBody(new HeardBody(body, call));
  }

  private OriginReply answered(OriginReply reply) {
    return switch (reply) {
      case OriginReply.Response(OriginResponse response) ->
          new OriginReply.Response(answered(response));
      case OriginReply.Upgraded upgraded -> {
        call.answered(101, false);
        call.ended(0, Optional.empty());
        yield upgraded;
      }
    };
  }

  private static String error(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case CancellationException _ -> GIVEN_UP;
      case SendException sent -> sent.error().kind().name().toLowerCase(Locale.ROOT);
      default -> "internal_error";
    };
  }
}

package dev.verge.deploy.http;

import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests to this platform's own data plane and nowhere else: the address is given once, and
 * a request chooses only the name that it asks for.
 */
final class DataPlaneClient {
  /** Then a response is told as far as it came. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A response of more is cut off. */
  private static final long MOST_BYTES = 64L << 20;

  private static final int CONNECT_MILLIS = 5_000;
  private static final int HEADER_BYTES = 64 << 10;
  private static final int AT_ONCE = 16;
  private static final int WAITING = 64;

  private final Vertx vertx;
  private final HttpClient client;
  private final InetSocketAddress dataPlane;

  DataPlaneClient(Vertx vertx, InetSocketAddress dataPlane) {
    this.vertx = vertx;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout(CONNECT_MILLIS)
                .setMaxHeaderSize(HEADER_BYTES),
            new PoolOptions().setHttp1MaxSize(AT_ONCE).setMaxWaitQueueSize(WAITING));
    this.dataPlane = reachable(dataPlane);
  }

  /**
   * Sends a request and waits for its response.
   *
   * @param host the name that is asked for
   * @throws ProblemException when there is no response
   */
  TrialAnswer send(String host, TrialRequest request) throws InterruptedException {
    Exchange exchange = new Exchange();
    RequestOptions options =
        new RequestOptions()
            .setServer(
                SocketAddress.inetSocketAddress(dataPlane.getPort(), dataPlane.getHostString()))
            .setHost(host)
            .setPort(dataPlane.getPort())
            .setMethod(HttpMethod.valueOf(request.method().orElse("GET")))
            .setURI(request.path().orElse("/"))
            .setFollowRedirects(false);
    Buffer body = request.content();
    client
        .request(options)
        .onSuccess(outgoing -> exchange.begin(outgoing, request.headers().orElse(Map.of()), body))
        .onFailure(exchange::fail);
    return exchange.await();
  }

  /** An address that is none in particular is reached by the loopback. */
  private static InetSocketAddress reachable(InetSocketAddress address) {
    return address.getAddress() != null && address.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
        : address;
  }

  /** One request. All but waiting is done by the event loop. */
  private final class Exchange {
    /** Whatever happens, nobody waits for ever. */
    private final CompletableFuture<TrialAnswer> answer =
        new CompletableFuture<TrialAnswer>()
            .orTimeout(PATIENCE.toMillis() + 2 * CONNECT_MILLIS, TimeUnit.MILLISECONDS);

    private final Buffer body = Buffer.buffer();
    private Optional<HttpClientResponse> response = Optional.empty();
    private long bytes;
    private long before;

    /** To be called when there is a connection. */
    void begin(HttpClientRequest outgoing, Map<String, String> headers, Buffer content) {
      if (answer.isDone()) {
        // Nobody waits any more; what is not sent does nothing.
        var _ = outgoing.reset();
        return;
      }
      long timer = vertx.setTimer(PATIENCE.toMillis(), _ -> expire(outgoing));
      var _ = answer.whenComplete((_, _) -> vertx.cancelTimer(timer));
      before = System.nanoTime();
      headers.forEach(outgoing::putHeader);
      outgoing.response().onSuccess(incoming -> receive(outgoing, incoming)).onFailure(this::fail);
      (content.length() == 0 ? outgoing.end() : outgoing.end(content)).onFailure(this::fail);
    }

    private void receive(HttpClientRequest outgoing, HttpClientResponse incoming) {
      response = Optional.of(incoming);
      incoming.handler(part -> add(outgoing, part));
      incoming.exceptionHandler(_ -> tell(incoming, false));
      incoming.endHandler(_ -> tell(incoming, true));
    }

    private void add(HttpClientRequest outgoing, Buffer part) {
      int room = TrialAnswer.BODY_BYTES - body.length();
      body.appendBuffer(part, 0, Math.min(room, part.length()));
      bytes += part.length();
      if (bytes > MOST_BYTES) {
        expire(outgoing);
      }
    }

    /** Tells what there is, and has no more come. */
    private void expire(HttpClientRequest outgoing) {
      response.ifPresentOrElse(
          incoming -> tell(incoming, false), () -> fail(new TimeoutException()));
      var _ = outgoing.reset();
    }

    private void tell(HttpClientResponse incoming, boolean whole) {
      answer.complete(
          new TrialAnswer(
              incoming.statusCode(),
              incoming.headers(),
              body.copy(),
              bytes,
              whole,
              System.nanoTime() - before));
    }

    void fail(Throwable cause) {
      answer.completeExceptionally(cause);
    }

    TrialAnswer await() throws InterruptedException {
      try {
        return answer.get();
      } catch (ExecutionException e) {
        throw new ProblemException(
            ProblemType.NO_ANSWER,
            "The data plane gave no answer: %s.".formatted(reason(e.getCause())));
      }
    }

    private static String reason(Throwable cause) {
      if (cause instanceof TimeoutException) {
        return "it took more than %d seconds".formatted(PATIENCE.toSeconds());
      }
      return Optional.ofNullable(cause.getMessage()).orElse("the connection broke");
    }
  }
}

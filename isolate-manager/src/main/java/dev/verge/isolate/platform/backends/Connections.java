package dev.verge.isolate.platform.backends;

import dev.verge.isolate.binding.Backend;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientBuilder;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The connections to one backend, open and to be opened. The HTTP client has a pool of its own, but
 * that one knows no limit of uses, and limits connections per address instead of per backend.
 */
final class Connections {
  /** The longest head of a response, in bytes; also of a status line, and of trailers. */
  static final int MOST_HEAD_BYTES = 64 * 1024;

  private static final int MOST_LINE_BYTES = 8 * 1024;
  private static final int H2_WINDOW_BYTES = 256 * 1024;
  private static final int H2_CONNECTION_WINDOW_BYTES = 4 << 20;

  /**
   * What a first connection may take at least: until one was made, loading this machine's own
   * classes takes more time than any origin.
   */
  private static final Duration COLD = Duration.ofSeconds(10);

  private static volatile boolean connectedBefore;
  private static volatile boolean securedBefore;

  private final Vertx vertx;
  private final Addresses addresses;
  private final Backend backend;
  private final HttpClientAgent client;
  private final List<Connection> open = new ArrayList<>();
  private int users;
  private boolean retired;
  private boolean closed;
  private int opening;

  /**
   * @throws SendException when the backend's TLS settings cannot be used
   */
  Connections(Vertx vertx, Addresses addresses, Backend backend) {
    this.vertx = vertx;
    this.addresses = addresses;
    this.backend = backend;
    HttpClientBuilder builder = vertx.httpClientBuilder().with(options(backend));
    backend.tls().ifPresent(tls -> builder.with(TlsSetup.of(backend, tls, vertx)));
    this.client = builder.build();
  }

  private static HttpClientOptions options(Backend backend) {
    int connectMillis = millis(limit(backend));
    return new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setUseAlpn(backend.tls().isPresent())
        .setHttp2ClearTextUpgrade(false)
        .setVerifyHost(false) // TlsSetup does
        .setConnectTimeout(connectMillis)
        .setSslHandshakeTimeout(connectMillis)
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxInitialLineLength(MOST_LINE_BYTES)
        .setMaxHeaderSize(MOST_HEAD_BYTES)
        .setHttp2ConnectionWindowSize(H2_CONNECTION_WINDOW_BYTES)
        .setInitialSettings(
            new Http2Settings()
                .setPushEnabled(false)
                .setInitialWindowSize(H2_WINDOW_BYTES)
                .setMaxHeaderListSize(MOST_HEAD_BYTES))
        .setTcpKeepAlive(backend.pooling().tcpKeepAlive().isPresent());
  }

  private static Duration limit(Backend backend) {
    Duration limit = backend.timeouts().connect();
    boolean warm = backend.tls().isPresent() ? securedBefore : connectedBefore;
    return warm || limit.isZero() || limit.compareTo(COLD) > 0 ? limit : COLD;
  }

  private void connected() {
    connectedBefore = true;
    securedBefore |= backend.tls().isPresent();
  }

  /** 0, for no limit, becomes the longest there is. */
  private static int millis(Duration limit) {
    return limit.isZero() ? Integer.MAX_VALUE : Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE);
  }

  /**
   * Somebody is going to use these.
   *
   * @return false when it is too late
   */
  synchronized boolean enter() {
    if (!closed) {
      users++;
    }
    return !closed;
  }

  /** Whoever has entered has no more requests. */
  synchronized void leave() {
    users--;
    closeWhenRetired();
  }

  /**
   * A connection for one request, to be given back with {@link #release}.
   *
   * @param fresh whether it must be one that no other request has had
   * @param http1 whether it must not speak HTTP/2
   * @throws SendException when there is none to be had
   */
  Connection take(boolean fresh, boolean http1) throws InterruptedException {
    synchronized (this) {
      closeExpired();
      Optional<Connection> found =
          open.reversed().stream()
              .filter(one -> !fresh && one.free() && !(http1 && one.multiplexes()))
              .findFirst();
      if (found.isPresent()) {
        found.get().take();
        return found.get();
      }
      int most = backend.pooling().mostConnections();
      if (most > 0 && open.size() + opening >= most) {
        throw SendException.of(
            SendError.Kind.CONNECTION_LIMIT_REACHED,
            "backend %s may have no more than %d connections at once, and all are in use",
            backend.name(),
            most);
      }
      opening++;
    }
    Optional<Connection> opened = Optional.empty();
    try {
      opened = Optional.of(connect(http1));
      return opened.get();
    } finally {
      add(opened);
    }
  }

  private synchronized void add(Optional<Connection> opened) {
    opening--;
    opened.ifPresent(
        connection -> {
          connection.take();
          open.add(connection);
          connection.http().closeHandler(ignored -> remove(connection));
          if (connection.multiplexes()) {
            connection.http().goAwayHandler(left -> leave(connection, left.getErrorCode()));
          }
        });
  }

  private synchronized void leave(Connection connection, long code) {
    connection.leftWith(code);
  }

  private synchronized void remove(Connection connection) {
    connection.refuseMore();
    open.remove(connection);
    closeWhenRetired();
  }

  /**
   * Gives a connection back.
   *
   * @param usable whether it can serve other requests
   */
  synchronized void release(Connection connection, boolean usable) {
    connection.giveBack();
    if (!usable && !connection.multiplexes()) {
      open.remove(connection);
      connection.close();
    }
    if (retired || connection.expired()) {
      closeExpired();
    }
  }

  /** As {@link Connection#keepsAlive}. */
  synchronized void keepsAlive(Connection connection, Duration limit) {
    connection.keepsAlive(limit);
  }

  /** As {@link Connection#reused}. */
  synchronized boolean reused(Connection connection) {
    return connection.reused();
  }

  /** As {@link Connection#goAway}. */
  synchronized OptionalLong goAway(Connection connection) {
    return connection.goAway();
  }

  /** Closes what nobody has used for too long. */
  synchronized void closeExpired() {
    for (Iterator<Connection> all = open.iterator(); all.hasNext(); ) {
      Connection connection = all.next();
      if (connection.expired()) {
        all.remove();
        connection.close();
      }
    }
    closeWhenRetired();
  }

  /** No request will come any more; those under way end in peace. */
  synchronized void retire() {
    retired = true;
    closeExpired();
  }

  private void closeWhenRetired() {
    if (retired && !closed && users == 0 && open.isEmpty()) {
      closed = true;
      client.close();
    }
  }

  /** All addresses together have the backend's time to connect, TLS included. */
  private Connection connect(boolean http1) throws InterruptedException {
    Duration limit = limit(backend);
    long start = System.nanoTime();
    List<InetAddress> candidates = addresses.of(backend, limit);
    for (int i = 0; ; i++) {
      int left = candidates.size() - i;
      Duration patience =
          limit.isZero()
              ? limit
              : limit.minusNanos(System.nanoTime() - start).dividedBy(left).plusNanos(1);
      try {
        return connect(candidates.get(i), http1, patience);
      } catch (SendException e) {
        if (left == 1) {
          throw e;
        }
      }
    }
  }

  private Connection connect(InetAddress address, boolean http1, Duration patience)
      throws InterruptedException {
    Context context = vertx.getOrCreateContext();
    Promise<HttpClientConnection> promise = Promise.promise();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    context.runOnContext(
        ignored -> {
          try {
            client
                .connect(options(address, http1))
                .map(http -> prepared(http, failure))
                .onComplete(promise);
          } catch (RuntimeException e) {
            promise.tryFail(e);
          }
        });
    Future<HttpClientConnection> future = promise.future();
    try {
      HttpClientConnection http = await(future, patience);
      connected();
      return new Connection(
          http,
          context,
          new InetSocketAddress(address, backend.port()),
          failure,
          backend.pooling());
    } catch (ExecutionException e) {
      throw new SendException(Failures.whileConnecting(backend, address, e.getCause()));
    } catch (TimeoutException e) {
      future.onSuccess(HttpClientConnection::close);
      throw SendException.of(
          SendError.Kind.CONNECTION_TIMEOUT,
          "backend %s could not be connected at %s within %d ms",
          backend.name(),
          address.getHostAddress(),
          backend.timeouts().connect().toMillis());
    } catch (InterruptedException e) {
      future.onSuccess(HttpClientConnection::close);
      throw e;
    }
  }

  private HttpClientConnection prepared(
      HttpClientConnection http, AtomicReference<Throwable> failure) {
    http.exceptionHandler(failure::set);
    Wire wire = Wire.of(http);
    if (http.protocolVersion() != HttpVersion.HTTP_2) {
      wire.addHttp1Rules();
    }
    backend.pooling().tcpKeepAlive().ifPresent(wire::keepAlive);
    return http;
  }

  private static <T> T await(Future<T> future, Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    return patience.isZero()
        ? future.toCompletionStage().toCompletableFuture().get()
        : future
            .toCompletionStage()
            .toCompletableFuture()
            .get(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  private HttpConnectOptions options(InetAddress address, boolean http1) {
    HttpConnectOptions options =
        new HttpConnectOptions()
            .setServer(
                SocketAddress.inetSocketAddress(new InetSocketAddress(address, backend.port())))
            .setHost(backend.host())
            .setPort(backend.port())
            .setSsl(backend.tls().isPresent());
    if (http1 || (backend.tls().isEmpty() && !backend.grpc())) {
      options.setProtocolVersion(HttpVersion.HTTP_1_1);
    } else if (backend.grpc()) {
      options.setProtocolVersion(HttpVersion.HTTP_2);
    }
    return options;
  }
}

package dev.verge.gateway.http;

import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.triggers.TriggeredRequests;
import dev.verge.gateway.access.AccessLog;
import dev.verge.gateway.tls.ServerTls;
import dev.verge.gateway.tracing.Tracing;
import dev.verge.isolate.pool.Isolates;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.prometheus.client.CollectorRegistry;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening data plane. Made by {@link #start}; all threads it started end with {@link #close},
 * but for the guests' own. Safe on any thread.
 */
public final class DataPlane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataPlane.class);

  /** Connections that the kernel holds until they are accepted. */
  private static final int BACKLOG = 4096;

  private final DataPlaneSettings settings;
  private final RequestMetrics metrics;
  private final EventLoopGroup loops;
  private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
  private final Semaphore free;
  private final Dispatcher dispatcher;
  private final Protocols protocols;
  private final Transport transport;
  private final Surplus surplus = new Surplus();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final List<Channel> listeners = new CopyOnWriteArrayList<>();

  private DataPlane(
      DataPlaneSettings settings,
      RequestMetrics metrics,
      Dispatcher dispatcher,
      Transport transport) {
    this.settings = settings;
    this.metrics = metrics;
    this.dispatcher = dispatcher;
    this.protocols = new Protocols(settings, dispatcher);
    this.transport = transport;
    this.free = new Semaphore(settings.maxConnections());
    this.loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory("data-plane"),
            transport.handlers());
  }

  /**
   * Starts to listen.
   *
   * @param settings where, and within which bounds
   * @param deployments what answers under a host, which is as the client sent it; called on event
   *     loops, for every request
   * @param isolates what serves it; must be open for as long as the data plane is
   * @param registry where request metrics are registered until the data plane is closed
   * @param records gets what functions were asked
   * @param accessLog gets every request that was answered; to be closed after the data plane
   * @param tracing gets every request that was routed; to be closed after the data plane
   * @throws ListenException when an address cannot be listened on
   */
  public static DataPlane start(
      DataPlaneSettings settings,
      Function<String, Optional<Deployment>> deployments,
      Isolates isolates,
      CollectorRegistry registry,
      RequestRecords records,
      AccessLog accessLog,
      Tracing tracing) {
    return start(
        settings,
        Routes.of(deployments, isolates),
        registry,
        records,
        accessLog,
        tracing,
        Transport.best());
  }

  static DataPlane start(
      DataPlaneSettings settings,
      Routes routes,
      CollectorRegistry registry,
      RequestRecords records,
      AccessLog accessLog,
      Tracing tracing,
      Transport transport) {
    var metrics = new RequestMetrics(registry);
    records.onDelete(metrics::forget);
    var dispatcher = new Dispatcher(routes, metrics, records, accessLog, tracing);
    var plane = new DataPlane(settings, metrics, dispatcher, transport);
    try {
      plane.listen(
          settings.bind(),
          plane.accepting(plane::plain, channel -> channel.pipeline().addLast(plane.surplus)));
    } catch (ListenException e) {
      plane.close();
      throw e;
    }
    return plane;
  }

  private Channel listen(InetSocketAddress bind, ChannelInitializer<Channel> acceptor) {
    ChannelFuture bound =
        transport
            .applyTo(new ServerBootstrap())
            .group(loops)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(acceptor)
            .bind(bind)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new ListenException(
          "Cannot listen on %s for the data plane: %s. Choose another address or port."
              .formatted(bind, bound.cause().getMessage()),
          bound.cause());
    }
    listeners.add(bound.channel());
    LOG.info("The data plane listens on {} ({})", bound.channel().localAddress(), transport);
    return bound.channel();
  }

  /** Counts connections, and turns away what is too many. */
  private ChannelInitializer<Channel> accepting(
      Consumer<Channel> welcome, Consumer<Channel> turnAway) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        if (!free.tryAcquire()) {
          metrics.connectionRefused();
          turnAway.accept(channel);
          return;
        }
        metrics.connectionOpened();
        connections.add(channel);
        channel
            .closeFuture()
            .addListener(
                _ -> {
                  metrics.connectionClosed();
                  connections.remove(channel);
                  free.release();
                });
        welcome.accept(channel);
        if (closed.get()) {
          // It came while all others were told. When its pipeline is whole, as theirs are.
          channel
              .eventLoop()
              .execute(() -> channel.pipeline().fireUserEventTriggered(Shutdown.STOP));
        }
      }
    };
  }

  private void plain(Channel channel) {
    protocols.speakHttp1(channel.pipeline(), Peer.of(channel, Optional.empty()));
  }

  private void encrypted(Channel channel, ServerTls tls) {
    channel.pipeline().addLast(new SentMessages());
    tls.encrypt(channel, settings.headTimeout());
    channel.pipeline().addLast(new Handshake(protocols));
  }

  /**
   * Starts to listen for encrypted connections as well.
   *
   * @param bind where; port 0 picks a free one
   * @param tls must be open for as long as the data plane is
   * @return where it listens, with the port that was picked
   * @throws ListenException when the address cannot be listened on
   */
  public InetSocketAddress listenSecurely(InetSocketAddress bind, ServerTls tls) {
    return (InetSocketAddress)
        listen(bind, accepting(channel -> encrypted(channel, tls), DataPlane::turnAway))
            .localAddress();
  }

  /** Serves requests that no client sent as it serves those of clients. */
  public TriggeredRequests triggered(Isolates isolates) {
    return new Triggered(dispatcher, isolates);
  }

  /** Where it listens, with the port that was picked. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listeners.getFirst().localAddress();
  }

  /**
   * Stops accepting, lets requests in flight end within the drain timeout, and then cuts what is
   * left: guests that still run meet {@link dev.verge.isolate.exchange.ClientGoneException}. Waits
   * for all of that. Closing again does nothing.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    listeners.forEach(listener -> listener.close().awaitUninterruptibly());
    tell(Shutdown.STOP);
    if (!drained()) {
      LOG.warn(
          "{} connections were still busy after {} ms and are cut",
          connections.size(),
          settings.drainTimeout().toMillis());
      tell(Shutdown.ABORT);
    }
    end(loops);
    metrics.close();
  }

  /** No answer could be read before the handshake, which is what there is no room for. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private static void turnAway(Channel channel) {
    channel.close();
  }

  private void tell(Shutdown event) {
    connections.forEach(connection -> connection.pipeline().fireUserEventTriggered(event));
  }

  private boolean drained() {
    try {
      return free.tryAcquire(
          settings.maxConnections(), settings.drainTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void end(EventLoopGroup loops) {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}

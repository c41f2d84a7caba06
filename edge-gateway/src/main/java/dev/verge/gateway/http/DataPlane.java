package dev.verge.gateway.http;

import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.routing.Deployment;
import dev.verge.gateway.access.AccessLog;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final Channel listener;
  private final Set<Connection> connections;
  private final Semaphore free;
  private final AtomicBoolean closed = new AtomicBoolean();

  private DataPlane(
      DataPlaneSettings settings,
      RequestMetrics metrics,
      EventLoopGroup loops,
      Channel listener,
      Set<Connection> connections,
      Semaphore free) {
    this.settings = settings;
    this.metrics = metrics;
    this.loops = loops;
    this.listener = listener;
    this.connections = connections;
    this.free = free;
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
   * @throws ListenException when the address cannot be listened on
   */
  public static DataPlane start(
      DataPlaneSettings settings,
      Function<String, Optional<Deployment>> deployments,
      Isolates isolates,
      CollectorRegistry registry,
      RequestRecords records,
      AccessLog accessLog) {
    return start(
        settings, Routes.of(deployments, isolates), registry, records, accessLog, Transport.best());
  }

  static DataPlane start(
      DataPlaneSettings settings,
      Routes routes,
      CollectorRegistry registry,
      RequestRecords records,
      AccessLog accessLog,
      Transport transport) {
    var metrics = new RequestMetrics(registry);
    records.onDelete(metrics::forget);
    var dispatcher = new Dispatcher(routes, metrics, records, accessLog);
    Set<Connection> connections = ConcurrentHashMap.newKeySet();
    var free = new Semaphore(settings.maxConnections());
    var surplus = new Surplus();
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory("data-plane"),
            transport.handlers());
    var acceptor =
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            if (!free.tryAcquire()) {
              metrics.connectionRefused();
              channel.pipeline().addLast(surplus);
              return;
            }
            var decoder = new RequestDecoder(settings);
            var encoder = new ResponseEncoder();
            var connection = new Connection(settings, dispatcher, channel, decoder, encoder);
            connections.add(connection);
            channel
                .closeFuture()
                .addListener(
                    _ -> {
                      connections.remove(connection);
                      free.release();
                    });
            channel.pipeline().addLast(decoder, encoder, connection);
          }
        };
    ChannelFuture bound =
        transport
            .applyTo(new ServerBootstrap())
            .group(loops)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(acceptor)
            .bind(settings.bind())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      metrics.close();
      end(loops);
      throw new ListenException(
          "Cannot listen on %s for the data plane: %s. Choose another address or port."
              .formatted(settings.bind(), bound.cause().getMessage()),
          bound.cause());
    }
    LOG.info("The data plane listens on {} ({})", bound.channel().localAddress(), transport);
    return new DataPlane(settings, metrics, loops, bound.channel(), connections, free);
  }

  /** Where it listens, with the port that was picked. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
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
    listener.close().awaitUninterruptibly();
    connections.forEach(connection -> connection.onLoop(connection::stop));
    if (!drained()) {
      LOG.warn(
          "{} connections were still busy after {} ms and are cut",
          connections.size(),
          settings.drainTimeout().toMillis());
      connections.forEach(connection -> connection.onLoop(connection::abort));
    }
    end(loops);
    metrics.close();
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

package dev.verge.loadtest.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Sends requests and measures what comes back. Its methods block; call them on one thread. */
public final class LoadGenerator implements AutoCloseable {
  private static final Duration LONGEST_GRACE = Duration.ofSeconds(10);

  private final Duration timeout;
  private final EventLoopGroup group;
  private final EventLoop loop;
  private final Bootstrap bootstrap;

  /**
   * Starts the event loop: on epoll where that is available, because its timers are exact to tens
   * of microseconds, while those of NIO are rounded to milliseconds.
   *
   * @param timeout a response that is not whole after this is a failure
   */
  public LoadGenerator(Duration timeout) {
    this.timeout = timeout;
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.group = new MultiThreadIoEventLoopGroup(1, io);
    this.loop = group.next();
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class);
  }

  /** A connection for single requests. */
  public Dialogue dialogue(Call call) {
    return new Dialogue(loop, bootstrap, call, timeout);
  }

  /**
   * Keeps every connection busy: the next request follows the last answer. Tells what throughput
   * the platform has, and how it behaves at that.
   *
   * @param connections how many, 1 or more
   * @param duration no request is sent after this
   */
  public Tally closedLoop(Call call, int connections, Duration duration) {
    return new ClosedLoop(loop, duration).start(bootstrap, call, connections, timeout).join();
  }

  /**
   * Sends at a constant rate, whatever the platform does; latencies count from when a request was
   * due. After the last one was due, the platform has ten seconds (or the timeout, if that is less)
   * to catch up; what is unfinished then is given up.
   *
   * @param rate requests per second, above 0
   * @param connections how many requests may be in flight; more wait for a free connection
   * @param duration for how long requests become due
   */
  public Tally openLoop(Call call, int connections, double rate, Duration duration) {
    return new OpenLoop(loop, rate, duration, grace())
        .start(bootstrap, call, connections, timeout)
        .join();
  }

  private Duration grace() {
    return timeout.compareTo(LONGEST_GRACE) < 0 ? timeout : LONGEST_GRACE;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}

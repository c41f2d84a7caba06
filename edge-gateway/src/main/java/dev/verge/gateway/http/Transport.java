package dev.verge.gateway.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** How bytes come and go. */
enum Transport {
  /** Linux's own, with Netty's native library. */
  EPOLL {
    @Override
    IoHandlerFactory handlers() {
      return EpollIoHandler.newFactory();
    }

    @Override
    ServerBootstrap applyTo(ServerBootstrap bootstrap) {
      // Keeps the kernel from taking megabytes at once for a slow client: what it has taken looks
      // like progress, and what it has not like a standstill, long before the client's time is up.
      return bootstrap
          .channel(EpollServerSocketChannel.class)
          .childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) UNSENT_BYTES);
    }
  },
  /** The JDK's selectors, on any system. */
  NIO {
    @Override
    IoHandlerFactory handlers() {
      return NioIoHandler.newFactory();
    }

    @Override
    ServerBootstrap applyTo(ServerBootstrap bootstrap) {
      return bootstrap.channel(NioServerSocketChannel.class);
    }
  };

  /** The most that the kernel holds of a connection's output and has not sent yet. */
  private static final int UNSENT_BYTES = 128 << 10;

  /** The fastest one that works here. */
  static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /** What event loops wait with. */
  abstract IoHandlerFactory handlers();

  /** Sets the kind of channel and its options. */
  abstract ServerBootstrap applyTo(ServerBootstrap bootstrap);
}

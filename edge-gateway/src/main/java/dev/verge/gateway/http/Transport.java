package dev.verge.gateway.http;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * How bytes come and go.
 *
 * @param name for the log
 * @param handlers what event loops wait with
 * @param listener the listening channel's class
 */
record Transport(String name, IoHandlerFactory handlers, Class<? extends ServerChannel> listener) {

  /** Linux's epoll where its native library is there, the JDK's selectors elsewhere. */
  static Transport best() {
    return Epoll.isAvailable() ? epoll() : nio();
  }

  static Transport epoll() {
    return new Transport("epoll", EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
  }

  static Transport nio() {
    return new Transport("nio", NioIoHandler.newFactory(), NioServerSocketChannel.class);
  }
}

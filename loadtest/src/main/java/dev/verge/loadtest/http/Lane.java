package dev.verge.loadtest.http;

import dev.verge.loadtest.http.Reply.Answer;
import dev.verge.loadtest.http.Reply.Failure;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One kept-alive connection with at most one request in flight; a lost connection is made anew.
 * Everything but the constructor happens on the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What becomes of a channel comes to its handlers.
final class Lane {
  /** A refused or broken connection is tried again after this, so that errors do not spin. */
  private static final Duration RETRY = Duration.ofMillis(100);

  /** How often a silent response is looked for. */
  private static final Duration SWEEP = Duration.ofMillis(250);

  private static final String CLOSED_EARLY = "connection closed before the response was whole";

  /** Whoever decides what a lane sends. Called on the event loop. */
  interface Driver {
    /** The lane is connected and nothing is in flight. */
    void ready(Lane lane);

    /** A request came to its end; {@link #ready} follows when another may be sent. */
    void replied(Lane lane, Reply reply);

    /** A connection could not be made; the lane goes on trying. */
    void unreachable(Lane lane, Failure failure);
  }

  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final Call call;
  private final Driver driver;
  private final Duration timeout;

  private Future<?> sweeping = CompletableFuture.completedFuture(null);
  private Channel channel;
  private int connections;
  private boolean closed;
  private boolean busy;
  private long intended;
  private long sent;
  private long firstByte;
  private long idleSince;

  /**
   * @param loop where everything happens
   * @param bootstrap with the same event loop, and a channel type
   * @param timeout a response that is not whole after this is a failure
   */
  Lane(EventLoop loop, Bootstrap bootstrap, Call call, Duration timeout, Driver driver) {
    this.loop = loop;
    this.call = call;
    this.timeout = timeout;
    this.driver = driver;
    this.bootstrap =
        bootstrap
            .clone()
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel fresh) {
                    fresh.pipeline().addLast(new FirstByte(), decoder(), new Responses());
                  }
                });
  }

  /** Begins to connect. */
  void open() {
    sweeping =
        loop.scheduleAtFixedRate(
            this::checkTimeout, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    connect();
  }

  /** Sends the call now, though it may have been due before. */
  void send(long due) {
    busy = true;
    firstByte = 0;
    intended = due;
    sent = System.nanoTime();
    channel.writeAndFlush(call.bytes(), channel.voidPromise());
  }

  void send() {
    send(System.nanoTime());
  }

  void close() {
    closed = true;
    sweeping.cancel(false);
    if (channel != null) {
      channel.close();
    }
  }

  /** Since when this lane could have sent. */
  long idleSince() {
    return idleSince;
  }

  /** Whether {@link #send} may be called. */
  boolean isReady() {
    return channel != null && !busy;
  }

  boolean isBusy() {
    return busy;
  }

  /** When the request in flight was due. */
  long intended() {
    return intended;
  }

  /** Connections made, the first one counted. */
  int connections() {
    return connections;
  }

  private void connect() {
    if (!closed) {
      bootstrap.connect(call.address()).addListener((ChannelFuture done) -> connected(done));
    }
  }

  private void connected(ChannelFuture done) {
    if (closed) {
      done.channel().close();
    } else if (done.isSuccess()) {
      channel = done.channel();
      connections++;
      becomeReady();
    } else {
      boolean refused = done.cause() instanceof ConnectException;
      driver.unreachable(this, new Failure(refused ? "connection refused" : "could not connect"));
      reconnect(RETRY);
    }
  }

  private void becomeReady() {
    idleSince = System.nanoTime();
    driver.ready(this);
  }

  private void reconnect(Duration after) {
    if (!closed) {
      loop.schedule(this::connect, after.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void checkTimeout() {
    if (busy && System.nanoTime() - sent > timeout.toNanos()) {
      fail("no whole response within " + timeout.toSeconds() + " s");
    }
  }

  private void answered(int status, Optional<StartTiming> start, boolean keepAlive) {
    busy = false;
    driver.replied(this, new Answer(intended, sent, firstByte, System.nanoTime(), status, start));
    if (closed) {
      return;
    }
    if (keepAlive) {
      becomeReady();
    } else {
      abandon(Duration.ZERO);
    }
  }

  private void fail(String reason) {
    busy = false;
    driver.replied(this, new Failure(reason));
    abandon(RETRY);
  }

  /** Leaves the connection for a new one. */
  private void abandon(Duration pause) {
    Channel old = channel;
    channel = null;
    old.close();
    reconnect(pause);
  }

  private HttpResponseDecoder decoder() {
    return new HttpResponseDecoder() {
      @Override
      protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return call.isHead() || super.isContentAlwaysEmpty(message);
      }
    };
  }

  /** Stands before the decoder, and sees bytes as they come from the socket. */
  private final class FirstByte extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (firstByte == 0 && message instanceof ByteBuf) {
        firstByte = System.nanoTime();
      }
      context.fireChannelRead(message);
    }
  }

  /** Stands behind the decoder, one for each connection. */
  private final class Responses extends ChannelInboundHandlerAdapter {
    private Optional<HttpResponse> head = Optional.empty();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      try {
        if (context.channel().equals(channel)) {
          read((HttpObject) message);
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    private void read(HttpObject message) {
      if (message.decoderResult().isFailure()) {
        boolean cut = message.decoderResult().cause() instanceof PrematureChannelClosureException;
        fail(cut ? CLOSED_EARLY : "malformed response");
        return;
      }
      if (message instanceof HttpResponse response) {
        if (!busy) {
          fail("response without a request");
          return;
        }
        head = Optional.of(response);
      }
      if (message instanceof LastHttpContent && head.isPresent()) {
        HttpResponse response = head.get();
        head = Optional.empty();
        if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
          answered(
              response.status().code(),
              StartTiming.read(response.headers()),
              HttpUtil.isKeepAlive(response) && channel.isActive());
        }
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!context.channel().equals(channel)) {
        return;
      }
      if (busy) {
        fail(CLOSED_EARLY);
      } else {
        abandon(Duration.ZERO);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // A reset by the peer; channelInactive follows and tells the driver.
      context.close();
    }
  }
}

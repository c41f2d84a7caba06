package dev.verge.gateway.http;

import dev.verge.isolate.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection that speaks HTTP/1.1: its requests one after the other, their bodies,
 * their responses, and when to give up. Event loop only.
 */
final class Connection extends ChannelInboundHandlerAdapter implements Carrier {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** How long a client may take to notice the end, before unread input would make it a reset. */
  static final Duration LINGER = Duration.ofSeconds(2);

  private final DataPlaneSettings settings;
  private final RequestReader reader;
  private final Reception reception;
  private final Protocols protocols;
  private final Channel channel;
  private final RequestDecoder decoder;
  private final ResponseEncoder encoder;
  private final Deadline input;
  private final OutputWatch output;

  private ChannelHandlerContext context;
  private State state = State.IDLE;
  private String end = "The client closed the connection.";
  private boolean stopping;
  private boolean inputShut;
  private boolean sending;
  private boolean untouched = true;

  // Of the current request:
  private Optional<HttpExchange> exchange = Optional.empty();
  private boolean http11;
  private boolean keepAlive;
  private boolean receiving;
  private boolean bodyHeldBack;
  private boolean bodyRefused;
  private long discarded;
  private boolean delimitedByClose;

  private enum State {
    /** No request, or a part of a head. */
    IDLE,
    /** As idle; the head's first byte is there. */
    HEAD,
    /** What arrived is the beginning of an HTTP/2 connection. */
    PREFACE,
    /** A request is being answered. */
    ANSWERING,
    /** Bytes go both ways as they come, since a request for an upgrade was accepted. */
    TUNNEL,
    /** A request was answered, and the rest of its body is thrown away. */
    DISCARDING,
    /** All is said; the client is given time to hear it. */
    LINGERING
  }

  Connection(
      DataPlaneSettings settings,
      Reception reception,
      Protocols protocols,
      Channel channel,
      RequestDecoder decoder,
      ResponseEncoder encoder) {
    this.settings = settings;
    this.reader = new RequestReader(settings, reception.peer());
    this.reception = reception;
    this.protocols = protocols;
    this.channel = channel;
    this.decoder = decoder;
    this.encoder = encoder;
    this.input = new Deadline(channel.eventLoop(), this::inputMissed);
    this.output = new OutputWatch(channel, settings.writeTimeout(), this::outputStuck);
  }

  @Override
  public Channel channel() {
    return channel;
  }

  /** Closes the connection, after the request that it is busy with. */
  private void stop() {
    stopping = true;
    switch (state) {
      case IDLE -> closeWhenFlushed();
      case TUNNEL -> endTunnel();
      case HEAD, PREFACE, ANSWERING, DISCARDING, LINGERING -> {}
    }
  }

  /** Closes the connection now, whatever it is busy with. */
  private void abort() {
    end = STOPPING;
    closeNow();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    input.set(settings.idleTimeout());
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    input.close();
    output.close();
    exchange.ifPresent(served -> served.gone(end));
    exchange = Optional.empty();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpRequest request) {
        begin(request);
      } else if (message instanceof HttpContent content) {
        body(content);
      } else if (message instanceof ByteBuf bytes && state == State.TUNNEL) {
        exchange.ifPresent(served -> tunnel(served, bytes));
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    awaitInput();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    exchange.ifPresent(this::send);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Shutdown shutdown) {
      switch (shutdown) {
        case STOP -> stop();
        case ABORT -> abort();
      }
    } else if (event instanceof ChannelInputShutdownEvent) {
      inputShut = true;
      if (state == State.TUNNEL) {
        exchange.ifPresent(served -> served.tunnelInput().end());
      } else if (state != State.ANSWERING) {
        closeWhenFlushed();
      } else if (receiving) {
        refuseBody(
            ProblemKind.MALFORMED_REQUEST,
            "The client ended its output before the request's body was whole.");
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause.getCause() instanceof SSLException) {
      LOG.debug("The connection {} broke: {}", channel, cause.toString());
    } else {
      LOG.error("The connection {} failed", channel, cause);
    }
    closeNow();
  }

  @Override
  public void receive(HttpExchange served) {
    if (isCurrent(served)) {
      if (state == State.TUNNEL) {
        receiveRaw();
      } else {
        resume();
      }
    }
  }

  @Override
  public void send(HttpExchange served) {
    // Flushing may report that the client has caught up; all there was is being written already.
    if (!sending && isCurrent(served) && channel.isWritable()) {
      sending = true;
      ResponseQueue.Batch batch = served.response().take();
      keepAlive &= !served.lastOnConnection();
      write(batch);
      sending = false;
      if (stopping && state == State.TUNNEL) {
        endTunnel();
      } else {
        conclude(batch.end());
      }
    }
  }

  private boolean isCurrent(HttpExchange served) {
    return exchange.isPresent() && exchange.get() == served;
  }

  private void begin(HttpRequest request) {
    if (untouched && !stopping && RequestReader.isHttp2Preface(request)) {
      state = State.PREFACE;
      return;
    }
    untouched = false;
    input.clear();
    state = State.ANSWERING;
    http11 = RequestReader.isHttp11(request);
    keepAlive = HttpUtil.isKeepAlive(request);
    receiving = true;
    bodyHeldBack = false;
    bodyRefused = false;
    discarded = 0;
    delimitedByClose = false;
    encoder.answersHead(request.method().equals(HttpMethod.HEAD));
    String id = reception.dispatcher().nextId();
    try {
      reader.check(request);
      bodyHeldBack = reader.expectsContinue(request);
      if (RequestReader.isAboutServer(request)) {
        reader.checkHost(request);
        reception.answerForServer(id, this);
      } else {
        RequestHead head = reader.read(request, id);
        bodyHeldBack &= head.contentLength() != 0;
        exchange = reception.begin(head, this, bodyHeldBack);
      }
    } catch (RefusedException e) {
      keepAlive = false;
      reception.refuse(e.problem(), id, this);
    }
  }

  @Override
  public void answer(HttpResponse head, ByteBuf content) {
    // A client that was not asked for its body may send it or not: nobody knows where it ends.
    keepAlive &= !bodyHeldBack;
    write(ResponseQueue.Batch.whole(head, content));
    answered();
  }

  private void body(HttpContent content) {
    if (state == State.PREFACE) {
      input.close();
      protocols.changeToHttp2(channel.pipeline(), reception.peer());
      return;
    }
    if (content.decoderResult().isFailure()) {
      refuseBody(
          ProblemKind.MALFORMED_REQUEST,
          "The request's body is malformed: "
              + RequestReader.sentence(content.decoderResult().cause()));
      return;
    }
    bodyHeldBack = false;
    if (state == State.ANSWERING && exchange.isPresent()) {
      keep(exchange.get().requestBody(), content);
    } else {
      discarded += content.content().readableBytes();
    }
    if (content instanceof LastHttpContent) {
      receiving = false;
      input.clear();
    }
    if (state == State.DISCARDING) {
      if (!receiving) {
        next();
      } else if (discarded > HIGHEST_DISCARDED_BYTES) {
        linger();
      }
    }
  }

  private void keep(RequestBody body, HttpContent content) {
    if (!body.add(content.content())) {
      decoder.pause();
      input.clear();
    }
    if (content instanceof LastHttpContent) {
      body.end();
      decoder.pause();
    }
  }

  private void refuseBody(ProblemKind kind, String detail) {
    keepAlive = false;
    bodyRefused = true;
    exchange.ifPresent(served -> served.refuseBody(new Problem(kind, detail)));
    if (state == State.DISCARDING) {
      linger();
    } else {
      discard();
    }
  }

  private void write(ResponseQueue.Batch batch) {
    boolean switching =
        batch.head().isPresent()
            && batch.head().get().status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
    if (!switching) {
      batch.head().ifPresent(head -> frame(head, batch));
    }
    output.write(
        () -> {
          batch.interim().forEach(this::putInterim);
          if (switching) {
            put(bodiless(batch.head().get()));
            openTunnel();
          }
          if (state == State.TUNNEL) {
            // All there is of a body; HTTP's encoder is gone.
            put(batch.body());
          } else {
            putAll(batch);
          }
        });
  }

  private void putInterim(HttpResponse head) {
    if (head.status().equals(HttpResponseStatus.CONTINUE)) {
      if (!receiving) {
        // The body came unasked.
        return;
      }
      bodyHeldBack = false;
      awaitInput();
    }
    put(bodiless(head));
  }

  private static HttpResponse bodiless(HttpResponse head) {
    return new DefaultFullHttpResponse(
        head.protocolVersion(),
        head.status(),
        Unpooled.EMPTY_BUFFER,
        head.headers(),
        EmptyHttpHeaders.INSTANCE);
  }

  private void putAll(ResponseQueue.Batch batch) {
    boolean whole = batch.end() == ResponseQueue.End.WHOLE;
    if (batch.head().isPresent() && whole) {
      HttpResponse head = batch.head().get();
      put(
          new DefaultFullHttpResponse(
              head.protocolVersion(),
              head.status(),
              batch.body(),
              head.headers(),
              batch.trailers()));
    } else {
      batch.head().ifPresent(this::put);
      if (whole) {
        put(new DefaultLastHttpContent(batch.body(), batch.trailers()));
      } else if (batch.body().isReadable()) {
        put(new DefaultHttpContent(batch.body()));
      }
    }
  }

  /**
   * Takes HTTP out of the way. A tunnel has no deadline, since it may be silent for as long as its
   * protocol likes; TCP's own probes find a peer that is no more.
   */
  private void openTunnel() {
    state = State.TUNNEL;
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    receiveRaw();
    if (inputShut) {
      exchange.ifPresent(served -> served.tunnelInput().end());
    }
    channel.pipeline().remove(encoder);
    // What it holds of the client's first bytes comes to channelRead.
    channel.pipeline().remove(decoder);
  }

  private void tunnel(HttpExchange served, ByteBuf bytes) {
    if (!served.tunnelInput().add(bytes)) {
      channel.config().setAutoRead(false);
    }
  }

  private void receiveRaw() {
    if (!inputShut && !decoder.isInputShut()) {
      channel.config().setAutoRead(true);
    }
  }

  /** Neither end knows what the other would take for an orderly goodbye. */
  private void endTunnel() {
    end = STOPPING;
    exchange.ifPresent(served -> served.gone(end));
    exchange = Optional.empty();
    closeWhenFlushed();
  }

  private void conclude(ResponseQueue.End how) {
    switch (how) {
      case NONE -> {}
      case WHOLE -> answered();
      case CUT -> cut();
    }
  }

  /** A failure to write comes to {@link #exceptionCaught}, as all failures do. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void put(Object message) {
    context.write(message, context.voidPromise());
  }

  /** Decides where the response's body ends (RFC 9112, section 6.3), and what follows it. */
  private void frame(HttpResponse head, ResponseQueue.Batch batch) {
    HttpHeaders headers = head.headers();
    if (!headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      if (encoder.isBodiless(head)) {
        if (batch.body().isReadable()) {
          headers.set(HttpHeaderNames.CONTENT_LENGTH, batch.body().readableBytes());
        }
      } else if (batch.end() == ResponseQueue.End.WHOLE && batch.trailers().isEmpty()) {
        headers.set(HttpHeaderNames.CONTENT_LENGTH, batch.body().readableBytes());
      } else if (http11) {
        headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      } else {
        delimitedByClose = true;
        keepAlive = false;
      }
    }
    keepAlive &= !stopping && !inputShut;
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (!http11) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }

  private void answered() {
    if (receiving) {
      exchange.ifPresent(served -> served.requestBody().fail(REST_DISCARDED));
    }
    exchange = Optional.empty();
    if (!keepAlive) {
      linger();
    } else if (receiving) {
      state = State.DISCARDING;
      resume();
    } else {
      next();
    }
  }

  private void next() {
    state = State.IDLE;
    if (stopping) {
      linger();
      return;
    }
    input.set(settings.idleTimeout());
    resume();
  }

  /** Ends the response where it is, so that the client cannot take it for whole. */
  private void cut() {
    exchange = Optional.empty();
    if (delimitedByClose) {
      // Only a reset tells the client that this is not the end of the body.
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    closeWhenFlushed();
  }

  /**
   * Closes in two steps: a close with input unread would be a reset, which may overtake the
   * response (RFC 9112, section 9.6).
   */
  private void linger() {
    boolean tunnelled = state == State.TUNNEL;
    state = State.LINGERING;
    if (tunnelled) {
      receiveRaw();
    } else {
      discard();
    }
    if (inputShut) {
      closeWhenFlushed();
    } else {
      context
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(flushed -> shutOutput(flushed.isSuccess()));
    }
  }

  private void shutOutput(boolean flushed) {
    if (!flushed || !channel.isActive()) {
      return;
    }
    input.set(LINGER);
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      shutOutput();
    } else {
      tls.closeOutbound().addListener(_ -> shutOutput());
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void shutOutput() {
    ((DuplexChannel) channel).shutdownOutput();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void closeNow() {
    channel.close();
  }

  private void closeWhenFlushed() {
    state = State.LINGERING;
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  private void resume() {
    try {
      decoder.resume();
    } catch (Exception e) {
      exceptionCaught(context, e);
    }
    awaitInput();
  }

  private void discard() {
    try {
      decoder.discard();
    } catch (Exception e) {
      exceptionCaught(context, e);
    }
  }

  /** Sets the deadline for what the client has to send next; each arrival is progress. */
  private void awaitInput() {
    switch (state) {
      case IDLE -> {
        if (decoder.headBegun()) {
          state = State.HEAD;
          input.set(settings.headTimeout());
        }
      }
      case ANSWERING, DISCARDING -> {
        if (receiving && !bodyHeldBack && !bodyRefused && !decoder.isPaused()) {
          input.set(settings.bodyTimeout());
        }
      }
      case HEAD, PREFACE, TUNNEL, LINGERING -> {}
    }
  }

  private void inputMissed() {
    switch (state) {
      case HEAD -> {
        encoder.answersHead(false);
        keepAlive = false;
        reception.refuse(
            new Problem(
                ProblemKind.REQUEST_TIMEOUT,
                "The request's head did not arrive within %d ms."
                    .formatted(settings.headTimeout().toMillis())),
            reception.dispatcher().nextId(),
            this);
      }
      case ANSWERING ->
          refuseBody(
              ProblemKind.REQUEST_TIMEOUT,
              "Nothing of the request's body arrived for %d ms."
                  .formatted(settings.bodyTimeout().toMillis()));
      case IDLE, PREFACE, DISCARDING, TUNNEL, LINGERING -> closeWhenFlushed();
    }
  }

  private void outputStuck() {
    end =
        "The client took nothing of the response for %d ms."
            .formatted(settings.writeTimeout().toMillis());
    closeNow();
  }
}

package dev.verge.gateway.http;

import dev.verge.isolate.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of an HTTP/2 connection (RFC 9113, section 8.1): a request, its body, its response,
 * and when to give up. Event loop only.
 */
final class RequestStream extends ChannelInboundHandlerAdapter implements Carrier {
  private static final Logger LOG = LoggerFactory.getLogger(RequestStream.class);

  private final DataPlaneSettings settings;
  private final Reception reception;
  private final StreamReader reader;
  private final Channel channel;
  private final BooleanSupplier heldBack;
  private final Deadline input;
  private final StreamOutput output;

  private Optional<HttpExchange> exchange = Optional.empty();
  private String end = "The client reset the stream, or closed its connection.";
  private boolean begun;
  private boolean malformed;
  private boolean bodiless;
  private boolean receiving;
  private boolean bodyHeldBack;
  private boolean bodyRefused;
  private boolean wasHeldBack;
  private boolean answered;
  private boolean sending;
  private long discarded;

  /**
   * @param heldBack whether the connection lets the client send nothing, on whatever stream
   */
  RequestStream(
      DataPlaneSettings settings,
      Reception reception,
      StreamReader reader,
      Channel channel,
      BooleanSupplier heldBack) {
    this.settings = settings;
    this.reception = reception;
    this.reader = reader;
    this.channel = channel;
    this.heldBack = heldBack;
    this.input = new Deadline(channel.eventLoop(), this::inputMissed);
    this.output = new StreamOutput(channel, settings.writeTimeout(), this::outputStuck);
  }

  @Override
  public Channel channel() {
    return channel;
  }

  /** The connection is no more: nothing comes from the client, and nothing reaches it. */
  void gone(String why) {
    leave(why);
    // A stream that holds some of its body would neither close by itself nor let that go.
    // Afterwards, since the codec closes its streams first: no reset must follow a connection.
    onLoop(this::closeChannel);
  }

  private void leave(String why) {
    input.close();
    output.close();
    exchange.ifPresent(served -> served.gone(why));
    exchange = Optional.empty();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    leave(end);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      switch (message) {
        case Http2HeadersFrame head when !begun -> begin(head.headers(), head.isEndStream());
        case Http2HeadersFrame trailers when trailers.isEndStream() -> bodyEnded();
        case Http2DataFrame data -> body(data.content(), data.isEndStream());
        default -> {}
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
    if (event instanceof Http2ResetFrame) {
      // Not closed at once, which would answer with a reset.
      gone(end);
    }
  }

  /** A stream on which the client did something wrong is reset by the codec. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof Http2Exception || cause instanceof IOException) {
      LOG.debug("The stream {} failed: {}", channel, cause.toString());
    } else {
      LOG.error("The stream {} failed", channel, cause);
      leave("The request failed.");
      reset(Http2Error.INTERNAL_ERROR);
    }
  }

  @Override
  public void receive(HttpExchange served) {
    if (isCurrent(served)) {
      resume();
    }
  }

  @Override
  public void send(HttpExchange served) {
    // Flushing may report that the client has caught up; all there was is being written already.
    if (!sending && isCurrent(served) && channel.isWritable()) {
      sending = true;
      ResponseQueue.Batch batch = served.response().take();
      try {
        write(batch);
      } finally {
        sending = false;
      }
      switch (batch.end()) {
        case NONE -> {}
        case WHOLE -> answered();
        case CUT -> {
          exchange = Optional.empty();
          // Not an internal error: those count as the client's (CVE-2025-8671), and a connection
          // with other streams would be closed for a function that fails often.
          output.afterwards(() -> reset(Http2Error.CANCEL));
        }
      }
    }
  }

  @Override
  public void answer(HttpResponse head, ByteBuf content) {
    write(ResponseQueue.Batch.whole(head, content));
    answered();
  }

  private boolean isCurrent(HttpExchange served) {
    return exchange.isPresent() && exchange.get() == served;
  }

  private void begin(Http2Headers headers, boolean whole) {
    begun = true;
    receiving = !whole;
    bodiless = StreamReader.isHead(headers);
    String id = reception.dispatcher().nextId();
    try {
      reader.check(headers);
      bodyHeldBack = reader.expectsContinue(headers) && receiving;
      if (StreamReader.isAboutServer(headers)) {
        reader.checkHost(headers);
        reception.answerForServer(id, this);
      } else {
        RequestHead head = reader.read(headers, id, whole);
        exchange = reception.begin(head, this, bodyHeldBack);
        if (whole) {
          exchange.ifPresent(served -> served.requestBody().end());
        }
      }
    } catch (RefusedException e) {
      malformed = e.problem().kind() == ProblemKind.MALFORMED_REQUEST;
      reception.refuse(e.problem(), id, this);
    }
  }

  private void body(ByteBuf content, boolean last) {
    bodyHeldBack = false;
    if (exchange.isPresent() && !bodyRefused) {
      if (!exchange.get().requestBody().add(content)) {
        channel.config().setAutoRead(false);
        input.clear();
      }
    } else {
      discarded += content.readableBytes();
    }
    if (last) {
      bodyEnded();
    } else if (answered && discarded > HIGHEST_DISCARDED_BYTES) {
      refuseRest();
    }
  }

  private void bodyEnded() {
    receiving = false;
    input.clear();
    exchange.filter(_ -> !bodyRefused).ifPresent(served -> served.requestBody().end());
  }

  private void write(ResponseQueue.Batch batch) {
    batch.interim().forEach(this::putInterim);
    boolean whole = batch.end() == ResponseQueue.End.WHOLE;
    ByteBuf body = batch.body();
    batch.head().ifPresent(head -> frame(head, batch));
    if (bodiless && body.isReadable()) {
      body.skipBytes(body.readableBytes());
    }
    boolean withTrailers = whole && !bodiless && !batch.trailers().isEmpty();
    boolean ended = whole && !withTrailers;
    boolean endsWithHead = batch.head().isPresent() && ended && !body.isReadable();
    batch
        .head()
        .map(head -> HttpConversionUtil.toHttp2Headers(head, false))
        .ifPresent(head -> output.put(new DefaultHttp2HeadersFrame(head, endsWithHead)));
    if (body.isReadable() || (ended && !endsWithHead)) {
      output.put(body, ended);
    } else {
      body.release();
    }
    if (withTrailers) {
      output.put(
          new DefaultHttp2HeadersFrame(
              HttpConversionUtil.toHttp2Headers(batch.trailers(), false), true));
    }
    output.flush();
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
    output.put(new DefaultHttp2HeadersFrame(HttpConversionUtil.toHttp2Headers(head, false)));
  }

  /** Tells the length of a body that is known already. */
  private void frame(HttpResponse head, ResponseQueue.Batch batch) {
    int status = head.status().code();
    boolean neverHasBody = status == 204 || status == 205 || status == 304;
    if (status == 204 || status == 205) {
      // RFC 9110, section 8.6: of a 204, none; of a 205, none but 0.
      head.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    }
    if (!head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
        && !neverHasBody
        && batch.end() == ResponseQueue.End.WHOLE
        && batch.trailers().isEmpty()
        && (!bodiless || batch.body().isReadable())) {
      head.headers().set(HttpHeaderNames.CONTENT_LENGTH, batch.body().readableBytes());
    }
    bodiless |= neverHasBody;
  }

  private void answered() {
    if (receiving) {
      exchange.ifPresent(served -> served.requestBody().fail(REST_DISCARDED));
    }
    exchange = Optional.empty();
    answered = true;
    if (malformed) {
      output.afterwards(() -> reset(Http2Error.PROTOCOL_ERROR));
    } else if (receiving) {
      if (bodyRefused || bodyHeldBack) {
        refuseRest();
      } else {
        resume();
      }
    }
  }

  /** The response is whole, and the rest of the body is of no use (RFC 9113, section 8.1). */
  private void refuseRest() {
    bodyRefused = true;
    input.clear();
    output.afterwards(() -> reset(Http2Error.NO_ERROR));
  }

  /** Ends the stream, with what it still holds of the body. */
  private void reset(Http2Error error) {
    channel.writeAndFlush(new DefaultHttp2ResetFrame(error)).addListener(_ -> closeChannel());
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void closeChannel() {
    channel.close();
  }

  private void resume() {
    channel.config().setAutoRead(true);
    awaitInput();
  }

  /** Sets the deadline for what the client has to send next; each arrival is progress. */
  private void awaitInput() {
    if (receiving && !bodyHeldBack && !bodyRefused && channel.config().isAutoRead()) {
      input.set(settings.bodyTimeout());
    }
  }

  private void inputMissed() {
    boolean couldNotSend = wasHeldBack;
    wasHeldBack = heldBack.getAsBoolean();
    if (wasHeldBack || couldNotSend) {
      // Other streams' guests do not read, or have only just begun to; this client may not send
      // before they do, and has its whole time then.
      awaitInput();
      return;
    }
    if (answered) {
      refuseRest();
      return;
    }
    bodyRefused = true;
    exchange.ifPresent(
        served ->
            served.refuseBody(
                new Problem(
                    ProblemKind.REQUEST_TIMEOUT,
                    "Nothing of the request's body arrived for %d ms."
                        .formatted(settings.bodyTimeout().toMillis()))));
  }

  private void outputStuck() {
    leave(
        "The client took nothing of the response for %d ms."
            .formatted(settings.writeTimeout().toMillis()));
    reset(Http2Error.CANCEL);
  }
}

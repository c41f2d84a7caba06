package dev.verge.gateway.http;

import dev.verge.deploy.requests.BackendCalls;
import dev.verge.gateway.tracing.RequestTrace;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.OutboundCall;
import dev.verge.isolate.exchange.OutboundRequest;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.exchange.Start;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request on a connection, as its guest sees it. Read by one thread and written by one, which may
 * be another; what both decide on is guarded by this object, and the two buffers guard themselves.
 */
final class HttpExchange implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);
  private static final long UNDECLARED = -1;
  private static final String HEAD = "HEAD";

  private final RequestHead request;
  private final HeaderList marks;
  private final long routedNanos;
  private final RequestBody requestBody;
  private final RequestBody tunnelInput;
  private final ResponseQueue response;

  // Guarded by this:
  private boolean continueAwaited;
  private Optional<Start> start = Optional.empty();
  private Optional<Integer> status = Optional.empty();
  private long headNanos;
  private boolean hasBody;
  private long declared = UNDECLARED;
  private long written;
  private boolean ended;
  private long endedNanos;

  /** Empty as long as the guest asks no backend, as most do. Guarded by this. */
  private Optional<CallLog> calls = Optional.empty();

  /** Set before the guest has the exchange. */
  private volatile RequestTrace trace = RequestTrace.NONE;

  private volatile boolean lastOnConnection;
  private volatile Optional<Problem> requestProblem = Optional.empty();

  /**
   * @param marks the fields that the response gets, whoever gives it
   * @param continueAwaited whether the client holds its body back until it is asked for
   */
  HttpExchange(
      RequestHead request,
      HeaderList marks,
      long routedNanos,
      Carrier carrier,
      boolean continueAwaited) {
    this.request = request;
    this.marks = marks;
    this.routedNanos = routedNanos;
    this.continueAwaited = continueAwaited;
    Runnable receive = () -> carrier.onLoop(() -> carrier.receive(this));
    this.requestBody = new RequestBody(receive);
    this.tunnelInput = new RequestBody(receive);
    this.response =
        new ResponseQueue(carrier.allocator(), () -> carrier.onLoop(() -> carrier.send(this)));
  }

  @Override
  public RequestHead request() {
    return request;
  }

  @Override
  public long routedNanos() {
    return routedNanos;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws InterruptedException {
    if (length == 0) {
      return 0;
    }
    askForBody();
    return requestBody.read(target, offset, length);
  }

  @Override
  public CompletableFuture<Void> readable() {
    askForBody();
    return requestBody.readable();
  }

  @Override
  public synchronized void started(Start taken) {
    start = Optional.of(taken);
  }

  @Override
  public OutboundCall outbound(OutboundRequest sent) {
    return callLog().begin(sent, trace.call(sent));
  }

  private synchronized CallLog callLog() {
    if (calls.isEmpty()) {
      calls = Optional.of(new CallLog(routedNanos));
    }
    return calls.get();
  }

  @Override
  public void inform(int informational, HeaderList headers) throws InterruptedException {
    if (informational < 102 || informational > 199) {
      throw new IllegalArgumentException(
          "A status that a guest may inform with is from 102 to 199, not " + informational);
    }
    requireNoHead();
    if (request.protocol().equals(HttpVersion.HTTP_1_0.text())) {
      // It would take it for the response (RFC 9110, section 15.2).
      response.requireClient();
    } else {
      response.inform(ResponseHeads.interim(informational, headers));
    }
  }

  @Override
  public synchronized Tunnel upgrade(HeaderList headers) {
    String protocol =
        request
            .upgrade()
            .orElseThrow(() -> new IllegalStateException("The request asks for no upgrade"));
    requireNoHead();
    response.head(
        ResponseHeads.marked(
            ResponseHeads.switching(protocol, headers, request.id(), start), marks));
    headSent(HttpResponseStatus.SWITCHING_PROTOCOLS.code());
    lastOnConnection = true;
    return new ClientTunnel(tunnelInput, response);
  }

  @Override
  public synchronized void respond(ResponseHead head) {
    requireNoHead();
    HttpResponse sent = ResponseHeads.marked(ResponseHeads.of(head, request.id(), start), marks);
    hasBody =
        !request.method().equals(HEAD)
            && switch (head.status()) {
              case 204, 205, 304 -> false;
              default -> true;
            };
    declared = declaredLength(head.headers());
    if (declared != UNDECLARED) {
      sent.headers().set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(declared));
    }
    if (continueAwaited && head.status() < 300) {
      // It accepts the request and may read on while it responds; after the head it is too late.
      queueContinue();
    }
    // A client that was never asked for its body may send it or not: where it ends is unknown.
    lastOnConnection = continueAwaited || !head.keepAlive();
    response.head(sent);
    headSent(head.status());
  }

  @Override
  public void write(byte[] source, int offset, int length) throws InterruptedException {
    int allowed = allowed(length);
    if (allowed > 0) {
      response.body(source, offset, allowed);
    } else {
      response.requireClient();
    }
  }

  @Override
  public synchronized void finish(HeaderList trailers) {
    ended = true;
    endedNanos = System.nanoTime();
    if (hasBody && declared != UNDECLARED && written < declared) {
      LOG.info(
          "Request {}: the function wrote {} of the {} bytes it declared; the connection is cut",
          request.id(),
          written,
          declared);
      response.end(ResponseQueue.End.CUT, EmptyHttpHeaders.INSTANCE);
    } else {
      response.end(
          ResponseQueue.End.WHOLE,
          trailers.size() == 0 ? EmptyHttpHeaders.INSTANCE : ResponseHeads.trailers(trailers));
    }
  }

  /** Whether {@link #finish} was called. */
  synchronized boolean ended() {
    return ended;
  }

  /** {@link System#nanoTime()} when the response was finished, or now when it was not. */
  synchronized long endedNanos() {
    return ended ? endedNanos : System.nanoTime();
  }

  /** Answers instead of the guest, or cuts short what the guest has begun and is out. */
  synchronized void fail(Problem problem) {
    lastOnConnection |= continueAwaited;
    HttpResponse head = ResponseHeads.marked(ResponseHeads.of(problem, request.id(), start), marks);
    if (response.instead(head, problem.document())) {
      headSent(problem.kind().status());
    } else {
      abandon();
    }
  }

  /** There is nobody to answer. */
  void abandon() {
    response.end(ResponseQueue.End.CUT, EmptyHttpHeaders.INSTANCE);
  }

  /** Has the request traced; to be called before its guest has it. */
  void traceTo(RequestTrace its) {
    trace = its;
  }

  /** Where the request is traced. */
  RequestTrace trace() {
    return trace;
  }

  /** What the guest asked of backends until now. */
  synchronized BackendCalls calls() {
    return calls.map(CallLog::soFar).orElse(BackendCalls.NONE);
  }

  /** How the guest got its isolate, if it did. */
  synchronized Optional<Start> start() {
    return start;
  }

  /** The status that was sent, or will be. */
  synchronized Optional<Integer> status() {
    return status;
  }

  /** From when it was routed to the response's head, in nanoseconds; -1 when there was none. */
  synchronized long firstByteNanos() {
    return status.isEmpty() ? -1 : headNanos - routedNanos;
  }

  /** What has arrived of the request's body, and in a tunnel. */
  long bytesIn() {
    return requestBody.received() + tunnelInput.received();
  }

  /** What was written of the response's body, and into a tunnel. */
  long bytesOut() {
    return request.method().equals(HEAD) ? 0 : response.bodyBytes();
  }

  /** Any thread: whether the connection cannot be used after this exchange. */
  boolean lastOnConnection() {
    return lastOnConnection;
  }

  /** Any thread: what was wrong with the request's body, if anything was. */
  Optional<Problem> requestProblem() {
    return requestProblem;
  }

  /** Event loop: what has arrived of the request's body. */
  RequestBody requestBody() {
    return requestBody;
  }

  /** Event loop: what has arrived for the tunnel, once the connection is one. */
  RequestBody tunnelInput() {
    return tunnelInput;
  }

  /** Event loop: what the guest has written. */
  ResponseQueue response() {
    return response;
  }

  /** Event loop: the request's body will not be whole, and the client can be told. */
  void refuseBody(Problem problem) {
    requestProblem = Optional.of(problem);
    requestBody.fail(problem.detail());
  }

  /** Event loop: the connection is no more. */
  void gone(String why) {
    requestBody.fail(why);
    tunnelInput.fail(why);
    response.gone(why);
  }

  /** Before the first read that would wait, if the client waits as well. */
  private synchronized void askForBody() {
    if (continueAwaited && status.isEmpty() && requestBody.wouldWait()) {
      queueContinue();
    }
  }

  private void queueContinue() {
    continueAwaited = false;
    response.askForBody(
        ResponseHeads.interim(HttpResponseStatus.CONTINUE.code(), HeaderList.EMPTY));
  }

  /** To be called under this object's lock. */
  private void headSent(int code) {
    headNanos = System.nanoTime();
    status = Optional.of(code);
  }

  private synchronized void requireNoHead() {
    response.requireClient();
    if (status.isPresent()) {
      throw new IllegalStateException("The response has begun already");
    }
  }

  /** Counts what is written, and how much of it the response has room for. */
  private synchronized int allowed(int length) {
    if (!hasBody) {
      return 0;
    }
    int allowed = length;
    if (declared != UNDECLARED && length > declared - written) {
      allowed = (int) (declared - written);
      if (!lastOnConnection) {
        lastOnConnection = true;
        LOG.info(
            "Request {}: the function wrote more than the {} bytes it declared; the rest is cut off",
            request.id(),
            declared);
      }
    }
    written += allowed;
    return allowed;
  }

  /** What the guest declares, or nothing when it cannot be believed. */
  private static long declaredLength(HeaderList headers) {
    List<String> values = headers.all("content-length");
    if (values.size() != 1) {
      return UNDECLARED;
    }
    String value = values.getFirst();
    boolean isNumber = !value.isEmpty() && value.length() <= 18;
    for (int i = 0; isNumber && i < value.length(); i++) {
      isNumber = value.charAt(i) >= '0' && value.charAt(i) <= '9';
    }
    return isNumber ? Long.parseLong(value) : UNDECLARED;
  }
}

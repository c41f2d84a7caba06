package dev.verge.deploy.http;

import dev.verge.deploy.access.Caller;
import dev.verge.deploy.audit.AuditTrail;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.audit.Outcome;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.InvalidNameException;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.platform.body.Source;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its response, for the virtual thread that answers it. Whatever touches the
 * response is handed to the event loop.
 */
public final class Call implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Call.class);
  private static final String JSON = "application/json";
  private static final int BUFFER_BYTES = 64 << 10;

  private final RoutingContext routing;
  private final Context context;
  private final BodyStream body;
  private final AuditTrail trail;
  private final Optional<Dialect> dialect;
  private final ConnectionClock clock;
  private final LargeBodies.Guest large;

  /** Written on the event loop, before the call has a thread. */
  private Optional<Caller> caller = Optional.empty();

  private BooleanSupplier admitted = () -> true;
  private Optional<Endpoint> endpoint = Optional.empty();

  private Call(
      RoutingContext routing,
      Context context,
      BodyStream body,
      AuditTrail trail,
      Optional<Dialect> dialect,
      ConnectionClock clock,
      LargeBodies.Guest large) {
    this.routing = routing;
    this.context = context;
    this.body = body;
    this.trail = trail;
    this.dialect = dialect;
    this.clock = clock;
    this.large = large;
  }

  /**
   * To be called on the event loop, in the call that brings the request.
   *
   * @param dialect in which errors are told; empty for Verge's own way
   * @param clock of the request's connection
   * @param large for a body that is; closed with this
   */
  static Call of(
      RoutingContext routing,
      AuditTrail trail,
      Optional<Dialect> dialect,
      ConnectionClock clock,
      LargeBodies.Guest large) {
    Context context = routing.vertx().getOrCreateContext();
    BodyStream body =
        new BodyStream(
            routing.request(),
            context,
            clock.pace(),
            () ->
                refuse(
                    routing,
                    dialect,
                    clock,
                    Problem.of(
                        ProblemType.MALFORMED_REQUEST,
                        "The body's chunks are not as HTTP/1.1 has them (RFC 9112, section 7.1).",
                        routing.request().path())));
    routing.addEndHandler(ended -> context.runOnContext(now -> body.discard()));
    return new Call(routing, context, body, trail, dialect, clock, large);
  }

  /**
   * Says who asks. To be called on the event loop.
   *
   * @param still whether the token still holds, for bodies and responses that take long
   */
  void admit(Caller who, BooleanSupplier still) {
    caller = Optional.of(who);
    admitted = still;
    body.admit(still);
  }

  /** Says who answers. To be called on the event loop. */
  void isFor(Endpoint which) {
    endpoint = Optional.of(which);
  }

  /** Who asks; only endpoints that are not for anybody know. */
  public Caller caller() {
    return caller.orElseThrow(() -> new IllegalStateException("Nobody had to say who they are."));
  }

  /** In which errors are told; empty for Verge's own way. */
  Optional<Dialect> dialect() {
    return dialect;
  }

  /** What the endpoint changes, for the audit log. */
  Change change() {
    return change(label("tenant"), label("function"), "");
  }

  /** What the endpoint changes of a tenant that the path does not name. */
  public Change changeIn(String tenant) {
    return change(Optional.of(tenant), Optional.empty(), "");
  }

  /** What the endpoint changes of a function that the path does not name. */
  public Change changeTo(FunctionId function) {
    return change(Optional.of(function.tenant()), Optional.of(function.name()), "");
  }

  /** What somebody tried. In another tenant's log that would tell of who has no business there. */
  Change attempt(String detail) {
    Optional<String> tenant = caller().tenant().or(() -> label("tenant"));
    boolean there = tenant.equals(tenantOfPath());
    return change(tenant, there ? label("function") : Optional.empty(), detail);
  }

  private Change change(Optional<String> tenant, Optional<String> function, String detail) {
    return new Change(
        caller().actor(),
        endpoint
            .flatMap(Endpoint::changes)
            .orElseThrow(() -> new IllegalStateException("%s changes nothing.".formatted(path()))),
        tenant,
        function,
        detail);
  }

  /**
   * Tells the audit log of a change that was made just now, which is durable when this returns. For
   * what the store does not tell itself, and before the client is answered.
   */
  void record(String detail) {
    record(change().with(detail));
  }

  /** As the other, of what the path does not name. */
  public void record(Change done) {
    trail.append(done, Outcome.DONE);
  }

  /** The tenant that the path names, allowed or not. */
  Optional<String> tenantOfPath() {
    return Optional.ofNullable(parameter("tenant"));
  }

  /** A name of the path, when it is one that there may be. */
  private Optional<String> label(String parameter) {
    try {
      return Optional.ofNullable(parameter(parameter))
          .map(name -> new FunctionId(name, "any").tenant());
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }

  /** The request's method. */
  public HttpMethod method() {
    return routing.request().method();
  }

  public String path() {
    return routing.request().path();
  }

  /** A parameter of the path. */
  public String parameter(String name) {
    return routing.pathParam(name);
  }

  /**
   * The tenant of the path, by the rules that function names bring along.
   *
   * @throws dev.verge.isolate.InvalidNameException when its name is not allowed
   */
  String tenant() {
    return new FunctionId(parameter("tenant"), "any").tenant();
  }

  /**
   * @throws dev.verge.isolate.InvalidNameException when a name in the path is not allowed
   */
  FunctionId function() {
    return new FunctionId(parameter("tenant"), parameter("function"));
  }

  /** The version that the path names. */
  VersionId version() {
    String number = parameter("version");
    if (!number.matches("[1-9][0-9]{0,8}")) {
      throw new ProblemException(
          ProblemType.NO_SUCH_VERSION, "Versions are numbered 1, 2, 3 and so on.");
    }
    return new VersionId(function(), Integer.parseInt(number));
  }

  /** The parameter {@code true} or {@code false} of the query. */
  boolean flag(String name, boolean otherwise) {
    return query(name)
        .map(
            value ->
                switch (value) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw invalid(name, "true or false");
                })
        .orElse(otherwise);
  }

  /** A number of the query. */
  public int number(String name, int otherwise, int most) {
    return query(name)
        .map(
            value -> {
              if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) > most) {
                throw invalid(name, "a number from 0 to " + most);
              }
              return Integer.parseInt(value);
            })
        .orElse(otherwise);
  }

  /** A header of the request. */
  public Optional<String> header(CharSequence name) {
    return Optional.ofNullable(routing.request().getHeader(name));
  }

  /** The request's media type, without parameters, in lower case. */
  String mediaType() {
    String type = header(HttpHeaders.CONTENT_TYPE).orElse("");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The request's body.
   *
   * @param most more bytes than this are a problem, which is told before reading if the request
   *     says its length
   */
  public InputStream body(long most) {
    checkExpectation();
    if (header(HttpHeaders.CONTENT_ENCODING).isPresent()) {
      throw new ProblemException(
          ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the body without a content encoding.");
    }
    if (header(HttpHeaders.CONTENT_LENGTH).filter(length -> exceeds(length, most)).isPresent()) {
      throw LimitedStream.tooLarge(most);
    }
    return new LimitedStream(body, most);
  }

  /** Makes something of a request's body. */
  public interface Reading<T> {
    /**
     * Reads it.
     *
     * @param body closed by who calls this
     * @throws IOException when it breaks off, or the disk fails
     */
    T of(InputStream body) throws IOException;
  }

  /**
   * A body of which the whole, or much, has to be in memory at once. A large one is read when it is
   * all there, and others of the tenant wait until this call is answered.
   *
   * @param most bytes
   * @throws IOException when it breaks off, or the disk fails
   */
  public <T> T document(int most, Reading<T> reading) throws IOException {
    String tenant = tenantOfPath().or(() -> caller().tenant()).orElse("");
    return large.read(tenant, body(most), most, reading);
  }

  /** To be called when nothing made of the request is in use any more. */
  @Override
  public void close() {
    large.close();
  }

  /**
   * A JSON body.
   *
   * @param most bytes
   * @param shape what it must look like, for the problem's detail
   * @throws IOException when it breaks off
   */
  public <T> T json(int most, Class<T> type, String shape) throws IOException {
    accept(List.of(JSON));
    return document(most, body -> Json.read(body, type, shape));
  }

  /** Checks the request's content type. */
  public void accept(List<String> mediaTypes) {
    if (!mediaTypes.contains(mediaType())) {
      throw new ProblemException(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          "The content type must be %s.".formatted(String.join(" or ", mediaTypes)));
    }
  }

  /** Answers with a document. */
  public void answer(int status, Object document) {
    answer(status, JSON, Json.write(document));
  }

  /** Answers 201 with a document about what is now at a path. */
  void created(String path, Object document) {
    onLoop(response -> response.putHeader(HttpHeaders.LOCATION, path));
    answer(201, document);
  }

  /** Answers with a body. */
  void answer(int status, String mediaType, Buffer body) {
    onLoop(
        response -> {
          response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
          if (isHead()) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
            watch(response.end(), 0);
          } else {
            watch(response.end(body), body.length());
          }
        });
  }

  /** Adds a header to the response. */
  public void header(CharSequence name, String value) {
    onLoop(response -> response.putHeader(name, value));
  }

  /** Answers 204. */
  public void done() {
    onLoop(response -> watch(response.setStatusCode(204).end(), 0));
  }

  /** Answers 304: the client has what it asks for. */
  void unchanged() {
    onLoop(response -> watch(response.setStatusCode(304).end(), 0));
  }

  /**
   * Answers with a file's content, which is not read into memory.
   *
   * @param content closed when it is sent
   */
  void answer(String mediaType, FileChannel content) throws IOException {
    long bytes = content.size();
    context.runOnContext(
        now -> {
          HttpServerResponse response = routing.response();
          if (response.closed()) {
            close(content);
            return;
          }
          response
              .putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
              .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(bytes));
          watch(
              (isHead() ? response.end() : response.sendFile(content))
                  .onComplete(sent -> close(content)),
              bytes);
        });
  }

  private static void close(FileChannel content) {
    try {
      content.close();
    } catch (IOException e) {
      LOG.debug("A file that was only read could not be closed.", e);
    }
  }

  /**
   * Answers with what a source gives, as the client takes it.
   *
   * @throws IOException when the client has gone
   */
  public void answer(String mediaType, Source source) throws IOException {
    Outflow response = stream(mediaType);
    response.begin();
    if (isHead()) {
      return;
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int read = source.read(buffer, 0, buffer.length);
          read >= 0;
          read = source.read(buffer, 0, buffer.length)) {
        response.write(Buffer.buffer().appendBytes(buffer, 0, read));
      }
    } catch (InterruptedException e) {
      throw stopping(e);
    }
    response.end();
  }

  /** A thread that answers was interrupted. */
  public static InterruptedIOException stopping(InterruptedException e) {
    Thread.currentThread().interrupt();
    InterruptedIOException stopping = new InterruptedIOException("The control plane is stopping.");
    stopping.initCause(e);
    return stopping;
  }

  /** Says how to be let in, where {@code Authorization} is how. */
  void challenge(String challenge) {
    if (dialect.isEmpty()) {
      header("WWW-Authenticate", challenge);
    }
  }

  /** A response whose end is not known yet, not begun. */
  Outflow stream(String mediaType) {
    return new Outflow(routing.response(), context, mediaType, isHead(), admitted, clock);
  }

  /**
   * Answers with a problem, in the words of the dialect; cuts the connection if an answer was begun
   * already.
   */
  void answer(Problem problem) {
    context.runOnContext(now -> refuse(routing, dialect, clock, problem));
  }

  /** On the event loop. */
  private static void refuse(
      RoutingContext routing, Optional<Dialect> dialect, ConnectionClock clock, Problem problem) {
    HttpServerResponse response = routing.response();
    if (response.closed() || response.ended()) {
      return;
    }
    if (response.headWritten()) {
      var _ = routing.request().connection().close();
      return;
    }
    Buffer document =
        Json.write(dialect.<Object>map(spoken -> told(problem, spoken)).orElse(problem));
    response
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, dialect.isEmpty() ? Problem.MEDIA_TYPE : JSON);
    watch(
        routing,
        clock.sending(
            isHead(routing) ? response.end() : response.end(document), document.length()));
  }

  private static Object told(Problem problem, Dialect dialect) {
    return dialect.error(problem.title(), problem.detail());
  }

  /** Whether the client wants no body. */
  boolean isHead() {
    return isHead(routing);
  }

  private static boolean isHead(RoutingContext routing) {
    return routing.request().method().equals(HttpMethod.HEAD);
  }

  private void onLoop(Handler<HttpServerResponse> change) {
    context.runOnContext(
        now -> {
          HttpServerResponse response = routing.response();
          if (!response.closed() && !response.ended()) {
            change.handle(response);
          }
        });
  }

  private void watch(Future<Void> written, long bytes) {
    watch(routing, clock.sending(written, bytes));
  }

  private static void watch(RoutingContext routing, Future<Void> written) {
    written.onFailure(
        cause -> LOG.debug("A response to {} was not received.", routing.request().path(), cause));
  }

  private void checkExpectation() {
    header(HttpHeaders.EXPECT)
        .filter(expected -> !expected.equalsIgnoreCase("100-continue"))
        .ifPresent(
            expected -> {
              throw new ProblemException(
                  ProblemType.EXPECTATION_FAILED, "Only 100-continue may be expected.");
            });
  }

  /** A parameter of the query, given once or not at all. */
  public Optional<String> query(String name) {
    List<String> values = routing.queryParam(name);
    if (values.size() > 1) {
      throw invalid(name, "given once");
    }
    return values.stream().findFirst();
  }

  /** The query as it was sent, without its question mark. */
  public Optional<String> query() {
    return Optional.ofNullable(routing.request().query());
  }

  /** The problem of a parameter of the query, or of a header. */
  public static ProblemException invalid(String name, String allowed) {
    return new ProblemException(
        ProblemType.INVALID_PARAMETER, "The parameter %s must be %s.".formatted(name, allowed));
  }

  private static boolean exceeds(String length, long most) {
    try {
      return Long.parseLong(length) > most;
    } catch (NumberFormatException e) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST, "The content length is not a number.");
    }
  }
}

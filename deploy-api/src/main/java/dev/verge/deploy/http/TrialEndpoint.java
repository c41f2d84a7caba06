package dev.verge.deploy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.catalogue.Deployments;
import dev.verge.deploy.catalogue.TenantPlaces;
import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.requests.RequestRecord;
import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.requests.RequestRing;
import dev.verge.deploy.store.StoredFunction;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.Start;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Sends one request to a function as any client would, and tells what came back and where the time
 * went.
 */
final class TrialEndpoint {
  /** A body of the most that is sent, in Base64, and what is around it. */
  private static final int MAX_BYTES = 2 << 20;

  /** Of a tenant: all share the connections to the data plane, and a function may take a while. */
  private static final int AT_ONCE = 4;

  private static final String REQUEST_ID = "x-verge-request-id";

  /** A record is there a moment after its response. */
  private static final Duration RECORD_PATIENCE = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofMillis(5);

  private final TenantPlaces places = new TenantPlaces(AT_ONCE);
  private final Catalogue catalogue;
  private final RequestRecords requests;
  private final HostnameRules rules;
  private final DataPlaneClient dataPlane;

  TrialEndpoint(
      Catalogue catalogue,
      RequestRecords requests,
      HostnameRules rules,
      DataPlaneClient dataPlane) {
    this.catalogue = catalogue;
    this.requests = requests;
    this.rules = rules;
    this.dataPlane = dataPlane;
  }

  private record Header(String name, String value) {}

  /** A part of the time, in microseconds; they follow each other, and their sum is all of it. */
  private record Phase(String phase, double us) {}

  private record TrialDocument(
      int status,
      List<Header> headers,
      String body,
      String encoding,
      boolean whole,
      long bytes,
      @JsonProperty("elapsed_us") double elapsedUs,
      List<Phase> phases,
      Optional<Object> request) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post(
            FunctionEndpoints.FUNCTION + "/trial-requests",
            Access.tenant(Scope.DEPLOY),
            AuditAction.TRIAL_REQUEST,
            this::send));
  }

  private void send(Call call) throws IOException {
    try {
      attempt(call);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("The control plane is stopping.").initCause(e);
    }
  }

  private void attempt(Call call) throws IOException, InterruptedException {
    StoredFunction function = catalogue.function(call.function());
    TrialAnswer answer;
    // Who waits has no body in memory yet.
    try (TenantPlaces.Place _ = places.take(function.id().tenant())) {
      TrialRequest request = call.json(MAX_BYTES, TrialRequest.class, TrialRequest.SHAPE).checked();
      String host = host(function, request);
      // Before, since a function that gives no answer may have done all that it does. Without the
      // query, which may have what is nobody else's business.
      call.record(
          "%s %s"
              .formatted(
                  request.method().orElse("GET"), request.path().orElse("/").split("\\?", 2)[0]));
      answer = dataPlane.send(host, request);
    }
    Optional<RequestRecord> record = record(requests.of(function.id()), answer);
    call.header(HttpHeaders.CACHE_CONTROL, "no-store");
    call.answer(200, document(answer, record));
  }

  /** The function's own name, or that of a version's preview. */
  private String host(StoredFunction function, TrialRequest request) {
    if (request.version().isPresent()) {
      int number = request.version().getAsInt();
      if (number < 1) {
        throw new ProblemException(
            ProblemType.NO_SUCH_VERSION, "Versions are numbered 1, 2, 3 and so on.");
      }
      VersionId version = catalogue.version(new VersionId(function.id(), number)).id();
      return rules
          .previewName(version)
          .orElseThrow(
              () ->
                  new ProblemException(
                      ProblemType.INVALID_TRIAL_REQUEST,
                      "The function's name is too long for its versions to have previews."));
    }
    return rules.ownName(Deployments.active(function).id().function());
  }

  private static Optional<RequestRecord> record(RequestRing ring, TrialAnswer answer)
      throws InterruptedException {
    String id = answer.headers().get(REQUEST_ID);
    long end = System.nanoTime() + RECORD_PATIENCE.toNanos();
    while (id != null && System.nanoTime() - end < 0) {
      Optional<RequestRecord> found =
          ring.since(0, RequestRing.SIZE).records().stream()
              .filter(record -> record.id().equals(id))
              .findFirst();
      if (found.isPresent()) {
        return found;
      }
      Thread.sleep(PAUSE);
    }
    return Optional.empty();
  }

  private static TrialDocument document(TrialAnswer answer, Optional<RequestRecord> record) {
    boolean cut = answer.bytes() > answer.body().length() || !answer.whole();
    Optional<String> text = text(answer.body(), cut);
    return new TrialDocument(
        answer.status(),
        answer.headers().entries().stream()
            .map(header -> new Header(header.getKey(), header.getValue()))
            .toList(),
        text.orElseGet(() -> Base64.getEncoder().encodeToString(answer.body().getBytes())),
        text.isPresent() ? "text" : "base64",
        !cut,
        answer.bytes(),
        RequestDocument.micros(answer.nanos()),
        record.map(known -> phases(known, answer.nanos())).orElse(List.of()),
        record.map(RequestDocument.WORDING::of));
  }

  private static List<Phase> phases(RequestRecord record, long nanos) {
    long total = Math.min(record.totalNanos(), nanos);
    long start = Math.min(record.start().map(Start::startNanos).orElse(0L), total);
    long instantiation = Math.min(record.start().map(Start::instantiationNanos).orElse(0L), start);
    long head = record.firstByteNanos() < 0 ? total : Math.min(record.firstByteNanos(), total);
    return List.of(
        phase("outside", nanos - total),
        phase("isolate", start - instantiation),
        phase("instantiation", instantiation),
        phase("guest", Math.max(head, start) - start),
        phase("response", total - Math.max(head, start)));
  }

  private static Phase phase(String name, long nanos) {
    return new Phase(name, RequestDocument.micros(nanos));
  }

  /**
   * A body as text, if it is some.
   *
   * @param cut whether it may end within a character
   */
  private static Optional<String> text(Buffer body, boolean cut) {
    CharBuffer text = CharBuffer.allocate(body.length());
    boolean wrong =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(body.getBytes()), text, !cut)
            .isError();
    text.flip();
    return wrong || text.chars().anyMatch(character -> character == 0)
        ? Optional.empty()
        : Optional.of(text.toString());
  }
}

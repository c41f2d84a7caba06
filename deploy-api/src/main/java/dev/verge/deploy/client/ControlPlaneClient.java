package dev.verge.deploy.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.verge.deploy.fastly.KvEntry;
import dev.verge.deploy.fastly.Secret;
import dev.verge.isolate.FunctionId;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Speaks the control plane's REST. Every method blocks until the answer is there, and throws {@link
 * ClientException} when there is none or it is a refusal.
 */
public final class ControlPlaneClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  /** A control plane compiles and tries a module before it answers, and perhaps warms it up. */
  private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(15);

  static final JsonMapper JSON = JsonMapper.builder().addModule(new Jdk8Module()).build();

  /** The largest answer believed, in bytes; a log has no such bound. */
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  private static final String CANARY = "/deployment/canary";
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;

  private final URI address;
  private final String token;
  private final HttpClient http;

  private ControlPlaneClient(URI address, String token) {
    this.address = address;
    this.token = token;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  /**
   * A client; nothing is sent yet.
   *
   * @param address scheme, host and port; a path is kept as a prefix
   * @param token for {@code Authorization: Bearer}
   */
  public static ControlPlaneClient of(URI address, String token) {
    return new ControlPlaneClient(address, token);
  }

  /**
   * Stores a version.
   *
   * @param function whose version it is
   * @param upload what it is made from
   * @param activate whether it serves from then on
   * @param progress told about every piece sent
   */
  public VersionDocument deploy(
      FunctionId function, Upload upload, boolean activate, Progress progress) {
    return deploy(function, upload, new Wish(activate, false, ""), progress);
  }

  /**
   * What is wanted of an upload.
   *
   * @param activate whether it serves from then on
   * @param waitWarm whether only when its code is warm, which is waited for
   * @param note what its author says about it; may be empty
   */
  record Wish(boolean activate, boolean waitWarm, String note) {
    private String query() {
      return "?activate=%s&wait_warm=%s%s"
          .formatted(activate, waitWarm, note.isEmpty() ? "" : "&note=" + segment(note));
    }
  }

  /** As {@link #deploy(FunctionId, Upload, boolean, Progress)}. */
  VersionDocument deploy(FunctionId function, Upload upload, Wish wish, Progress progress) {
    return deploy(function, upload, wish.query(), progress);
  }

  private VersionDocument deploy(
      FunctionId function, Upload upload, String query, Progress progress) {
    MultipartBody body =
        new MultipartBody()
            .part("manifest", "application/json", json(upload.manifest()))
            .part("module", "application/wasm", upload.module());
    if (upload.assets().isEmpty()) {
      return deploy(function, body, query, progress);
    }
    try (AssetsZip zip = AssetsZip.of(upload.assets().get())) {
      body.part("assets", "application/zip", zip.file());
      return deploy(function, body, query, progress);
    }
  }

  private VersionDocument deploy(
      FunctionId function, MultipartBody body, String query, Progress progress) {
    BodyPublisher publisher = body.publisher();
    long total = publisher.contentLength();
    return send(
        request(path(function) + query)
            .timeout(UPLOAD_TIMEOUT)
            .header("Content-Type", body.type())
            .PUT(new MeasuredBody(publisher, sent -> progress.sent(sent, total))),
        new TypeReference<VersionDocument>() {});
  }

  /** All functions of all tenants that the token may see. */
  public List<FunctionDocument> functions() {
    return send(
            request("/v1/functions").GET(),
            new TypeReference<Map<String, List<FunctionDocument>>>() {})
        .getOrDefault("functions", List.of());
  }

  /** One function with its versions. */
  FunctionDocument function(FunctionId function) {
    return send(request(path(function)).GET(), new TypeReference<FunctionDocument>() {});
  }

  /** One version. */
  VersionDocument version(FunctionId function, int version) {
    return send(
        request("%s/versions/%d".formatted(path(function), version)).GET(),
        new TypeReference<VersionDocument>() {});
  }

  /**
   * Puts secrets and KV entries of a tenant; entries only where there are none of their keys.
   *
   * @return how many entries were put
   */
  public int fill(String tenant, StoreData data) {
    for (Secret secret : data.secrets()) {
      send(
          request(
                  "/v1/tenants/%s/secret-stores/%s/secrets/%s"
                      .formatted(tenant, segment(secret.store()), segment(secret.name())))
              .header("Content-Type", "application/octet-stream")
              .PUT(BodyPublishers.ofByteArray(secret.value().bytes())));
    }
    int added = 0;
    for (KvEntry entry : data.kvEntries()) {
      added += add(tenant, entry) ? 1 : 0;
    }
    return added;
  }

  private boolean add(String tenant, KvEntry entry) {
    HttpRequest.Builder request =
        request(
                "/v1/tenants/%s/kv-stores/%s/keys/%s?mode=add"
                    .formatted(tenant, segment(entry.store()), segment(entry.key())))
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofByteArray(entry.value().bytes()));
    entry.metadata().ifPresent(text -> request.header("X-Verge-Metadata", escaped(text)));
    HttpResponse<InputStream> response = exchange(request);
    if (response.statusCode() == PRECONDITION_FAILED) {
      read(response.body());
      return false;
    }
    read(accepted(response));
    return true;
  }

  /** Makes a stored version serve. */
  void activate(FunctionId function, int version) {
    putDeployment(function, Map.of("version", version), false);
  }

  /** Makes a stored version serve when its code is warm, which this waits for. */
  void activateWhenWarm(FunctionId function, int version) {
    putDeployment(function, Map.of("version", version), true);
  }

  /**
   * Makes a stored version serve.
   *
   * @param wanted in the control plane's words
   * @param waitWarm whether only when its code is warm, which this waits for
   */
  void putDeployment(FunctionId function, Map<String, Object> wanted, boolean waitWarm) {
    send(
        request("%s/deployment?wait_warm=%s".formatted(path(function), waitWarm))
            .timeout(UPLOAD_TIMEOUT)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofByteArray(json(wanted))));
  }

  /**
   * What serves, as it is seen now.
   *
   * @param version the one that serves
   * @param tag of the deployment
   */
  record Serving(int version, String tag) {}

  /** What serves; empty when nothing does. */
  Optional<Serving> serving(FunctionId function) {
    HttpResponse<InputStream> response = exchange(request(path(function) + "/deployment").GET());
    if (response.statusCode() == NOT_FOUND) {
      read(response.body());
      return Optional.empty();
    }
    String tag = response.headers().firstValue("ETag").orElse("*");
    return Optional.of(new Serving(json(read(accepted(response))).path("version").asInt(), tag));
  }

  /** What serves. */
  DeploymentDocument deployment(FunctionId function) {
    return send(
        request(path(function) + "/deployment").GET(), new TypeReference<DeploymentDocument>() {});
  }

  /**
   * Takes the version that serves back.
   *
   * @param to the one that serves then; when empty, the last before that was not taken back
   */
  DeploymentDocument goBack(FunctionId function, Optional<Integer> to) {
    String query = to.map(version -> "?to=" + version).orElse("");
    return send(
        request("%s/deployment/rollback%s".formatted(path(function), query))
            .timeout(UPLOAD_TIMEOUT)
            .POST(BodyPublishers.noBody()),
        new TypeReference<DeploymentDocument>() {});
  }

  /**
   * Lets a stored version serve a part of the requests.
   *
   * @param wanted in the control plane's words
   * @param replaceRule whether a rule that watches the deployed version is given up for it
   */
  void putCanary(FunctionId function, Map<String, Object> wanted, boolean replaceRule) {
    send(
        request("%s%s?replace_rule=%s".formatted(path(function), CANARY, replaceRule))
            .timeout(UPLOAD_TIMEOUT)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofByteArray(json(wanted))));
  }

  /** Lets the canary serve all requests. */
  DeploymentDocument promoteCanary(FunctionId function) {
    return send(
        request(path(function) + CANARY + "/promotion")
            .timeout(UPLOAD_TIMEOUT)
            .POST(BodyPublishers.noBody()),
        new TypeReference<DeploymentDocument>() {});
  }

  /** Ends the canary. */
  void abortCanary(FunctionId function) {
    send(request(path(function) + CANARY).DELETE());
  }

  /** Deletes a function with all its versions and its log. */
  void delete(FunctionId function) {
    send(request(path(function)).DELETE());
  }

  /** Deletes a version that does not serve. */
  void delete(FunctionId function, int version) {
    send(request("%s/versions/%d".formatted(path(function), version)).DELETE());
  }

  /**
   * What happened to a function, as newline-delimited JSON; a stream that is followed ends with the
   * platform.
   *
   * @param what {@code logs} or {@code requests}
   * @param parameters of the query
   */
  InputStream lines(FunctionId function, String what, Map<String, Object> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + escaped(entry.getValue().toString()))
            .collect(joining("&"));
    return answer(request("%s/%s?%s".formatted(path(function), what, query)).GET());
  }

  /** The platform's metrics, in Prometheus' text format. */
  String metrics() {
    return new String(send(request("/metrics").setHeader("Accept", "text/plain").GET()), UTF_8);
  }

  /** Ends the connections; an answer that is still awaited is given up. */
  @Override
  public void close() {
    http.shutdownNow();
  }

  /** The tenants that the token is for. */
  List<TenantDocument> tenants() {
    return send(
            request("/v1/tenants").GET(), new TypeReference<Map<String, List<TenantDocument>>>() {})
        .getOrDefault("tenants", List.of());
  }

  /**
   * Makes a tenant, unless it is there.
   *
   * @param quotas in place of those that it has, which stay when this is empty
   */
  TenantDocument createTenant(String tenant, Optional<Map<String, Long>> quotas) {
    return send(
        request("/v1/tenants/" + tenant)
            .header("Content-Type", "application/json")
            .PUT(
                BodyPublishers.ofByteArray(
                    json(quotas.map(wanted -> Map.of("quotas", wanted)).orElse(Map.of())))),
        new TypeReference<TenantDocument>() {});
  }

  /** Deletes a tenant that has nothing any more. */
  void deleteTenant(String tenant) {
    send(request("/v1/tenants/" + tenant).DELETE());
  }

  /** The access tokens that are the token's business. */
  List<TokenDocument> tokens() {
    return send(
            request("/v1/tokens").GET(), new TypeReference<Map<String, List<TokenDocument>>>() {})
        .getOrDefault("tokens", List.of());
  }

  /** Makes an access token; for all tenants when none is given. */
  TokenDocument createToken(String name, String scope, Optional<String> tenant) {
    Map<String, String> wanted = new HashMap<>(Map.of("name", name, "scope", scope));
    tenant.ifPresent(whose -> wanted.put("tenant", whose));
    return send(
        request("/v1/tokens")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(json(wanted))),
        new TypeReference<TokenDocument>() {});
  }

  /** Revokes an access token. */
  void revokeToken(String id) {
    send(request("/v1/tokens/" + segment(id)).DELETE());
  }

  /** The newest lines of the audit log, newest first. */
  List<AuditDocument> audit(Optional<String> tenant, int limit) {
    return JSON.convertValue(
        document(auditPath(tenant, limit)).path("entries"),
        new TypeReference<List<AuditDocument>>() {});
  }

  /** Where those are. */
  static String auditPath(Optional<String> tenant, int limit) {
    String query = tenant.map(name -> "&tenant=" + escaped(name)).orElse("");
    return "/v1/audit?limit=%d%s".formatted(limit, query);
  }

  /** What calls a function by a schedule. */
  JsonNode triggers(FunctionId function) {
    return document(path(function) + "/triggers").path("triggers");
  }

  /** Runs a trigger, and tells how that went when it has ended. */
  JsonNode runTrigger(FunctionId function, int number) {
    return send(
        request("%s/triggers/%d/runs".formatted(path(function), number))
            .timeout(UPLOAD_TIMEOUT)
            .POST(BodyPublishers.noBody()),
        new TypeReference<JsonNode>() {});
  }

  /**
   * Something as the control plane tells it.
   *
   * @param path with everything escaped
   */
  JsonNode document(String path) {
    return send(request(path).GET(), new TypeReference<JsonNode>() {});
  }

  /** All members of a list that comes in pages. */
  List<JsonNode> pages(String path, String member) {
    List<JsonNode> all = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = document(path + cursor);
      page.path(member).forEach(all::add);
      String next = page.path("next_cursor").asText("");
      String join = path.contains("?") ? "&" : "?";
      cursor = next.isEmpty() ? "" : join + "cursor=" + escaped(next);
    } while (!cursor.isEmpty());
    return all;
  }

  /** Something that is no document. */
  byte[] content(String path) {
    return send(request(path).GET());
  }

  /** Puts something; its content type is that of the headers, or none. */
  void put(String path, Map<String, String> headers, byte[] content) {
    HttpRequest.Builder request = request(path).PUT(BodyPublishers.ofByteArray(content));
    headers.forEach(request::header);
    send(request);
  }

  /**
   * Changes something.
   *
   * @return what is answered; missing when that is nothing
   */
  JsonNode patch(String path, String mediaType, JsonNode patch) {
    return json(read(answer(patching(path, mediaType, patch))));
  }

  /**
   * Changes something that is still as it was seen.
   *
   * @param tag of what was seen
   * @return what is answered; empty when it is not as it was
   */
  Optional<JsonNode> patch(String path, String mediaType, JsonNode patch, String tag) {
    HttpResponse<InputStream> response =
        exchange(patching(path, mediaType, patch).header("If-Match", tag));
    if (response.statusCode() == PRECONDITION_FAILED) {
      read(response.body());
      return Optional.empty();
    }
    return Optional.of(json(read(accepted(response))));
  }

  private HttpRequest.Builder patching(String path, String mediaType, JsonNode patch) {
    return request(path)
        .timeout(UPLOAD_TIMEOUT)
        .header("Content-Type", mediaType)
        .method("PATCH", BodyPublishers.ofByteArray(json(patch)));
  }

  private JsonNode json(byte[] answer) {
    try {
      return JSON.readTree(answer);
    } catch (IOException e) {
      throw new ClientException("%s does not answer with JSON.".formatted(address), e);
    }
  }

  /**
   * Has something done that may take minutes.
   *
   * @param mediaType of the body
   * @return the answer, however long it is, to be closed
   */
  InputStream post(String path, String mediaType, BodyPublisher body) {
    return answer(
        request(path)
            .setHeader("Accept", "*/*")
            .timeout(UPLOAD_TIMEOUT)
            .header("Content-Type", mediaType)
            .POST(body));
  }

  /** When the platform was started; empty when none answers. */
  Optional<Instant> started() {
    try {
      JsonNode health =
          send(
              request("/healthz").timeout(CONNECT_TIMEOUT).GET(), new TypeReference<JsonNode>() {});
      return Optional.of(Instant.parse(health.path("started").asText()));
    } catch (ClientException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Deletes something. */
  void delete(String path) {
    send(request(path).DELETE());
  }

  /** Where a function is. */
  static String path(FunctionId function) {
    return "/v1/tenants/%s/functions/%s".formatted(function.tenant(), function.name());
  }

  /**
   * One segment of a path, with everything escaped that could need it.
   *
   * @throws ClientException when it would be taken for a step along the path, escaped or not
   */
  static String segment(String text) {
    if (text.equals(".") || text.equals("..")) {
      throw new ClientException(
          "\"%s\" is not a name that anything here can have.".formatted(text));
    }
    return escaped(text);
  }

  /** A value of a query, or a header's, likewise. */
  static String escaped(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String pathAndQuery) {
    String base = address.toString().replaceFirst("/+$", "");
    return HttpRequest.newBuilder(URI.create(base + pathAndQuery))
        .timeout(ANSWER_TIMEOUT)
        .header("Authorization", "Bearer " + token)
        .header("Accept", "application/json, application/x-ndjson, application/problem+json");
  }

  private <T> T send(HttpRequest.Builder request, TypeReference<T> type) {
    byte[] body = send(request);
    try {
      return JSON.readValue(body, type);
    } catch (IOException e) {
      throw new ClientException(
          "%s does not answer like a Verge control plane. Is the address right?".formatted(address),
          e);
    }
  }

  private byte[] send(HttpRequest.Builder request) {
    return read(answer(request));
  }

  private byte[] read(InputStream answer) {
    try (InputStream body = answer) {
      return body.readNBytes(MAX_ANSWER_BYTES);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private InputStream answer(HttpRequest.Builder request) {
    return accepted(exchange(request));
  }

  private InputStream accepted(HttpResponse<InputStream> response) {
    if (response.statusCode() >= 200 && response.statusCode() < 300) {
      return response.body();
    }
    throw Refusal.of(response.statusCode(), read(response.body()));
  }

  private HttpResponse<InputStream> exchange(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new ClientException(
          "Nothing answers at %s. Start the platform with ./verge up, or name another control plane with --url or VERGE_URL."
              .formatted(address),
          e);
    } catch (HttpTimeoutException e) {
      throw new ClientException("%s did not answer in time.".formatted(address), e);
    } catch (IOException e) {
      throw broken(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientException("Interrupted while waiting for %s.".formatted(address), e);
    }
  }

  private ClientException broken(IOException e) {
    return new ClientException(
        "The connection to %s broke: %s".formatted(address, Reasons.of(e)), e);
  }

  static byte[] json(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not a JSON value: " + value, e);
    }
  }
}

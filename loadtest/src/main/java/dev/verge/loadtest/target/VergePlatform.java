package dev.verge.loadtest.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.verge.loadtest.BenchException;
import dev.verge.loadtest.http.Call;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** A running Verge, by its control plane. */
public final class VergePlatform {
  private static final String NAME = "verge";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** A version is tried, and may be warmed up, before it serves. */
  private static final Duration TIMEOUT_OF_UPLOAD = Duration.ofMinutes(5);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI controlPlane;
  private final String token;

  /**
   * @param controlPlane such as {@code http://127.0.0.1:8788}
   * @param token allowed to list functions and to close their isolates
   */
  public VergePlatform(URI controlPlane, String token) {
    this.controlPlane = controlPlane;
    this.token = token;
  }

  /**
   * Asks the platform what it is.
   *
   * @throws BenchException when nobody answers
   */
  public PlatformFacts facts() {
    JsonNode health = send("GET", "/healthz");
    return new PlatformFacts(
        NAME,
        controlPlane.toString(),
        health.path("engine").asText("unknown"),
        health.path("jit").asBoolean());
  }

  /**
   * The functions to measure, out of those that are deployed.
   *
   * @param names {@code function} or {@code tenant/function}; all functions when there are none
   * @param tenant when present, only functions of this tenant
   * @throws BenchException when a name fits no function or more than one, or there are none at all
   */
  public List<Target> targets(List<String> names, Optional<String> tenant) {
    List<Target> all = new ArrayList<>();
    for (JsonNode function : send("GET", "/v1/functions").path("functions")) {
      boolean served = function.has("active") && !function.has("unavailable");
      if (served && tenant.map(function.path("tenant").asText()::equals).orElse(true)) {
        all.add(new FunctionTarget(function));
      }
    }
    if (all.isEmpty()) {
      throw new BenchException(
          "There is no deployed function to measure at %s%s: deploy one with ./verge deploy."
              .formatted(controlPlane, tenant.map(t -> " for tenant " + t).orElse("")));
    }
    return names.isEmpty() ? all : names.stream().map(name -> only(name, all)).toList();
  }

  /** Whether a tenant has a function of this name that is served. */
  public boolean has(String tenant, String function) {
    for (JsonNode known : send("GET", "/v1/functions").path("functions")) {
      if (known.path("tenant").asText().equals(tenant)
          && known.path("function").asText().equals(function)
          && known.has("active")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Uploads a version of a function and lets it serve.
   *
   * @param module a Wasm binary
   * @throws BenchException when the platform refuses it
   */
  public void deploy(String tenant, String function, Path module) {
    try {
      send(
          request("/v1/tenants/%s/functions/%s".formatted(tenant, function))
              .PUT(HttpRequest.BodyPublishers.ofFile(module))
              .header("Content-Type", "application/wasm")
              .timeout(TIMEOUT_OF_UPLOAD)
              .build());
    } catch (FileNotFoundException e) {
      throw new BenchException("There is no " + module, e);
    }
  }

  private static Target only(String name, List<Target> all) {
    List<Target> fitting =
        all.stream().filter(t -> t.name().equals(name) || t.name().endsWith("/" + name)).toList();
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    List<String> known = all.stream().map(Target::name).toList();
    throw new BenchException(
        fitting.isEmpty()
            ? "There is no deployed function %s; there are: %s."
                .formatted(name, String.join(", ", known))
            : "Several tenants have a function %s: name it as tenant/function.".formatted(name));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(controlPlane.resolve(path))
        .header("Authorization", "Bearer " + token)
        .timeout(TIMEOUT);
  }

  private JsonNode send(String method, String path) {
    return send(request(path).method(method, HttpRequest.BodyPublishers.noBody()).build());
  }

  private JsonNode send(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new BenchException(
            "%s %s answered %d: %s"
                .formatted(
                    request.method(),
                    request.uri(),
                    response.statusCode(),
                    detail(response.body())));
      }
      return json.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new BenchException(
          "%s %s answered something that is not JSON: is this a Verge control plane?"
              .formatted(request.method(), request.uri()),
          e);
    } catch (IOException e) {
      throw new BenchException(
          "No platform answers at %s (%s): start one with ./verge up, or name it with --url."
              .formatted(controlPlane, e.getClass().getSimpleName()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted while waiting for " + request.uri(), e);
    }
  }

  private String detail(String problem) {
    try {
      JsonNode detail = json.readTree(problem).path("detail");
      return detail.asText(problem);
    } catch (JsonProcessingException _) {
      return problem;
    }
  }

  /** A function under its first URL. */
  private final class FunctionTarget implements Target {
    private final JsonNode function;
    private final String tenant;
    private final String label;
    private final URI url;

    FunctionTarget(JsonNode function) {
      this.function = function;
      this.tenant = function.path("tenant").asText();
      this.label = function.path("function").asText();
      this.url = URI.create(function.path("urls").path(0).asText());
      if (!"http".equals(url.getScheme())) {
        throw new BenchException(
            "The function %s has no http URL, but \"%s\": only plain HTTP can be measured."
                .formatted(name(), url));
      }
    }

    @Override
    public String platform() {
      return NAME;
    }

    @Override
    public String name() {
      return tenant + "/" + label;
    }

    @Override
    public String url() {
      return url.toString();
    }

    @Override
    public SequencedMap<String, String> facts() {
      SequencedMap<String, String> facts = new LinkedHashMap<>();
      JsonNode active = function.path("active");
      facts.put("version", active.asText());
      for (JsonNode version : function.path("versions")) {
        if (version.path("version").equals(active)) {
          facts.put("module_bytes", version.path("module").path("bytes").asText());
          facts.put("module_sha256", version.path("module").path("sha256").asText());
        }
      }
      return Collections.unmodifiableSequencedMap(facts);
    }

    /** Connects to the control plane's machine: a function's hostname need not resolve. */
    @Override
    public Call call(String method, String path, String body) {
      int port = url.getPort() == -1 ? 80 : url.getPort();
      var address = new InetSocketAddress(controlPlane.getHost(), port);
      return new Call(address, url.getAuthority(), method, path, body);
    }

    @Override
    public void cool() {
      send("DELETE", isolates());
    }

    @Override
    public void renew() {
      send("POST", isolates());
    }

    private String isolates() {
      return "/v1/tenants/%s/functions/%s/isolates".formatted(tenant, label);
    }
  }
}

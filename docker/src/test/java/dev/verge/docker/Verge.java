package dev.verge.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A running platform, from outside.
 *
 * @param data the data plane
 * @param control the control plane
 */
record Verge(URI data, URI control) {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Uploads a module as a function's next version and activates it. */
  void deploy(String token, String tenant, String function, Path module) throws IOException {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(
                    control.resolve("/v1/tenants/" + tenant + "/functions/" + function))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/wasm")
                .PUT(HttpRequest.BodyPublishers.ofFile(module)));
    if (response.statusCode() != 201) {
      throw new IllegalStateException(response.statusCode() + " " + response.body());
    }
  }

  /** Closes a function's idle isolates, so that its next request is a cold start. */
  void evict(String token, String tenant, String function) {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(
                    control.resolve(
                        "/v1/tenants/" + tenant + "/functions/" + function + "/isolates"))
                .header("Authorization", "Bearer " + token)
                .DELETE());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(response.statusCode() + " " + response.body());
    }
  }

  /** Asks a hostname for a path. */
  HttpResponse<String> get(String hostname, String path) {
    return send(HttpRequest.newBuilder(data.resolve(path)).header("Host", hostname).GET());
  }

  /** The document of the health check. */
  JsonNode health() throws IOException {
    return new ObjectMapper().readTree(page("/healthz"));
  }

  /** The metrics, in Prometheus's text format. */
  String metrics() {
    return page("/metrics");
  }

  /** The value of a metric, its labels written as the platform writes them. */
  double metric(String nameAndLabels) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(nameAndLabels + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + nameAndLabels + " in\n" + metrics()));
  }

  private String page(String path) {
    HttpResponse<String> response = send(HttpRequest.newBuilder(control.resolve(path)).GET());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}

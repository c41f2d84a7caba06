package dev.verge.deploy.http;

import io.vertx.core.http.HttpMethod;

/**
 * One method on one path.
 *
 * @param method {@code GET} brings {@code HEAD} along
 * @param path with parameters in braces, as OpenAPI writes them
 * @param action what it does
 */
record Endpoint(HttpMethod method, String path, Action action) {
  static Endpoint get(String path, Action action) {
    return new Endpoint(HttpMethod.GET, path, action);
  }

  static Endpoint put(String path, Action action) {
    return new Endpoint(HttpMethod.PUT, path, action);
  }

  static Endpoint post(String path, Action action) {
    return new Endpoint(HttpMethod.POST, path, action);
  }

  static Endpoint delete(String path, Action action) {
    return new Endpoint(HttpMethod.DELETE, path, action);
  }

  /** The path as Vert.x Web writes it. */
  String pattern() {
    return path.replaceAll("\\{(\\w+)}", ":$1");
  }
}

package dev.verge.deploy.http;

import java.util.List;

/**
 * The OpenAPI description, and Swagger UI to read and try it. Everything comes from the class path;
 * a browser is told to load nothing from elsewhere.
 */
final class DocsEndpoints {
  static final String OPENAPI = "/openapi.yaml";
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final String swagger = WebFile.webJar("org.webjars", "swagger-ui");

  List<Endpoint> endpoints() {
    return List.of(
        page(OPENAPI, "application/yaml; charset=utf-8", "openapi.yaml"),
        page("/docs", "text/html; charset=utf-8", "docs.html"),
        page("/docs/docs.js", JAVASCRIPT, "docs.js"),
        page("/docs/swagger-ui-bundle.js", JAVASCRIPT, swagger + "swagger-ui-bundle.js"),
        page("/docs/swagger-ui.css", "text/css; charset=utf-8", swagger + "swagger-ui.css"),
        page("/docs/favicon.png", "image/png", swagger + "favicon-32x32.png"));
  }

  private static Endpoint page(String path, String mediaType, String resource) {
    return Endpoint.open(path, WebFile.of(mediaType, POLICY, WebFile.load(resource))::answer);
  }
}

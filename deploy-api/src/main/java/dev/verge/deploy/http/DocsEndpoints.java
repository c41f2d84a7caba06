package dev.verge.deploy.http;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;

/**
 * The OpenAPI description, and Swagger UI to read and try it. Everything comes from the class path;
 * a browser is told to load nothing from elsewhere.
 */
final class DocsEndpoints {
  static final String OPENAPI = "/openapi.yaml";
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final String swagger = "/META-INF/resources/webjars/swagger-ui/" + swaggerVersion() + "/";

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
    byte[] content = load(resource);
    return Endpoint.open(
        path,
        call -> {
          call.header("Content-Security-Policy", POLICY);
          call.header("X-Content-Type-Options", "nosniff");
          call.answer(200, mediaType, Buffer.buffer(content));
        });
  }

  private static String swaggerVersion() {
    try (InputStream properties = open("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
      Properties pom = new Properties();
      pom.load(properties);
      return pom.getProperty("version");
    } catch (IOException e) {
      throw new IllegalStateException("The version of Swagger UI cannot be read.", e);
    }
  }

  private static byte[] load(String resource) {
    try (InputStream content = open(resource)) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(resource + " cannot be read.", e);
    }
  }

  private static InputStream open(String resource) {
    InputStream content = DocsEndpoints.class.getResourceAsStream(resource);
    if (content == null) {
      throw new IllegalStateException(
          "%s is not on the class path; build the project again.".formatted(resource));
    }
    return content;
  }
}

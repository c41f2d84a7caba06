package dev.verge.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad input for every operation, made from the contract and sent over a bare socket, which changes
 * nothing of it: whatever comes is answered, by what the contract says, and never by a failure.
 */
class BadInputTest {
  /** Beside what an operation tells of itself, the contract's introduction promises these. */
  private static final Set<Integer> EVERYWHERE = Set.of(400, 401, 403, 404, 405, 414, 417, 431);

  private static final int READ_MILLIS = 30_000;
  private static final List<String> SEGMENTS =
      List.of(
          "%2e%2e",
          "..",
          "..%2f..%2fetc%2fpasswd",
          "a%00b",
          "%ff%fe",
          "UPPER",
          "a".repeat(300),
          "%F0%9F%92%A5",
          "a;b",
          "-1",
          "99999999999999999999",
          "%20",
          "%",
          "a%0d%0aX-Evil:%201");
  private static final List<String> VALUES =
      List.of(
          "-1",
          "x",
          "99999999999999999999",
          "1e3",
          "%00",
          "",
          "a".repeat(3000),
          "%F0%9F%92%A5",
          "%ff",
          "NaN",
          "true%20");
  private static final List<String> DOCUMENTS =
      List.of(
          "",
          "null",
          "true",
          "1",
          "[]",
          "[null]",
          "\"\"",
          "{",
          "{\"\":",
          "{}{}",
          "{\"a\":1,\"a\":2}",
          "{\"surprise\":1}",
          "[".repeat(20_000),
          "{\"a\":".repeat(5_000),
          "\u0000",
          "{\"a\":1e999999}");
  private static final List<String> WRONG =
      List.of(
          "null",
          "[]",
          "{}",
          "\"\"",
          "\"" + "a".repeat(20_000) + "\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "-1",
          "1.5",
          "1e400",
          "99999999999999999999999",
          "[null]",
          "{\"\":null}",
          "true");

  private static RunningControlPlane platform;

  /** One operation. */
  record Op(String method, String path, Operation operation) {
    @Override
    public String toString() {
      return operation.getOperationId();
    }
  }

  @BeforeAll
  static void start(@TempDir Path home) {
    platform = RunningControlPlane.in(home);
    platform.upload("acme/hello", Modules.command("x")).ok(201);
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  static Stream<Op> operations() throws IOException {
    List<Op> operations = new ArrayList<>();
    contract()
        .getPaths()
        .forEach(
            (path, item) ->
                item.readOperationsMap()
                    .forEach(
                        (method, operation) -> {
                          if (item.getParameters() != null) {
                            item.getParameters().forEach(operation::addParametersItem);
                          }
                          operations.add(new Op(method.name(), path, operation));
                        }));
    return operations.stream();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void namesInThePathThatCannotBe(Op op) throws IOException {
    for (Parameter parameter : parameters(op, "path")) {
      for (String segment : SEGMENTS) {
        String path = op.path().replace("{" + parameter.getName() + "}", segment);
        check(op, filled(path), Optional.empty(), "");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void parametersOfTheQueryThatCannotBe(Op op) throws IOException {
    for (Parameter parameter : parameters(op, "query")) {
      String name = parameter.getName();
      // What is followed has no end.
      if (!name.equals("follow")) {
        for (String value : VALUES) {
          check(op, filled(op.path()) + "?" + name + "=" + value, body(op), "");
        }
      }
      check(op, filled(op.path()) + "?%s=1&%s=2".formatted(name, name), body(op), "");
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void documentsThatCannotBe(Op op) throws IOException {
    for (Map.Entry<String, MediaType> content : documents(op).entrySet()) {
      for (String document : DOCUMENTS) {
        check(op, filled(op.path()), Optional.of(document), type(content.getKey()));
      }
      Schema<?> schema = content.getValue().getSchema();
      if (schema != null && schema.getProperties() != null) {
        for (String member : schema.getProperties().keySet()) {
          for (String wrong : WRONG) {
            String document = "{\"%s\":%s}".formatted(member, wrong);
            check(op, filled(op.path()), Optional.of(document), type(content.getKey()));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void bodiesOfAnotherTypeOrCodingOrLength(Op op) throws IOException {
    if (op.operation().getRequestBody() != null) {
      for (String headers :
          List.of(
              "Content-Type: text/html\r\n",
              "Content-Type: \r\n",
              "Content-Type: application/json; charset=utf-16\r\n",
              "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
              "Content-Type: multipart/form-data\r\n",
              "Content-Type: multipart/form-data; boundary=" + "b".repeat(200) + "\r\n",
              "If-Match: \u0001\r\n",
              "If-Match: W/\"1\"\r\n",
              "Expect: 200-ok\r\n")) {
        check(op, filled(op.path()), Optional.of("{}"), headers);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void tokensThatAreNone(Op op) throws IOException {
    if (op.path().startsWith("/v1/")) {
      for (String authorization :
          List.of("", "Bearer", "Bearer ", "Basic eDp5", "Bearer " + "a".repeat(8000), "\u00ff")) {
        String head =
            "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n"
                .formatted(op.method(), filled(op.path()), authorization);
        assertThat(status(head, Optional.empty())).as(authorization).isIn(400, 401);
      }
    }
  }

  private static void check(Op op, String path, Optional<String> body, String headers)
      throws IOException {
    String head =
        "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%s"
            .formatted(op.method(), path, platform.token(), headers);
    int status = status(head, body);
    String what =
        "%s %s %s%n%s"
            .formatted(
                op.method(),
                path.length() > 400 ? path.substring(0, 400) + "…" : path,
                headers,
                body.map(text -> text.substring(0, Math.min(200, text.length()))).orElse(""));
    assertThat(status).as(what).isNotEqualTo(500);
    assertThat(
            EVERYWHERE.contains(status) || op.operation().getResponses().containsKey("" + status))
        .as("The contract tells of %d for%n%s", status, what)
        .isTrue();
  }

  /** The status of an answer, which is a problem document when it is an error. */
  private static int status(String head, Optional<String> body) throws IOException {
    InetSocketAddress address = platform.controlPlane().address();
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(READ_MILLIS);
      byte[] content = body.orElse("").getBytes(UTF_8);
      OutputStream out = socket.getOutputStream();
      String length = "Content-Length: %d\r\n".formatted(content.length);
      out.write((head + length + "Connection: close\r\n\r\n").getBytes(UTF_8));
      out.write(content);
      out.flush();
      BufferedReader answer =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      String line = answer.readLine();
      assertThat(line).as("An answer to %s", head).isNotNull();
      int status = Integer.parseInt(line.substring(9, 12));
      boolean problem = false;
      for (line = answer.readLine(); line != null && !line.isEmpty(); line = answer.readLine()) {
        problem |= line.toLowerCase(Locale.ROOT).equals("content-type: application/problem+json");
        assertThat(line).doesNotStartWith("X-Evil");
      }
      assertThat(status < 400 || problem).as("A problem document for %s", head).isTrue();
      return status;
    }
  }

  private static List<Parameter> parameters(Op op, String in) {
    return op.operation().getParameters() == null
        ? List.of()
        : op.operation().getParameters().stream().filter(p -> in.equals(p.getIn())).toList();
  }

  private static Map<String, MediaType> documents(Op op) {
    return op.operation().getRequestBody() == null
        ? Map.of()
        : op.operation().getRequestBody().getContent().entrySet().stream()
            .filter(content -> content.getKey().contains("json"))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Optional<String> body(Op op) {
    return op.operation().getRequestBody() == null ? Optional.empty() : Optional.of("{}");
  }

  private static String type(String mediaType) {
    return "Content-Type: %s\r\n".formatted(mediaType);
  }

  private static String filled(String path) {
    return path.replace("{tenant}", "acme")
        .replace("{function}", "hello")
        .replace("{version}", "1")
        .replaceAll("\\{\\w+}", "some");
  }

  private static OpenAPI contract() throws IOException {
    ParseOptions options = new ParseOptions();
    options.setResolveFully(true);
    options.setResolve(true);
    try (InputStream yaml =
        ControlPlane.class.getResourceAsStream("/dev/verge/deploy/http/openapi.yaml")) {
      return new OpenAPIV3Parser()
          .readContents(new String(yaml.readAllBytes(), UTF_8), null, options)
          .getOpenAPI();
    }
  }
}

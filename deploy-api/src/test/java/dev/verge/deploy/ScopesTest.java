package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.Multipart;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.deploy.testing.Zip;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation of {@code openapi.yaml}, asked with every kind of token. */
class ScopesTest {
  private static final List<String> SCOPES = List.of("read", "deploy", "admin");
  private static final String ACME = "acme";
  private static final String HELLO = path("acme/hello");
  private static final Map<Who, Token> TOKENS = new LinkedHashMap<>();
  private static RunningControlPlane platform;
  private static int count;

  /** Whose token; of all tenants when empty. */
  record Who(Optional<String> tenant, String scope) {
    @Override
    public String toString() {
      return "%s token of %s".formatted(scope, tenant.orElse("all"));
    }
  }

  private record Token(String id, String secret) {}

  record Op(String method, String path, String id, String scope, boolean allTenants) {
    boolean ofTenant() {
      return path.contains("{tenant}");
    }

    boolean changes() {
      return !method.equals("GET");
    }

    @Override
    public String toString() {
      return id;
    }
  }

  @BeforeAll
  static void start(@TempDir Path home) {
    platform = RunningControlPlane.in(home);
    for (String tenant : List.of(ACME, "other")) {
      platform.put("/v1/tenants/" + tenant, "application/json", "{}".getBytes(UTF_8)).ok(201);
    }
    for (Optional<String> tenant :
        List.of(Optional.<String>empty(), Optional.of(ACME), Optional.of("other"))) {
      SCOPES.forEach(scope -> TOKENS.put(new Who(tenant, scope), token(scope, tenant)));
    }
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  static Stream<Arguments> all() throws IOException {
    List<Who> callers = new ArrayList<>();
    for (Optional<String> tenant :
        List.of(Optional.<String>empty(), Optional.of(ACME), Optional.of("other"))) {
      SCOPES.forEach(scope -> callers.add(new Who(tenant, scope)));
    }
    return operations().stream()
        .flatMap(operation -> callers.stream().map(who -> Arguments.of(operation, who)));
  }

  @ParameterizedTest(name = "{0} with {1}")
  @MethodSource("all")
  void aTokenMayDoWhatItsScopeAndTenantAllowAndNothingElse(Op operation, Who who) {
    boolean scope = SCOPES.indexOf(who.scope()) >= SCOPES.indexOf(operation.scope());
    boolean tenant =
        operation.allTenants() ? who.tenant().isEmpty() : !operation.ofTenant() || sees(who);

    if (!scope || !tenant) {
      Answer answer = ask(operation, who, ACME, prepared(operation));
      answer.problem(ProblemType.FORBIDDEN);
      assertThat(answer.header("www-authenticate")).contains("insufficient_scope");
      assertAudited(operation, who, "refused");
    } else if (operation.id().equals("sendTrialRequest")) {
      // There is no data plane here, so that it is enough to be refused for something else.
      ask(operation, who, ACME, prepared(operation)).problem(ProblemType.INVALID_TRIAL_REQUEST);
    } else if (sees(who)) {
      String where = operation.id().equals("deleteTenant") ? "empty" : ACME;
      assertThat(ask(operation, who, where, prepared(operation)).status()).isBetween(200, 299);
      assertAudited(operation, who, "done");
    } else {
      Answer answer = ask(operation, who, ACME, prepared(operation));
      switch (operation.id()) {
        case "createToken" -> answer.problem(ProblemType.FORBIDDEN);
        case "revokeToken" -> answer.problem(ProblemType.NO_SUCH_TOKEN);
        default -> assertThat(answer.ok(200).text()).doesNotContain("\"acme\"");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void withoutATokenNothingUnderV1Answers(Op operation) {
    HttpRequest.Builder request = platform.anonymous(filled(operation, ACME, "1", "none"));
    platform
        .send(request.method(operation.method(), body(operation)))
        .problem(ProblemType.UNAUTHORIZED);
    platform
        .send(request.header("Authorization", "Bearer verge_" + "A".repeat(43)))
        .problem(ProblemType.UNAUTHORIZED);
  }

  private static boolean sees(Who who) {
    return who.tenant().map(ACME::equals).orElse(true);
  }

  /** Things to ask for: the number of a version that does not serve, and a token's id. */
  private record Prepared(String version, String token) {}

  private static Prepared prepared(Op operation) {
    if (operation.id().equals("deleteTenant")) {
      platform.put("/v1/tenants/empty", "application/json", "{}".getBytes(UTF_8));
    }
    if (operation.id().equals("runTrigger")) {
      platform
          .upload(
              "acme/hello",
              "{\"triggers\":{\"cron\":[{\"schedule\":\"0 0 1 1 *\"}]}}",
              Modules.command("triggered"))
          .ok(201);
    }
    if (operation.path().contains("/kv-stores")) {
      platform.put("/v1/tenants/acme/kv-stores/s/keys/k", "text/plain", new byte[1]).ok(200);
    }
    if (operation.path().contains("/secret-stores")) {
      platform.put("/v1/tenants/acme/secret-stores/s/secrets/x", "text/plain", new byte[1]).ok(204);
    }
    if (operation.path().contains("/config-stores")) {
      platform.put("/v1/tenants/acme/config-stores/s/items/k", "text/plain", new byte[1]).ok(204);
    }
    if (operation.path().contains("/acls")) {
      platform.put("/v1/tenants/acme/acls/a", "text/plain", new byte[0]).ok(204);
    }
    String token =
        operation.path().contains("{token}") ? token("read", Optional.of(ACME)).id() : "none";
    String version = operation.path().contains("{function}") ? idleVersion() : "1";
    if (Set.of("showCanary", "abortCanary", "promoteCanary").contains(operation.id())) {
      platform
          .put(
              HELLO + "/deployment/canary",
              "application/json",
              "{\"version\":%s,\"percent\":1}".formatted(version).getBytes(UTF_8))
          .ok(200);
    }
    return new Prepared(version, token);
  }

  private static String idleVersion() {
    while (true) {
      JsonNode function = platform.get(HELLO).json();
      Optional<String> idle =
          StreamSupport.stream(function.path("versions").spliterator(), false)
              .filter(version -> !version.path("active").asBoolean())
              .filter(version -> !version.path("canary").asBoolean())
              .map(version -> version.path("version").asText())
              .findFirst();
      if (function.has("active") && idle.isPresent()) {
        return idle.get();
      }
      platform
          .put(
              HELLO,
              Multipart.TYPE,
              new Multipart().module(Modules.command("x")).assets(Zip.of("a.txt", "a")).end())
          .ok(201);
    }
  }

  private static Answer ask(Op operation, Who who, String tenant, Prepared prepared) {
    HttpRequest.Builder request =
        platform
            .anonymous(filled(operation, tenant, prepared.version(), prepared.token()))
            .header("Authorization", "Bearer " + TOKENS.get(who).secret())
            .method(operation.method(), body(operation, prepared));
    switch (operation.id()) {
      case "uploadVersion" -> request.header("Content-Type", "application/wasm");
      case "editVersion" -> request.header("Content-Type", "application/merge-patch+json");
      case "activateVersion",
          "putCanary",
          "createToken",
          "purge",
          "putTenant",
          "sendTrialRequest",
          "replaceItems",
          "changeItems",
          "replaceEntries",
          "changeEntries" ->
          request.header("Content-Type", "application/json");
      case "restoreBackup" -> request.header("Content-Type", "application/gzip");
      default -> {}
    }
    return platform.send(request);
  }

  private static String filled(Op operation, String tenant, String version, String token) {
    boolean creates = operation.id().startsWith("create");
    return operation
        .path()
        .replace("{tenant}", tenant)
        .replace("{function}", "hello")
        .replace("{version}", version)
        .replace("{store}", creates ? "fresh-" + ++count : "s")
        .replace("{acl}", creates ? "fresh-" + count : "a")
        .replace("{key}", "k")
        .replace("{secret}", "x")
        .replace("{trigger}", "1")
        .replace("{token}", token);
  }

  private static BodyPublisher body(Op operation) {
    return body(operation, new Prepared("1", "none"));
  }

  private static BodyPublisher body(Op operation, Prepared prepared) {
    return switch (operation.id()) {
      case "uploadVersion" -> BodyPublishers.ofByteArray(Modules.command("y"));
      case "activateVersion" ->
          BodyPublishers.ofString("{\"version\":%s}".formatted(prepared.version()));
      case "putCanary" ->
          BodyPublishers.ofString("{\"version\":%s,\"percent\":1}".formatted(prepared.version()));
      case "createToken" ->
          BodyPublishers.ofString("{\"name\":\"x\",\"scope\":\"read\",\"tenant\":\"acme\"}");
      case "sendTrialRequest" -> BodyPublishers.ofString("{\"path\":\"no slash\"}");
      case "purge" -> BodyPublishers.ofString("{\"all\":true}");
      case "putTenant" -> BodyPublishers.ofString("{\"quotas\":{\"functions\":1000}}");
      case "restoreBackup" ->
          BodyPublishers.ofByteArray(
              platform
                  .send(platform.request("/v1/backup").POST(BodyPublishers.noBody()))
                  .ok(200)
                  .body());
      case "editVersion" -> BodyPublishers.ofString("{\"env\":{\"A\":\"b\"}}");
      case "replaceItems" -> BodyPublishers.ofString("{\"items\":{\"a\":\"b\"}}");
      case "replaceEntries" -> BodyPublishers.ofString("{\"entries\":[]}");
      case "changeItems", "changeEntries" -> BodyPublishers.ofString("{\"changes\":[]}");
      case "putEntry", "putItem", "putSecret" -> BodyPublishers.ofString("value");
      default -> BodyPublishers.noBody();
    };
  }

  /** The newest line of the audit log is about this. */
  private static void assertAudited(Op operation, Who who, String outcome) {
    if (operation.changes()) {
      JsonNode entry = platform.get("/v1/audit?limit=1").ok(200).json().at("/entries/0");
      assertThat(entry.at("/token/id").asText()).isEqualTo(TOKENS.get(who).id());
      assertThat(entry.path("outcome").asText()).isEqualTo(outcome);
    }
  }

  private static Token token(String scope, Optional<String> tenant) {
    String whose = tenant.map("\"%s\""::formatted).orElse("null");
    JsonNode made =
        platform
            .send(
                platform
                    .request("/v1/tokens")
                    .header("Content-Type", "application/json")
                    .POST(
                        BodyPublishers.ofString(
                            "{\"name\":\"t\",\"scope\":\"%s\",\"tenant\":%s}"
                                .formatted(scope, whose))))
            .ok(201)
            .json();
    return new Token(made.path("id").asText(), made.path("token").asText());
  }

  static List<Op> operations() throws IOException {
    List<Op> operations = new ArrayList<>();
    try (InputStream yaml =
        ControlPlane.class.getResourceAsStream("/dev/verge/deploy/http/openapi.yaml")) {
      new OpenAPIV3Parser()
          .readContents(new String(yaml.readAllBytes(), UTF_8))
          .getOpenAPI()
          .getPaths()
          .forEach(
              (path, item) ->
                  item.readOperationsMap()
                      .forEach(
                          (method, operation) -> {
                            if (path.startsWith("/v1/")) {
                              operations.add(of(method.name(), path, operation));
                            }
                          }));
    }
    return operations;
  }

  private static Op of(String method, String path, Operation operation) {
    Map<String, Object> said = operation.getExtensions();
    assertThat(said).as(operation.getOperationId()).containsKey("x-verge-scope");
    return new Op(
        method,
        path,
        operation.getOperationId(),
        (String) said.get("x-verge-scope"),
        "all".equals(said.get("x-verge-tenants")));
  }
}

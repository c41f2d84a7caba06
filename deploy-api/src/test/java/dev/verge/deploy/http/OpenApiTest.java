package dev.verge.deploy.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.requests.BackendCall;
import dev.verge.deploy.requests.BackendCalls;
import dev.verge.deploy.requests.Ending;
import dev.verge.deploy.requests.RequestRecord;
import dev.verge.deploy.requests.RequestRing;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.Start;
import dev.verge.isolate.platform.PlatformServices;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the description says what is true. */
class OpenApiTest {
  @Test
  void theDescriptionIsValid() throws Exception {
    SwaggerParseResult result = parse();

    assertThat(result.getMessages()).isEmpty();
    assertThat(result.getOpenAPI()).isNotNull();
  }

  @Test
  void theDescriptionHasExactlyTheRoutesThatThereAre(@TempDir Path home) throws Exception {
    Set<String> described = new TreeSet<>();
    parse()
        .getOpenAPI()
        .getPaths()
        .forEach(
            (path, item) ->
                item.readOperationsMap()
                    .keySet()
                    .forEach(method -> described.add(method + " " + path)));

    // What Swagger UI and the dashboard are made of is not part of the interface.
    try (Store store = Store.open(home);
        PlatformServices services = PlatformServices.open(PlatformServices.Settings.in(home))) {
      Set<String> served =
          endpoints(home, store, services).stream()
              .filter(endpoint -> !endpoint.path().matches("/(docs|ui)/.*"))
              .map(endpoint -> endpoint.method() + " " + endpoint.path())
              .collect(toCollection(TreeSet::new));
      assertThat(described).isEqualTo(served);
    }
  }

  @Test
  void theDescriptionNamesEveryTypeOfProblem() throws Exception {
    String text = text();

    assertThat(Arrays.stream(ProblemType.values()).map(ProblemType::uri))
        .allSatisfy(
            uri -> assertThat(text).contains("`" + uri.substring(uri.lastIndexOf(':') + 1) + "`"));
  }

  @Test
  void theDocumentsHaveTheDescribedMembers(@TempDir Path home) throws Exception {
    OpenAPI description = parse().getOpenAPI();
    try (RunningControlPlane platform = RunningControlPlane.in(home)) {
      JsonNode version =
          platform
              .upload(
                  "demo/hello",
                  """
                  {"env":{},
                   "backends":{"b":{"url":"http://a.example","healthcheck":{},"keepalive":{"tcp":{}}}},
                   "acls":{"a":[{"prefix":"10.0.0.0/8","action":"ALLOW"}]},
                   "shielding_sites":{"s":{"local":true}},
                   "warmup":{"requests":[{"method":"POST","path":"/","headers":{"a":"b"},"body":""}],"budget_ms":1,"record":true},
                   "triggers":{"cron":[{"schedule":"*/5 * * * *","path":"/x?y","method":"POST"}]}}
                  """,
                  Modules.command("x"))
              .ok(201)
              .json();
      JsonNode function = platform.get("/v1/tenants/demo/functions/hello").ok(200).json();

      JsonNode shown = platform.get("/v1/tenants/demo/functions/hello/versions/1").ok(200).json();
      String triggers = "/v1/tenants/demo/functions/hello/triggers";
      assertDescribed(
          platform
              .send(platform.request(triggers + "/1/runs").POST(BodyPublishers.noBody()))
              .ok(200)
              .json(),
          description,
          "TriggerRun");
      assertDescribed(
          platform.get(triggers).ok(200).json().at("/triggers/0"), description, "Trigger");
      platform.upload("demo/hello", "{}", Modules.command("y")).ok(201);
      JsonNode deployment =
          platform
              .put(
                  "/v1/tenants/demo/functions/hello/deployment/canary",
                  "application/json",
                  """
                  {"version":1,"percent":1.5,"sticky":"header","header":"x",
                   "rollback":{"error_rate":0.5,"p99_us":1}}
                  """
                      .getBytes(UTF_8))
              .ok(200)
              .json();
      assertDescribed(deployment, description, "Deployment");
      assertDescribed(deployment.path("rollout"), description, "Rollout");
      assertDescribed(deployment.at("/rollout/rollback"), description, "RollbackRule");
      assertDescribed(shown, description, "Version");
      assertDescribed(shown.path("provenance"), description, "Provenance");
      assertDescribed(shown.at("/provenance/toolchain"), description, "Toolchain");
      assertDescribed(version, description, "Version");
      assertDescribed(version.path("manifest"), description, "Manifest");
      assertDescribed(version.at("/manifest/limits"), description, "Limits");
      assertDescribed(version.at("/manifest/backends/b"), description, "Backend");
      assertDescribed(version.at("/manifest/acls/a/0"), description, "AclEntry");
      assertDescribed(version.at("/manifest/shielding_sites/s"), description, "ShieldingSite");
      assertDescribed(version.at("/manifest/warmup"), description, "Warmup");
      assertDescribed(version.at("/manifest/triggers/cron/0"), description, "Cron");
      assertDescribed(version.at("/manifest/warmup/requests/0"), description, "SampleRequest");
      assertDescribed(function, description, "Function");
      assertDescribed(platform.get("/nothing").json(), description, "Problem");
      String tenant = "/v1/tenants/demo";
      platform.put(tenant + "/kv-stores/s", "text/plain", new byte[0]).ok(204);
      platform.put(tenant + "/secret-stores/s/secrets/x", "text/plain", new byte[1]).ok(204);
      assertDescribed(platform.get(tenant + "/kv-stores/s").json(), description, "KvStore");
      platform.put(tenant + "/config-stores/s/items/k", "text/plain", new byte[1]).ok(204);
      assertDescribed(platform.get(tenant + "/config-stores/s").json(), description, "LiveStore");
      assertDescribed(
          platform.get(tenant + "/config-stores/s/items/k").json(), description, "ConfigItem");
      RequestRing ring = platform.controlPlane().requests().of(new FunctionId("demo", "hello"));
      ring.put(request(ring.number()));
      assertDescribed(
          platform.get(tenant + "/functions/hello/requests").json(), description, "Request");
      JsonNode calls = platform.get(tenant + "/functions/hello/requests").json().path("calls");
      assertDescribed(calls, description, "BackendCalls");
      assertDescribed(calls.at("/first/0"), description, "BackendCall");
      JsonNode statistics = platform.get(tenant + "/functions/hello/statistics").json();
      assertDescribed(statistics, description, "Statistics");
      assertDescribed(statistics.at("/intervals/0"), description, "StatisticsInterval");
      assertDescribed(
          platform.get(tenant + "/functions/hello/isolates").json().at("/isolates/0"),
          description,
          "Isolate");
      assertDescribed(
          platform.get(tenant + "/secret-stores/s/secrets").json().at("/secrets/0"),
          description,
          "Secret");
      platform
          .put(
              tenant,
              "application/json",
              """
              {"quotas":{"functions":9,"stored_bytes":99999,"memory_bytes":99999999,
              "cpu_ms_per_request":99,"cpu_ms_per_minute":999,"in_flight":9}}
              """
                  .getBytes(UTF_8))
          .ok(200);
      assertDescribed(platform.get(tenant).json(), description, "Tenant");
      assertDescribed(platform.get(tenant).json().path("quotas"), description, "Quotas");
      String token = "{\"name\":\"x\",\"scope\":\"read\",\"tenant\":\"demo\"}";
      platform
          .send(
              platform
                  .request("/v1/tokens")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(token)))
          .ok(201);
      assertDescribed(platform.get("/v1/tokens").json().at("/tokens/0"), description, "Token");
      JsonNode entry = platform.get("/v1/audit").json().at("/entries/0");
      assertDescribed(entry, description, "AuditEntry");
      assertDescribed(entry.path("token"), description, "Actor");
    }
  }

  private static RequestRecord request(long number) {
    return new RequestRecord(
        number,
        System.currentTimeMillis(),
        "id",
        "GET",
        "/",
        "",
        new VersionId(new FunctionId("demo", "hello"), 1),
        200,
        Ending.SERVED,
        Optional.of(new Start(Start.Kind.WARM, 1, 1)),
        1,
        1,
        0,
        0,
        Optional.empty(),
        new BackendCalls(
            1,
            1,
            List.of(
                new BackendCall(
                    "b", "GET", "/", "", 200, Optional.of("given_up"), true, 1, 1, 1, 1))));
  }

  @Test
  void theDescriptionNamesEveryEnding() throws Exception {
    Schema<?> ending =
        (Schema<?>)
            parse()
                .getOpenAPI()
                .getComponents()
                .getSchemas()
                .get("Request")
                .getProperties()
                .get("ending");

    assertThat(ending.getEnum().stream().map(Object::toString))
        .containsExactlyElementsOf(Arrays.stream(Ending.values()).map(Ending::label).toList());
  }

  /** Endpoints that are only looked at need little to work with. */
  private static List<Endpoint> endpoints(Path home, Store store, PlatformServices services) {
    return ControlApi.endpoints(
        new ControlApi.Parts(
            home, store, null, null, null, null, services, null, null, null, null, null, null),
        new UploadLimits(1, 1),
        false,
        new Documents(new HostnameRules("localhost", 1), 1, _ -> Optional.empty()),
        null,
        () -> {});
  }

  private static void assertDescribed(JsonNode document, OpenAPI description, String name) {
    Schema<?> schema = description.getComponents().getSchemas().get(name);
    Map<String, ?> properties = schema.getProperties();
    assertThat(document.properties().stream().map(Map.Entry::getKey))
        .isNotEmpty()
        .allSatisfy(member -> assertThat(properties).containsKey(member));
    if (schema.getRequired() != null) {
      assertThat(schema.getRequired())
          .allSatisfy(member -> assertThat(document.has(member)).as(member).isTrue());
    }
  }

  private static SwaggerParseResult parse() throws IOException {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    return new OpenAPIV3Parser().readContents(text(), null, options);
  }

  private static String text() throws IOException {
    try (InputStream yaml = ControlApi.class.getResourceAsStream("openapi.yaml")) {
      return new String(yaml.readAllBytes(), UTF_8);
    }
  }
}

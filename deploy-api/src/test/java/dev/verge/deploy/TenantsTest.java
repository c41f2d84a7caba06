package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tenants, and how much they may have. */
class TenantsTest {
  private static final String ACME = "/v1/tenants/acme";
  @TempDir Path home;
  private RunningControlPlane platform;

  @BeforeEach
  void start() {
    platform = RunningControlPlane.in(home);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void aTenantIsMadeOnce() {
    Answer made = platform.send(platform.request(ACME).PUT(BodyPublishers.noBody())).ok(201);

    assertThat(made.header("location")).isEqualTo(ACME);
    assertThat(made.json().path("tenant").asText()).isEqualTo("acme");
    assertThat(made.json().at("/use/functions").asInt()).isZero();
    assertThat(put("{}").ok(200).json()).isEqualTo(made.json());
    assertThat(platform.get(ACME).ok(200).json()).isEqualTo(made.json());
    assertThat(platform.get("/v1/tenants").ok(200).json().at("/tenants/0")).isEqualTo(made.json());
    stop();
    start();
    assertThat(platform.get(ACME).ok(200).json()).isEqualTo(made.json());
  }

  @Test
  void aTenantComesToBeWithWhatRootPutsThere() {
    platform.upload("acme/hello", Modules.truncated()).problem(ProblemType.MALFORMED_MODULE);
    platform.get(ACME).problem(ProblemType.NO_SUCH_TENANT);

    platform.upload("acme/hello", Modules.command("one")).ok(201);
    platform.put("/v1/tenants/kv/kv-stores/s/keys/k", "text/plain", new byte[1]).ok(200);
    platform.put("/v1/tenants/sealed/secret-stores/s/secrets/k", "text/plain", new byte[1]).ok(204);

    assertThat(platform.get("/v1/tenants").ok(200).json().findValuesAsText("tenant"))
        .containsExactly("acme", "kv", "sealed");
    assertThat(platform.get(ACME).json().at("/use/functions").asInt()).isEqualTo(1);
    assertThat(storedBytes()).isGreaterThan(Modules.command("one").length);
  }

  @Test
  void aTokenThatMayNotMakeTenantsMakesNone() {
    String secret = token("{\"name\":\"x\",\"scope\":\"deploy\"}");

    platform
        .send(
            platform
                .anonymous(path("acme/hello"))
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/wasm")
                .PUT(BodyPublishers.ofByteArray(Modules.command("one"))))
        .problem(ProblemType.NO_SUCH_TENANT);
    platform
        .send(
            platform
                .anonymous(ACME + "/kv-stores/s")
                .header("Authorization", "Bearer " + secret)
                .PUT(BodyPublishers.noBody()))
        .problem(ProblemType.NO_SUCH_TENANT);
    assertThat(platform.get("/v1/tenants").json().path("tenants")).isEmpty();
  }

  @Test
  void onlyATenantWithoutAnythingIsDeleted() {
    platform.upload("acme/hello", Modules.command("one")).ok(201);
    platform.put(ACME + "/kv-stores/s", "text/plain", new byte[0]).ok(204);
    platform.put(ACME + "/secret-stores/s", "text/plain", new byte[0]).ok(204);
    String secret = token("{\"name\":\"x\",\"scope\":\"read\",\"tenant\":\"acme\"}");

    assertThat(platform.delete(ACME).problem(ProblemType.TENANT_NOT_EMPTY))
        .contains("functions and KV stores and secret stores");
    platform.delete(path("acme/hello")).ok(204);
    platform.delete(ACME + "/kv-stores/s").ok(204);
    assertThat(platform.delete(ACME).problem(ProblemType.TENANT_NOT_EMPTY))
        .contains("has secret stores");
    platform.delete(ACME + "/secret-stores/s").ok(204);
    platform.delete(ACME).ok(204);

    platform.delete(ACME).problem(ProblemType.NO_SUCH_TENANT);
    platform
        .send(platform.anonymous(ACME).header("Authorization", "Bearer " + secret).GET())
        .problem(ProblemType.UNAUTHORIZED);
    assertThat(platform.get("/v1/tokens").json().path("tokens")).isEmpty();
  }

  @Test
  void nothingIsLeftOfATenantThatIsDeletedWhileSomebodyPutsSomethingThere() throws Exception {
    for (int round = 0; round < 20; round++) {
      put("{}").ok(201);
      String secret = token("{\"name\":\"x\",\"scope\":\"admin\",\"tenant\":\"acme\"}");
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (String what :
            List.of("kv-stores/s/keys/k", "secret-stores/s/secrets/k", "config-stores/s/items/k")) {
          threads.execute(
              () ->
                  platform.send(
                      platform
                          .anonymous("%s/%s".formatted(ACME, what))
                          .header("Authorization", "Bearer " + secret)
                          .PUT(BodyPublishers.ofString("x"))));
        }
        threads.execute(() -> platform.delete(ACME));
      }
      if (platform.get(ACME).status() == 404) {
        assertThat(platform.services().kvStores().list("acme")).isEmpty();
        assertThat(platform.services().secretStores().stores("acme")).isEmpty();
        assertThat(platform.services().liveData().configStores().list("acme")).isEmpty();
      } else {
        for (String store : List.of("kv-stores", "secret-stores", "config-stores")) {
          platform.delete("%s/%s/s".formatted(ACME, store));
        }
        platform.delete(ACME).ok(204);
      }
    }
  }

  @Test
  void aQuotaOfFunctionsRefusesAnotherOneOnly() {
    put("{\"quotas\":{\"functions\":1}}").ok(201);
    platform.upload("acme/one", Modules.command("one")).ok(201);

    assertThat(
            platform.upload("acme/two", Modules.command("two")).problem(ProblemType.QUOTA_EXCEEDED))
        .contains("functions", "is 1", "2");
    platform.upload("acme/one", Modules.command("two")).ok(201);
    platform.upload("other/two", Modules.command("two")).ok(201);
    platform.get(path("acme/two")).problem(ProblemType.NO_SUCH_FUNCTION);

    put("{}").ok(200);
    platform.upload("acme/two", Modules.command("two")).problem(ProblemType.QUOTA_EXCEEDED);
    put("{\"quotas\":{}}").ok(200);
    platform.upload("acme/two", Modules.command("two")).ok(201);
  }

  @Test
  void aQuotaOfBytesCountsEqualFilesOnceAndEveryManifest() {
    byte[] module = Modules.commandOfBytes(1000);
    platform.upload("acme/one", module).ok(201);
    int manifest = storedBytes() - module.length;
    assertThat(manifest).isGreaterThan(10);
    int most = module.length + 2 * manifest + 10;
    put("{\"quotas\":{\"stored_bytes\":%d}}".formatted(most)).ok(200);
    platform.upload("acme/two", module).ok(201);

    assertThat(
            platform
                .upload("acme/three", Modules.command("new"))
                .problem(ProblemType.QUOTA_EXCEEDED))
        .contains("stored_bytes", Integer.toString(most));
    assertThat(platform.files("blobs")).hasSize(1);

    stop();
    start();
    JsonNode tenant = platform.get(ACME).json();
    assertThat(tenant.at("/quotas/stored_bytes").asInt()).isEqualTo(most);
    assertThat(tenant.at("/quotas").has("functions")).isFalse();
    assertThat(tenant.at("/use/stored_bytes").asInt()).isEqualTo(most - 10);
    assertThat(tenant.at("/use/versions").asInt()).isEqualTo(2);
    platform.upload("acme/one", module).problem(ProblemType.QUOTA_EXCEEDED);
    platform
        .send(
            platform
                .request(path("acme/one") + "/versions/1/manifest")
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString("{\"env\":{\"A\":\"b\"}}")))
        .problem(ProblemType.QUOTA_EXCEEDED);
  }

  private int storedBytes() {
    return platform.get(ACME).ok(200).json().at("/use/stored_bytes").asInt();
  }

  @Test
  void quotasOfWhatRunsSurviveARestart() {
    String quotas =
        "{\"memory_bytes\":99999999,\"cpu_ms_per_request\":50,\"cpu_ms_per_minute\":9000,\"in_flight\":3}";
    JsonNode made = put("{\"quotas\":%s}".formatted(quotas)).ok(201).json();

    stop();
    start();

    assertThat(platform.get(ACME).json()).isEqualTo(made);
    assertThat(made.path("quotas").toString()).isEqualTo(quotas);
    for (String used : List.of("memory_bytes", "cpu_ms_last_minute", "in_flight")) {
      assertThat(made.path("use").path(used).asInt(-1)).isZero();
    }
    assertThat(platform.get("/v1/audit").json().at("/entries/0/detail").asText())
        .contains("in_flight 3", "cpu_ms_per_minute 9000");
  }

  @Test
  void aModuleThatStartsWithMoreMemoryThanItsTenantMayHaveIsRefused() {
    put("{\"quotas\":{\"memory_bytes\":65535}}").ok(201);

    assertThat(
            platform.upload("acme/one", Modules.command("one")).problem(ProblemType.QUOTA_EXCEEDED))
        .contains("memory_bytes", "65535", "starts with 65536");

    put("{\"quotas\":{\"memory_bytes\":65536}}").ok(200);
    platform.upload("acme/one", Modules.command("one")).ok(201);
  }

  @Test
  void refusalsForQuotasAreCounted() {
    put("{\"quotas\":{\"functions\":0}}").ok(201);

    platform.upload("acme/one", Modules.command("one")).problem(ProblemType.QUOTA_EXCEEDED);

    assertThat(platform.get("/metrics").text())
        .contains("verge_quota_refusals_total{tenant=\"acme\",quota=\"functions\",} 1.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"quotas\":1}",
        "{\"quotas\":{\"functions\":-1}}",
        "{\"quotas\":{\"functions\":\"1\"}}",
        "{\"quotas\":{\"functions\":1.5}}",
        "{\"quotas\":{\"functions\":9999999999}}",
        "{\"quotas\":{\"in_flight\":-1}}",
        "{\"quotas\":{\"cpu_ms_per_request\":0}}",
        "{\"quotas\":{\"memory_bytes\":1.5}}",
        "{\"quotas\":{\"other\":1}}",
        "{\"name\":\"x\"}"
      })
  void quotasAreNumbersThatAreKnown(String body) {
    put(body).problem(ProblemType.MALFORMED_JSON);
    platform.get(ACME).problem(ProblemType.NO_SUCH_TENANT);
  }

  @Test
  void aTenantHasTheNameOfADnsLabel() {
    for (String name : new String[] {"No", "a_b", "-a", "a".repeat(64)}) {
      platform
          .put("/v1/tenants/" + name, "application/json", "{}".getBytes(UTF_8))
          .problem(ProblemType.INVALID_NAME);
    }
    platform.put(ACME, "text/plain", new byte[0]).problem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
  }

  private Answer put(String body) {
    return platform.put(ACME, "application/json", body.getBytes(UTF_8));
  }

  private String token(String body) {
    return platform
        .send(
            platform
                .request("/v1/tokens")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)))
        .ok(201)
        .json()
        .path("token")
        .asText();
  }
}

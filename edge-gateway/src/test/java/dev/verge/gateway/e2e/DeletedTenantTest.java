package dev.verge.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest does not outlive its tenant. */
class DeletedTenantTest {
  private static final String TENANT = "/v1/tenants/" + RunningPlatform.TENANT;

  @Test
  void aGuestThatRunsOnLeavesNothingToWhoHasItsTenantsNameNext(@TempDir Path home) {
    try (RunningPlatform platform = RunningPlatform.in(home)) {
      platform.deploy(
          "opens",
          Guests.path("kv-opens"),
          """
          {"kv_stores": {"things": "things"},
           "limits": {"cpu_ms": 300000, "wall_ms": 300000}}""");
      CompletableFuture<Reply> reply =
          CompletableFuture.supplyAsync(() -> platform.get("opens", "/"));
      await()
          .atMost(RunningPlatform.PATIENCE)
          .until(() -> platform.rest("GET", TENANT + "/kv-stores/things").status() == 200);
      platform.rest("DELETE", RunningPlatform.path("opens")).ok(204);
      assertThat(reply).isNotDone();

      // It makes the store again whenever that is deleted, until it is stopped.
      await()
          .atMost(RunningPlatform.PATIENCE)
          .until(
              () -> {
                platform.rest("DELETE", TENANT + "/kv-stores/things");
                return platform.rest("DELETE", TENANT).status() == 204;
              });

      assertThat(reply.join().status()).isGreaterThanOrEqualTo(500);
      platform.rest("PUT", TENANT, "application/json", "{}").ok(201);
      assertThat(platform.rest("GET", TENANT + "/kv-stores").ok().json().path("kv_stores"))
          .isEmpty();
      platform.deploy("busy", Guests.path("busy"));
      platform.get("busy", "/?0").ok();
    }
  }
}

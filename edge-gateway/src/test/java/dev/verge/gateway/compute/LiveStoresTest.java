package dev.verge.gateway.compute;

import static dev.verge.gateway.e2e.RunningPlatform.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.verge.gateway.e2e.Reply;
import dev.verge.gateway.e2e.RunningPlatform;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is edited while a function serves, seen through the Rust crate. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveStoresTest {
  private static final String GUEST = "rust";
  private static final String DATA = "/v1/tenants/" + TENANT;
  private ComputePlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    platform = new ComputePlatform(home);
    platform.deploy(
        GUEST,
        """
        [local_server]
        live_config_stores = ["flags"]
        live_acls = { visitors = "blocked" }
        """);
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  @Test
  void configStoresAreChangedWithoutANewVersion() {
    json("PUT", "/config-stores/flags/items", "{\"items\":{\"color\":\"blue\"}}");
    assertThat(asked("config?store=flags&key=color")).isEqualTo("Ok(Some(\"blue\")) contains=true");
    assertThat(asked("dictionary?store=flags&key=color")).isEqualTo("Ok(Some(\"blue\"))");

    json(
        "PATCH",
        "/config-stores/flags/items",
        "{\"changes\":[{\"op\":\"update\",\"key\":\"color\",\"value\":\"red\"}]}");
    assertThat(asked("config?store=flags&key=color")).isEqualTo("Ok(Some(\"red\")) contains=true");

    rest("DELETE", "/config-stores/flags/items/color");
    assertThat(asked("config?store=flags&key=color")).isEqualTo("Ok(None) contains=false");
    rest("DELETE", "/config-stores/flags");
    assertThat(asked("config?store=flags&key=color")).isEqualTo("ConfigStoreDoesNotExist");
  }

  @Test
  void accessControlListsAreChangedWithoutANewVersion() {
    json(
        "PUT",
        "/acls/blocked/entries",
        "{\"entries\":[{\"prefix\":\"192.0.2.0/24\",\"action\":\"BLOCK\"}]}");
    assertThat(asked("acl?list=visitors&ip=192.0.2.7")).isEqualTo("192.0.2.0/24 BLOCK");
    assertThat(asked("acl?list=visitors&ip=198.51.100.1")).isEqualTo("none");

    json(
        "PATCH",
        "/acls/blocked/entries",
        "{\"changes\":[{\"op\":\"create\",\"prefix\":\"192.0.2.7/32\",\"action\":\"ALLOW\"}]}");
    assertThat(asked("acl?list=visitors&ip=192.0.2.7")).isEqualTo("192.0.2.7/32 ALLOW");
  }

  @Test
  void aPatchedManifestServes() throws IOException {
    platform.deploy("patched", GUEST, "");
    assertThat(platform.text("patched", "/stores/config?store=own&key=a"))
        .isEqualTo("ConfigStoreDoesNotExist");

    Reply made =
        platform
            .running()
            .rest(
                "PATCH",
                RunningPlatform.path("patched") + "/versions/1/manifest",
                "application/merge-patch+json",
                "{\"config_stores\":{\"own\":{\"a\":\"b\"}}}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(new JsonMapper().readTree(made.text()).path("version").asInt()).isEqualTo(2);
    assertThat(platform.text("patched", "/stores/config?store=own&key=a"))
        .isEqualTo("Ok(Some(\"b\")) contains=true");
  }

  private String asked(String route) {
    return platform.text(GUEST, "/stores/" + route);
  }

  private void json(String method, String path, String body) {
    Reply reply = platform.running().rest(method, DATA + path, "application/json", body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(204);
  }

  private void rest(String method, String path) {
    assertThat(platform.running().rest(method, DATA + path).status()).isEqualTo(204);
  }
}

package dev.verge.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every function of the ABI as no SDK calls it: a guest in C that calls what the request's body
 * says. Statuses: 0 OK, 2 invalid argument, 3 bad handle, 4 buffer too small, 5 unsupported, 10
 * none.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryFunctionTest {
  private static final String GUEST = "every";

  private ComputePlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    platform = new ComputePlatform(home);
    platform.deploy(
        GUEST,
        """
        [local_server.config_stores.settings]
        format = "inline-toml"
        [local_server.config_stores.settings.contents]
        color = "blue"
        """);
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  private List<String> run(String... commands) {
    return platform.post(GUEST, "/", String.join("\n", commands) + "\n").lines().toList();
  }

  @Test
  void everyFunctionLinks() {
    assertThat(run("count")).containsExactly("255");
  }

  @Test
  void aHandleThatWasNeverGivenIsAStatusAndNoTrap() {
    List<String> told = run("sweep 1000000");
    assertThat(told).hasSize(254);
    assertThat(told).allMatch(line -> line.matches("fastly_\\w+\\.\\w+ \\d+"));
    for (String function :
        List.of(
            "fastly_http_req.method_get",
            "fastly_http_req.close",
            "fastly_http_req.header_names_get",
            "fastly_http_resp.status_get",
            "fastly_http_resp.close",
            "fastly_http_body.close",
            "fastly_http_body.known_length",
            "fastly_config_store.get",
            "fastly_dictionary.get",
            "fastly_secret_store.plaintext",
            "fastly_cache.get_state",
            "fastly_cache.close",
            "fastly_http_cache.get_state",
            "fastly_async_io.is_ready")) {
      assertThat(told).contains(function + " 3");
    }
  }

  @Test
  void aHandleThatWasClosedIsBad() {
    assertThat(
            run(
                "fastly_http_req.new &0",
                "fastly_http_req.close *0",
                "fastly_http_req.close *0",
                "fastly_http_req.method_get *0 &8 16 &4",
                "fastly_http_body.new &0",
                "fastly_http_body.close *0",
                "fastly_http_body.read *0 &8 16 &4"))
        .containsExactly("0", "0", "3", "3", "0", "0", "3");
  }

  @Test
  void aBufferThatIsTooSmallIsToldHowLargeItMustBe() {
    assertThat(
            run(
                "fastly_http_req.new &0",
                "text 8 OPTIONS",
                "fastly_http_req.method_set *0 &8 7",
                "fastly_http_req.method_get *0 &32 3 &4",
                "get 4",
                "fastly_http_req.method_get *0 &32 7 &4",
                "show 32 *4",
                "text 64 settings",
                "fastly_config_store.open &64 8 &0",
                "text 80 color",
                "fastly_config_store.get *0 &80 5 &96 2 &4",
                "get 4",
                "fastly_config_store.get *0 &80 5 &96 16 &4",
                "show 96 *4"))
        .containsExactly("0", "0", "4", "7", "0", "OPTIONS", "0", "4", "4", "0", "blue");
  }

  @Test
  void aFieldWithLineBreaksIsRefused() {
    assertThat(
            run(
                "fastly_http_req.new &0",
                "text 8 x-evil",
                "text 16 a\\x0d\\x0ab",
                "fastly_http_req.header_insert *0 &8 6 &16 4",
                "text 32 x evil",
                "text 48 a",
                "fastly_http_req.header_append *0 &32 6 &48 1",
                "fastly_http_resp.new &4",
                "fastly_http_resp.header_insert *4 &8 6 &16 4"))
        .first()
        .isEqualTo("0");
    assertThat(
            run(
                "fastly_http_req.new &0",
                "text 8 x-evil",
                "text 16 a\\x0d\\x0ab",
                "fastly_http_req.header_insert *0 &8 6 &16 4",
                "fastly_http_req.header_remove *0 &8 6"))
        .element(1)
        .isNotEqualTo("0");
  }

  @Test
  void aPointerOutsideTheMemoryIsAStatusAndNoTrap() {
    assertThat(
            run(
                "fastly_http_req.new &0",
                "fastly_http_req.method_get *0 -16 64 &4",
                "fastly_http_req.method_set *0 -8 100",
                "fastly_http_req.new -1",
                "fastly_http_req.method_get *0 &8 64 &4",
                "show 8 *4"))
        .satisfies(
            told -> {
              assertThat(told.get(1)).isNotEqualTo("0");
              assertThat(told.get(2)).isNotEqualTo("0");
              assertThat(told.get(3)).isNotEqualTo("0");
              assertThat(String.join(" ", told.subList(4, 6))).isEqualTo("0 GET");
            });
  }

  @Test
  void aStatusIsWhatHttpKnows() {
    assertThat(
            run(
                "fastly_http_resp.new &0",
                "fastly_http_resp.status_set *0 204",
                "fastly_http_resp.status_get *0 &4",
                "get 4",
                "fastly_http_resp.status_set *0 99",
                "fastly_http_resp.status_set *0 1000"))
        .startsWith("0", "0", "0", "204")
        .last()
        .isNotEqualTo("0");
  }

  @Test
  void anotherVersionOfTheAbiIsRefused() {
    assertThat(run("init 1", "init 2")).containsExactly("0", "1");
  }

  @Test
  void whatIsAppendedIsGone() {
    assertThat(
            run(
                "fastly_http_body.new &0",
                "fastly_http_body.new &4",
                "text 16 abc",
                "fastly_http_body.write *4 &16 3 0 &8",
                "fastly_http_body.append *0 *4",
                "fastly_http_body.write *4 &16 3 0 &8",
                "fastly_http_body.known_length *0 &24",
                "get64 24",
                "fastly_http_body.append *0 *0"))
        .startsWith("0", "0", "0", "0", "3", "0", "3");
  }

  @Test
  void aSelectOverNothingNeedsATimeout() {
    assertThat(run("fastly_async_io.select &0 0 0 &4")).containsExactly("2");
    assertThat(run("fastly_async_io.select &0 0 5 &4", "get 4")).containsExactly("0", "-1");
  }
}

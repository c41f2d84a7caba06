package dev.verge.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** KV, config and secret stores, dictionaries and access control lists, through the Rust crate. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoresTest {
  private static final String GUEST = "rust";

  private ComputePlatform platform;

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    Path project = Files.createDirectories(home.resolve(GUEST));
    Files.writeString(
        project.resolve("visitors.json"),
        """
        {"entries": [
          {"op": "create", "prefix": "192.0.2.0/24", "action": "BLOCK"},
          {"op": "create", "prefix": "192.0.2.7/32", "action": "ALLOW"},
          {"op": "create", "prefix": "2001:db8::/32", "action": "BLOCK"}
        ]}
        """);
    Files.writeString(project.resolve("value.txt"), "from a file");
    platform = new ComputePlatform(home);
    platform.deploy(
        GUEST,
        """
        [local_server.config_stores.settings]
        format = "inline-toml"
        [local_server.config_stores.settings.contents]
        color = "blue"
        [local_server.dictionaries.older]
        format = "inline-toml"
        [local_server.dictionaries.older.contents]
        color = "green"
        [local_server.kv_stores]
        things = [
          { key = "seeded", data = "from the start", metadata = "seed" },
          { key = "file", file = "value.txt" },
        ]
        [local_server.secret_stores]
        secrets = [{ key = "password", data = "swordfish" }, { key = "file", file = "value.txt" }]
        [local_server.acls]
        visitors = "visitors.json"
        """);
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  private String asked(String route) {
    return platform.text(GUEST, "/stores/" + route);
  }

  private String put(String query, String value) {
    return platform.post(GUEST, "/stores/kv-put?" + query, value);
  }

  @Test
  void whatIsConfiguredIsThereAtTheStart() {
    assertThat(asked("kv-get?key=seeded"))
        .isEqualTo("from the start metadata=Some(\"seed\") generation=true");
    assertThat(asked("kv-get?key=file")).startsWith("from a file ");
    assertThat(asked("kv-open?store=things")).isEqualTo("true");
    assertThat(asked("kv-open?store=nothing")).isEqualTo("StoreNotFound(\"nothing\")");
  }

  @Test
  void aValueIsStoredReadAndDeleted() {
    assertThat(asked("kv-get?key=cycle")).isEqualTo("ItemNotFound");
    assertThat(put("key=cycle&metadata=about", "value")).isEqualTo("Ok(())");
    assertThat(asked("kv-get?key=cycle"))
        .isEqualTo("value metadata=Some(\"about\") generation=true");
    assertThat(asked("kv-delete?key=cycle")).isEqualTo("Ok(())");
    assertThat(asked("kv-get?key=cycle")).isEqualTo("ItemNotFound");
  }

  @Test
  void insertModesAddAppendAndPrepend() {
    assertThat(put("key=modes&mode=add", "b")).isEqualTo("Ok(())");
    assertThat(put("key=modes&mode=add", "x")).isEqualTo("Err(ItemPreconditionFailed)");
    assertThat(put("key=modes&mode=append", "c")).isEqualTo("Ok(())");
    assertThat(put("key=modes&mode=prepend", "a")).isEqualTo("Ok(())");
    assertThat(asked("kv-get?key=modes")).startsWith("abc ");
    assertThat(put("key=modes", "new")).isEqualTo("Ok(())");
    assertThat(asked("kv-get?key=modes")).startsWith("new ");
  }

  @Test
  void anInsertForAnotherGenerationFails() {
    assertThat(asked("kv-generation?key=versions"))
        .isEqualTo("Ok(()) Err(ItemPreconditionFailed) second");
  }

  @Test
  void keysAreListedInPagesByPrefix() {
    for (String key : new String[] {"list/a", "list/b", "list/c", "other/d"}) {
      assertThat(put("key=" + key, "x")).isEqualTo("Ok(())");
    }
    assertThat(asked("kv-list?prefix=list/&limit=2")).isEqualTo("list/a,list/b | list/c mode=true");
  }

  @Test
  void operationsMayBePending() {
    assertThat(asked("kv-async")).isEqualTo("12 Some(ItemNotFound)");
  }

  @Test
  void aValueMayBeLarge() {
    assertThat(asked("kv-large?bytes=5000000")).isEqualTo("Ok(()) Ok(5000000)");
  }

  @Test
  void olderBinariesUseTheSameStores() {
    assertThat(platform.text(GUEST, "/raw/object-store"))
        .startsWith("[")
        .endsWith(" first second true");
  }

  @Test
  void valuesOutliveThePlatform() {
    assertThat(put("key=durable", "still here")).isEqualTo("Ok(())");
    platform.running().restart();
    assertThat(asked("kv-get?key=durable")).startsWith("still here ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "config?store=settings&key=color  | Ok(Some(\"blue\")) contains=true",
        "config?store=settings&key=size   | Ok(None) contains=false",
        "config?store=nothing&key=color   | ConfigStoreDoesNotExist",
        "dictionary?store=older&key=color | Ok(Some(\"green\"))",
        "secret?store=secrets&key=password| Some(\"swordfish\")",
        "secret?store=secrets&key=file    | Some(\"from a file\")",
        "secret?store=secrets&key=other   | None",
        "secret-made                      | made here",
        "acl?list=visitors&ip=192.0.2.9   | 192.0.2.0/24 BLOCK",
        "acl?list=visitors&ip=192.0.2.7   | 192.0.2.7/32 ALLOW",
        "acl?list=visitors&ip=2001:db8::1 | 2001:db8::/32 BLOCK",
        "acl?list=visitors&ip=198.51.100.1| none",
      })
  void whatIsAskedForByNameIsFound(String route, String told) {
    assertThat(asked(route)).isEqualTo(told);
  }

  @Test
  void aSecretIsNotInTheLog() {
    assertThat(asked("secret?store=secrets&key=password")).contains("swordfish");
    assertThat(platform.running().log(GUEST)).noneMatch(line -> line.contains("swordfish"));
  }
}

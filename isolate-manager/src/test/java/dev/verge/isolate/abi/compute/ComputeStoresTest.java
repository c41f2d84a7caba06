package dev.verge.isolate.abi.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.binding.AclEntry;
import dev.verge.isolate.binding.Bindings;
import dev.verge.isolate.binding.Geolocation;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.kv.KvInsert;
import dev.verge.isolate.platform.kv.KvStoreSummary;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.testing.ComputeGuests;
import dev.verge.isolate.testing.RecordingExchange;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Stores and look-ups, as a guest uses them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComputeStoresTest {
  private static final String KV =
      """
      static struct insert { uint32_t mode, unused; const char *metadata; uint32_t metadata_length, ttl; uint64_t generation; } how;
      static struct list { uint32_t mode; const char *cursor; uint32_t cursor_length, limit; const char *prefix; uint32_t prefix_length; } query;
      static uint32_t none;
      static uint32_t store(const char *name) {
        uint32_t store = 0;
        kv_store_open(name, strlen(name), &store);
        return store;
      }
      static void insert(uint32_t store, const char *key, const char *text, uint32_t mask) {
        uint32_t body = new_body(), pending = 0, error = 99;
        body_write(body, text);
        int status = kv_store_insert(store, key, strlen(key), body, mask, &how, &pending);
        if (status) { say("insert:%d ", status); return; }
        status = kv_store_insert_wait(pending, &error);
        if (status || error != 1) say("insert:%d/%d ", status, error);
      }
      static uint64_t lookup(uint32_t store, const char *key) {
        uint32_t pending = 0, body = 0, written = 0, error = 99;
        uint64_t generation = 0;
        char metadata[2000];
        int status = kv_store_lookup(store, key, strlen(key), 0, &none, &pending);
        if (status) { say("lookup:%d ", status); return 0; }
        status = kv_store_lookup_wait_v2(pending, &body, metadata, sizeof metadata, &written, &generation, &error);
        if (status || error != 1) { say("lookup:%d/%d ", status, error); return 0; }
        say_body(body);
        say("[%.*s] ", written, metadata);
        return generation;
      }
      static void list(uint32_t store, uint32_t mask) {
        uint32_t pending = 0, body = 0, error = 99;
        int status = kv_store_list(store, mask, &query, &pending);
        if (status) { say("list:%d ", status); return; }
        status = kv_store_list_wait(pending, &body, &error);
        if (status || error != 1) { say("list:%d/%d ", status, error); return; }
        say_body(body);
      }
      static void delete(uint32_t store, const char *key) {
        uint32_t pending = 0, error = 99;
        int status = kv_store_delete(store, key, strlen(key), 0, &none, &pending);
        if (status) { say("delete:%d ", status); return; }
        status = kv_store_delete_wait(pending, &error);
        say("delete:%d/%d ", status, error);
      }
      """;

  private static final String FAR = "(void *)0xfffffff0";

  private ComputeGuests guests;
  private Bindings bindings;
  private int stores;

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    guests = ComputeGuests.in(home);
    bindings =
        new Bindings(
            Map.of(),
            Map.of("settings", Map.of("colour", "blue", "long", "x".repeat(8000), "empty", "")),
            Map.of(),
            Map.of("kv", "kv"),
            Map.of("secrets", "secrets"),
            Map.of(
                "acl",
                List.of(
                    new AclEntry(InetAddress.getByName("192.0.2.0"), 24, "BLOCK"),
                    new AclEntry(InetAddress.getByName("2001:db8::"), 32, "ALLOW"))),
            Map.of(),
            new Geolocation(Map.of(InetAddress.getByName("192.0.2.7"), "{\"city\":\"x\"}"), true),
            Map.of("my phone", "{\"device\":{}}"),
            Set.of(),
            Map.of(),
            Set.of(),
            true);
    guests.services().secretStores().put("demo", "secrets", "password", bytes("hunter2"));
  }

  @AfterAll
  void stop() {
    guests.close();
  }

  @Test
  void aValueIsStoredFoundAndDeleted() {
    assertThat(
            kv(
                """
                insert(kv, "key", "value", 0);
                lookup(kv, "key");
                delete(kv, "key");
                lookup(kv, "key");
                delete(kv, "key");
                """))
        .isEqualTo("value[] delete:0/1 lookup:0/3 delete:0/1 ");
  }

  @Test
  void allModesOfInsertingWork() {
    assertThat(
            kv(
                """
                how.mode = 1; insert(kv, "key", "b", 0);
                how.mode = 1; insert(kv, "key", "x", 0);
                how.mode = 2; insert(kv, "key", "c", 0);
                how.mode = 3; insert(kv, "key", "a", 0);
                lookup(kv, "key");
                how.mode = 4; insert(kv, "key", "x", 0);
                """))
        .isEqualTo("insert:0/4 abc[] insert:2 ");
  }

  @Test
  void metadataGenerationAndTimeToLiveAreTaken() {
    assertThat(
            kv(
                """
                how.metadata = "about"; how.metadata_length = 5;
                insert(kv, "key", "1", 1 << 3);
                how.generation = lookup(kv, "key");
                insert(kv, "key", "2", 1 << 5);
                insert(kv, "key", "3", 1 << 5);
                lookup(kv, "key");
                how.ttl = 0;
                insert(kv, "key", "4", 1 << 4);
                lookup(kv, "key");
                how.ttl = ~0u;
                insert(kv, "key", "5", 1 << 4 | 1 << 1);
                lookup(kv, "key");
                """))
        .isEqualTo("1[about] insert:0/4 2[] lookup:0/3 5[] ");
  }

  @Test
  void anInsertThatMakesNoSenseIsRefusedAndLeavesItsBody() {
    assertThat(
            kv(
                """
                uint32_t body = new_body(), pending;
                body_write(body, "left");
                how.metadata_length = 0;
                SAY_STATUS(kv_store_insert(kv, LITERAL("key"), body, 1 << 3, &how, &pending));
                how.metadata = (char *)&how; how.metadata_length = ~0u;
                SAY_STATUS(kv_store_insert(kv, LITERAL("key"), body, 1 << 3, &how, &pending));
                static char long_text[2001];
                memset(long_text, 'x', sizeof long_text);
                how.metadata = long_text; how.metadata_length = 2001;
                SAY_STATUS(kv_store_insert(kv, LITERAL("key"), body, 1 << 3, &how, &pending));
                SAY_STATUS(kv_store_insert(kv, LITERAL("a#b"), body, 0, &how, &pending));
                SAY_STATUS(kv_store_insert(kv, LITERAL("\\xff"), body, 0, &how, &pending));
                SAY_STATUS(kv_store_insert(kv, LITERAL("key"), body, 0, (char *)0xfffffff0, &pending));
                SAY_STATUS(kv_store_insert(kv, LITERAL("key"), body, 0, &how, (char *)0xfffffff0));
                SAY_STATUS(kv_store_insert(kv, LITERAL("key"), 99, 0, &how, &pending));
                SAY_STATUS(kv_store_insert(99, LITERAL("key"), body, 0, &how, &pending));
                say_body(body);
                lookup(kv, "key");
                """))
        .isEqualTo("2 2 2 2 2 2 2 3 3 leftlookup:0/3 ");
  }

  @Test
  void aBufferForMetadataThatIsTooSmallLeavesTheLookup() {
    assertThat(
            kv(
                """
                how.metadata = "about"; how.metadata_length = 5;
                insert(kv, "key", "value", 1 << 3);
                uint32_t pending, body = 0, written = 0, error = 0, generation = 9;
                char metadata[5];
                kv_store_lookup(kv, LITERAL("key"), 0, &none, &pending);
                SAY_STATUS(kv_store_lookup_wait(pending, &body, metadata, 4, &written, &generation, &error));
                say("%d ", written);
                SAY_STATUS(kv_store_lookup_wait(pending, &body, metadata, 5, &written, &generation, &error));
                say("%d %d %d %.5s ", written, error, generation, metadata);
                say_body(body);
                SAY_STATUS(kv_store_lookup_wait(pending, &body, metadata, 5, &written, &generation, &error));
                """))
        .isEqualTo("4 5 0 5 1 0 about value3 ");
  }

  @Test
  void keysAreListedAsFastlysDocument() {
    assertThat(
            kv(
                """
                insert(kv, "b1", "", 0); insert(kv, "a", "", 0); insert(kv, "b2", "", 0);
                list(kv, 0);
                query.prefix = "b"; query.prefix_length = 1; query.limit = 1;
                list(kv, 1 << 3 | 1 << 2);
                query.cursor = "YjE="; query.cursor_length = 4;
                list(kv, 1 << 3 | 1 << 2 | 1 << 1);
                query.cursor = "*"; query.cursor_length = 1;
                list(kv, 1 << 1);
                query.limit = 0;
                list(kv, 1 << 2);
                query.prefix_length = 0;
                list(kv, 1 << 3);
                """))
        .isEqualTo(
            "{\"data\":[\"a\",\"b1\",\"b2\"],\"meta\":{\"limit\":1000}}"
                + "{\"data\":[\"b1\"],\"meta\":{\"limit\":1,\"prefix\":\"b\",\"next_cursor\":\"YjE=\"}}"
                + "{\"data\":[\"b2\"],\"meta\":{\"limit\":1,\"prefix\":\"b\"}}"
                + "list:0/2 list:0/2 list:2 ");
  }

  @Test
  void oneKindOfPendingOperationIsNotAnother() {
    assertThat(
            kv(
                """
                uint32_t pending = 0, error = 99, count;
                char byte;
                kv_store_lookup(kv, LITERAL("key"), 0, &none, &pending);
                SAY_STATUS(kv_store_insert_wait(pending, &error));
                SAY_STATUS(kv_store_delete_wait(pending, &error));
                SAY_STATUS(kv_store_list_wait(pending, &error, &error));
                SAY_STATUS(http_body_read(pending, &byte, 1, &count));
                SAY_STATUS(kv_store_insert_wait(0, &error));
                SAY_STATUS(kv_store_insert_wait(-1, &error));
                """))
        .isEqualTo("3 3 3 3 3 3 ");
  }

  @Test
  void pendingOperationsAreWaitedForTogether() {
    assertThat(
            kv(
                """
                insert(kv, "key", "value", 0);
                uint32_t pending[2], index = 99, ready = 0;
                kv_store_lookup(kv, LITERAL("key"), 0, &none, &pending[0]);
                kv_store_list(kv, 0, &query, &pending[1]);
                SAY_STATUS(async_io_select(pending, 2, 0, &index));
                say("%d ", index < 2);
                uint32_t body, written, error; uint64_t generation;
                SAY_STATUS(kv_store_lookup_wait_v2(pending[0], &body, 0, 0, &written, &generation, &error));
                SAY_STATUS(kv_store_list_wait(pending[1], &body, &error));
                """))
        .isEqualTo("0 1 0 0 ");
  }

  @Test
  void manyInsertsMayBePendingAtOnce() {
    assertThat(
            kv(
                """
                uint32_t pending[50], error;
                for (int i = 0; i < 50; i++) {
                  char key[10];
                  uint32_t body = new_body();
                  body_write(body, "value");
                  snprintf(key, sizeof key, "%02d", i);
                  if (kv_store_insert(kv, key, 2, body, 0, &how, &pending[i])) say("failed ");
                }
                for (int i = 0; i < 50; i++) {
                  if (kv_store_insert_wait(pending[i], &error) || error != 1) say("failed ");
                }
                lookup(kv, "00"); lookup(kv, "49");
                """))
        .isEqualTo("value[] value[] ");
  }

  @Test
  void theClientsBodyIsStoredAsItArrives() {
    Bindings own = kvBindings();
    Template guest =
        guests.guest(
            own,
            """
            uint32_t kv = store("%s"), pending = 0, error = 0;
            kv_store_insert(kv, LITERAL("upload"), client_body(), 0, &how, &pending);
            kv_store_insert_wait(pending, &error);
            lookup(kv, "upload");
            reply();
            """
                .formatted(own.kvStores().keySet().iterator().next()),
            KV);

    assertThat(guests.serve(guest, RecordingExchange.post("/", "from afar")).body())
        .isEqualTo("from afar[] ");
  }

  @Test
  void aLargeValueStreamsToTheClient() throws Exception {
    Bindings own = kvBindings();
    String name = own.kvStores().keySet().iterator().next();
    guests
        .services()
        .kvStores()
        .open("demo", name)
        .insert("large", new ByteSource(bytes("0123456789".repeat(100_000))), KvInsert.OVERWRITE);
    Template guest =
        guests.guest(
            own,
            """
            uint32_t kv = store("%s"), pending, body, written, error; uint64_t generation, length;
            kv_store_lookup(kv, LITERAL("large"), 0, &none, &pending);
            kv_store_lookup_wait_v2(pending, &body, 0, 0, &written, &generation, &error);
            http_body_known_length(body, &length);
            if (length == 1000000) http_resp_send_downstream(new_response(), body, 0);
            """
                .formatted(name),
            KV);

    assertThat(guests.serve(guest, RecordingExchange.get("/")).body())
        .isEqualTo("0123456789".repeat(100_000));
  }

  @Test
  void aStoreOfAnotherNameIsRefusedAndTheDeveloperTold() {
    Template guest =
        guests.guest(
            bindings,
            """
            uint32_t store = 0;
            SAY_STATUS(kv_store_open(LITERAL("nothing"), &store));
            SAY_STATUS(object_store_open(LITERAL("nothing"), &store));
            SAY_STATUS(secret_store_open(LITERAL("nothing"), &store));
            SAY_STATUS(config_store_open(LITERAL("nothing"), &store));
            SAY_STATUS(dictionary_open(LITERAL("nothing"), &store));
            SAY_STATUS(acl_open(LITERAL("nothing"), &store));
            reply();
            """);

    assertThat(guests.answer(guest)).isEqualTo("2 2 10 3 3 10 ");
    await()
        .untilAsserted(
            () ->
                assertThat(guests.log(guest))
                    .contains("this version has no KV store named nothing"));
  }

  @Test
  void aStoreIsMadeWhenAVersionThatBindsItOpensIt() {
    Bindings own = kvBindings();
    String name = own.kvStores().keySet().iterator().next();
    Template guest = guests.guest(own, "store(\"%s\"); reply();".formatted(name), KV);

    guests.answer(guest);

    assertThat(guests.services().kvStores().list("demo")).contains(new KvStoreSummary(name, 0, 0));
  }

  @Test
  void olderGuestsReachTheSameStores() {
    Bindings own = kvBindings();
    Template guest =
        guests.guest(
            own,
            """
            uint32_t store = 0, body = new_body(), pending = 0, found = 77;
            SAY_STATUS(object_store_open(LITERAL("%s"), &store));
            body_write(body, "value");
            SAY_STATUS(object_store_insert(store, LITERAL("key"), body));
            SAY_STATUS(object_store_lookup(store, LITERAL("nothing"), &found));
            say("%%d ", found);
            SAY_STATUS(object_store_lookup(store, LITERAL("key"), &found));
            say_body(found);
            body = new_body();
            body_write(body, " other");
            SAY_STATUS(object_store_insert_async(store, LITERAL("key2"), body, &pending));
            SAY_STATUS(object_store_pending_insert_wait(pending));
            SAY_STATUS(object_store_lookup_async(store, LITERAL("key2"), &pending));
            SAY_STATUS(object_store_pending_lookup_wait(pending, &found));
            say_body(found);
            SAY_STATUS(object_store_delete_async(store, LITERAL("key2"), &pending));
            SAY_STATUS(object_store_pending_delete_wait(pending));
            SAY_STATUS(object_store_delete_async(store, LITERAL("key2"), &pending));
            SAY_STATUS(object_store_pending_delete_wait(pending));
            SAY_STATUS(object_store_lookup(store, LITERAL(""), &found));
            SAY_STATUS(object_store_lookup(99, LITERAL("key"), &found));
            reply();
            """
                .formatted(own.kvStores().keySet().iterator().next()));

    assertThat(guests.answer(guest)).isEqualTo("0 0 0 77 0 value0 0 0 0  other0 0 0 10 2 3 ");
  }

  @Test
  void configStoresAndDictionariesAreRead() {
    for (String kind : List.of("config_store", "dictionary")) {
      assertThat(
              answer(
                  """
                  uint32_t store = 0, written = 0;
                  static char value[9000];
                  SAY_STATUS(@_open(LITERAL("settings"), &store));
                  SAY_STATUS(@_get(store, LITERAL("colour"), value, 4, &written));
                  say("%.*s ", written, value);
                  SAY_STATUS(@_get(store, LITERAL("empty"), value, 0, &written));
                  say("%d ", written);
                  SAY_STATUS(@_get(store, LITERAL("long"), value, 7999, &written));
                  say("%d ", written);
                  SAY_STATUS(@_get(store, LITERAL("nothing"), value, 9000, &written));
                  SAY_STATUS(@_get(store + 1, LITERAL("colour"), value, 9000, &written));
                  SAY_STATUS(@_get(store, LITERAL("colour"), FAR, 9000, &written));
                  SAY_STATUS(@_get(store, LITERAL("colour"), value, 9000, FAR));
                  SAY_STATUS(@_get(store, FAR, 100, value, 9000, &written));
                  SAY_STATUS(@_open(FAR, 100, &store));
                  memset(value, 'x', 256);
                  SAY_STATUS(@_get(1, value, 256, value, 9000, &written));
                  SAY_STATUS(@_open(value, 256, &store));
                  SAY_STATUS(@_open(value, 0, &store));
                  """
                      .replace("@", kind)
                      .replace("FAR", FAR)))
          .isEqualTo("0 0 blue 0 0 4 8000 10 3 2 2 2 2 5 5 10 ");
    }
  }

  @Test
  void secretsAreRead() {
    assertThat(
            answer(
                """
                uint32_t store = 0, secret = 0, written = 0;
                char value[20];
                SAY_STATUS(secret_store_open(LITERAL("secrets"), &store));
                SAY_STATUS(secret_store_get(store, LITERAL("nothing"), &secret));
                SAY_STATUS(secret_store_get(store, LITERAL("password"), &secret));
                SAY_STATUS(secret_store_plaintext(secret, value, 6, &written));
                say("%d ", written);
                SAY_STATUS(secret_store_plaintext(secret, value, 7, &written));
                say("%.*s ", written, value);
                SAY_STATUS(secret_store_from_bytes(LITERAL("mine"), &secret));
                SAY_STATUS(secret_store_plaintext(secret, value, 20, &written));
                say("%.*s ", written, value);
                SAY_STATUS(secret_store_plaintext(99, value, 20, &written));
                SAY_STATUS(secret_store_get(99, LITERAL("password"), &secret));
                SAY_STATUS(secret_store_from_bytes(FAR, 100, &secret));
                static char large[65537];
                SAY_STATUS(secret_store_from_bytes(large, 65536, &secret));
                SAY_STATUS(secret_store_from_bytes(large, 65537, &secret));
                int status = 0;
                for (int i = 0; i < 200 && !status; i++) status = secret_store_from_bytes(large, 65536, &secret);
                SAY_STATUS(status);
                """
                    .replace("FAR", FAR)))
        .isEqualTo("0 10 0 4 7 0 hunter2 0 0 mine 3 3 2 0 2 13 ");
  }

  @Test
  void anAccessControlListAnswersWithABody() {
    assertThat(
            answer(
                """
                uint32_t acl = 0, body = 0, error = 0;
                SAY_STATUS(acl_open(LITERAL("acl"), &acl));
                SAY_STATUS(acl_lookup(acl, "\\xc0\\0\\2\\1", 4, &body, &error));
                say("%d ", error);
                say_body(body);
                SAY_STATUS(acl_lookup(acl, "\\x20\\1\\x0d\\xb8\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\1", 16, &body, &error));
                say("%d ", error);
                say_body(body);
                SAY_STATUS(acl_lookup(acl, "\\xc0\\0\\3\\1", 4, &body, &error));
                say("%d ", error);
                SAY_STATUS(acl_lookup(acl, "\\xc0\\0\\3\\1", 5, &body, &error));
                SAY_STATUS(acl_lookup(99, "\\xc0\\0\\3\\1", 4, &body, &error));
                SAY_STATUS(acl_lookup(acl, FAR, 16, &body, &error));
                """
                    .replace("FAR", "(void *)0xfffffff8")))
        .isEqualTo(
            "0 0 1 {\"prefix\":\"192.0.2.0/24\",\"action\":\"BLOCK\"}"
                + "0 1 {\"prefix\":\"2001:db8::/32\",\"action\":\"ALLOW\"}"
                + "0 2 2 3 2 ");
  }

  @Test
  void anAddressIsLookedUp() {
    assertThat(
            answer(
                """
                static char json[2000];
                uint32_t written = 99;
                SAY_STATUS(geo_lookup("\\xc0\\0\\2\\7", 4, json, 5, &written));
                say("%d ", written);
                SAY_STATUS(geo_lookup("\\xc0\\0\\2\\7", 4, json, sizeof json, &written));
                say("%.*s ", written, json);
                SAY_STATUS(geo_lookup("\\xc0\\0\\2\\x8", 4, json, sizeof json, &written));
                say("%d ", written);
                SAY_STATUS(geo_lookup("\\x7f\\0\\0\\1", 4, json, sizeof json, &written));
                say("%.26s ", json);
                SAY_STATUS(geo_lookup("\\xc0\\0\\2\\7", 3, json, sizeof json, &written));
                """))
        .isEqualTo("4 12 0 {\"city\":\"x\"} 0 0 0 {\"as_name\":\"Fastly, Inc\",\" 2 ");
  }

  @Test
  void aUserAgentIsLookedUp() {
    assertThat(
            answer(
                """
                static char json[2000];
                uint32_t written = 0;
                SAY_STATUS(device_detection_lookup(LITERAL("my phone"), json, 5, &written));
                say("%d ", written);
                SAY_STATUS(device_detection_lookup(LITERAL("my phone"), json, sizeof json, &written));
                say("%.*s ", written, json);
                SAY_STATUS(device_detection_lookup(LITERAL("nonsense"), json, sizeof json, &written));
                SAY_STATUS(device_detection_lookup(LITERAL("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X)"), json, sizeof json, &written));
                json[written] = 0;
                say("%d ", strstr(json, "is_tablet\\":true") != 0);
                """))
        .isEqualTo("4 13 0 {\"device\":{}} 10 0 1 ");
  }

  @Test
  void aUserAgentIsParsedIntoFourTexts() {
    assertThat(
            answer(
                """
                char family[20], major[5], minor[5], patch[5];
                uint32_t lengths[4];
                SAY_STATUS(uap_parse(LITERAL("Mozilla/5.0 (X11; Linux x86_64; rv:10.2) Gecko/20100101 Firefox/10.2.3"),
                    family, 20, &lengths[0], major, 5, &lengths[1], minor, 5, &lengths[2], patch, 5, &lengths[3]));
                say("%.*s %.*s %.*s %.*s ", lengths[0], family, lengths[1], major, lengths[2], minor, lengths[3], patch);
                SAY_STATUS(uap_parse(LITERAL("Firefox/10.2"),
                    family, 3, &lengths[0], major, 1, &lengths[1], minor, 5, &lengths[2], patch, 5, &lengths[3]));
                say("%d %d %d %d", lengths[0], lengths[1], lengths[2], lengths[3]);
                """))
        .isEqualTo("0 Firefox 10 2 3 4 7 2 1 0");
  }

  private String answer(String main) {
    return guests.answer(guests.guest(bindings, main + "reply();"));
  }

  /** What a guest says that has an empty store open as {@code kv}. */
  private String kv(String main) {
    Bindings own = kvBindings();
    String name = own.kvStores().keySet().iterator().next();
    return guests.answer(
        guests.guest(own, "uint32_t kv = store(\"" + name + "\");" + main + "reply();", KV));
  }

  private Bindings kvBindings() {
    return new Bindings(
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of("store" + stores, "store" + stores++),
        Map.of(),
        Map.of(),
        Map.of(),
        Geolocation.DEFAULT,
        Map.of(),
        Set.of(),
        Map.of(),
        Set.of(),
        true);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package dev.verge.isolate.abi.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.binding.Bindings;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.kv.KvInsert;
import dev.verge.isolate.platform.live.LiveChange;
import dev.verge.isolate.platform.live.LiveStores;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.testing.ComputeGuests;
import dev.verge.isolate.testing.RecordingExchange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is changed while guests run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComputeLiveStoresTest {
  private static final String SAY =
      """
      static void say_item(uint32_t store, const char *key) {
        char value[100]; uint32_t written = 0;
        int status = config_store_get(store, key, strlen(key), value, sizeof value, &written);
        if (status) say("%d ", status); else say("%.*s ", written, value);
      }
      static void say_match(uint32_t acl) {
        uint32_t body = 0, error = 0;
        int status = acl_lookup(acl, "\\xc0\\0\\2\\1", 4, &body, &error);
        if (status || error != 1) say("%d/%d ", status, error); else say_body(body);
      }
      """;

  private static final String READ =
      """
      uint32_t store = 0, acl = 0;
      SAY_STATUS(config_store_open(LITERAL("flags"), &store));
      say_item(store, "colour");
      SAY_STATUS(acl_open(LITERAL("blocked"), &acl));
      say_match(acl);
      reply();
      """;

  private ComputeGuests guests;

  @BeforeAll
  void start(@TempDir Path home) {
    guests = ComputeGuests.in(home);
  }

  @AfterAll
  void stop() {
    guests.close();
  }

  @BeforeEach
  void empty() {
    configStores().delete("demo", "flags-of-demo");
    guests.services().liveData().acls().delete("demo", "blocked-by-demo");
  }

  @Test
  void theNextRequestSeesAChange() {
    Template guest = guests.guest(bindings(), READ, SAY);
    set("colour", "blue");
    entry("192.0.2.0/24", "BLOCK");
    assertThat(guests.answer(guest))
        .isEqualTo("0 blue 0 {\"prefix\":\"192.0.2.0/24\",\"action\":\"BLOCK\"}");

    set("colour", "red");
    entry("192.0.2.1/32", "ALLOW");
    assertThat(guests.answer(guest))
        .isEqualTo("0 red 0 {\"prefix\":\"192.0.2.1/32\",\"action\":\"ALLOW\"}");
  }

  @Test
  void aStoreThatTheTenantDoesNotHaveIsToldAsMissing() {
    Template guest = guests.guest(bindings(), READ, SAY);

    assertThat(guests.answer(guest)).isEqualTo("3 3 10 3/0 ");
    assertThat(guests.log(guest))
        .anySatisfy(line -> assertThat(line).contains("no live config store"))
        .anySatisfy(line -> assertThat(line).contains("no live access control list"));

    set("colour", "blue");
    assertThat(guests.answer(guest)).startsWith("0 blue ");
  }

  @Test
  void aHandleShowsEveryRequestOfAGuestWhatIsThereThen() {
    Template guest =
        guests.guest(
            bindings(),
            """
            uint32_t promise, request, body, store = 0; uint64_t patience = 10000;
            config_store_open(LITERAL("flags"), &store);
            do {
              say_item(store, "colour");
              reply();
              http_downstream_next_request(2, &patience, &promise);
            } while (http_downstream_next_request_wait(promise, &request, &body) == OK);
            """,
            SAY);
    set("colour", "blue");
    assertThat(guests.serve(guest, RecordingExchange.get("/")).body()).isEqualTo("blue ");

    set("colour", "red");
    assertThat(guests.serve(guest, RecordingExchange.get("/")).body()).isEqualTo("red ");
    configStores().delete("demo", "flags-of-demo");
    assertThat(guests.serve(guest, RecordingExchange.get("/")).body()).isEqualTo("10 ");
    guests.isolates().evict(guest.version().function());
  }

  @Test
  void storesHaveOtherNamesInTheGuest() throws Exception {
    guests.services().secretStores().put("demo", "keys-of-demo", "token", bytes("sesame"));
    guests
        .services()
        .kvStores()
        .open("demo", "pages-of-demo")
        .insert(
            "k",
            new ByteSource(bytes("value")),
            new KvInsert(KvInsert.Mode.OVERWRITE, OptionalLong.empty(), "", Optional.empty()));
    Template guest =
        guests.guest(
            bindings(),
            """
            uint32_t store = 0, secret = 0, pending = 0, body = 0, written = 0, error = 0, none = 0;
            uint64_t generation; char value[20], metadata[20];
            SAY_STATUS(secret_store_open(LITERAL("keys-of-demo"), &store));
            SAY_STATUS(secret_store_open(LITERAL("keys"), &store));
            secret_store_get(store, LITERAL("token"), &secret);
            secret_store_plaintext(secret, value, 20, &written);
            say("%.*s ", written, value);
            SAY_STATUS(kv_store_open(LITERAL("pages-of-demo"), &store));
            SAY_STATUS(kv_store_open(LITERAL("pages"), &store));
            kv_store_lookup(store, LITERAL("k"), 0, &none, &pending);
            kv_store_lookup_wait_v2(pending, &body, metadata, sizeof metadata, &written, &generation, &error);
            say_body(body);
            reply();
            """);

    assertThat(guests.answer(guest)).isEqualTo("10 0 sesame 2 0 value");
  }

  private static Bindings bindings() {
    Bindings none = Bindings.NONE;
    return new Bindings(
        none.backends(),
        none.configStores(),
        Map.of("flags", "flags-of-demo"),
        Map.of("pages", "pages-of-demo"),
        Map.of("keys", "keys-of-demo"),
        none.acls(),
        Map.of("blocked", "blocked-by-demo"),
        none.geolocation(),
        none.devices(),
        none.logFiles(),
        none.shields(),
        none.purgeKeys(),
        none.readThroughCache());
  }

  private LiveStores<Map<String, String>> configStores() {
    return guests.services().liveData().configStores();
  }

  private void set(String key, String value) {
    configStores()
        .change(
            "demo", "flags-of-demo", List.of(LiveChange.upsert(key, value)), OptionalLong.empty());
  }

  private void entry(String prefix, String action) {
    guests
        .services()
        .liveData()
        .acls()
        .change(
            "demo",
            "blocked-by-demo",
            List.of(LiveChange.upsert(prefix, action)),
            OptionalLong.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

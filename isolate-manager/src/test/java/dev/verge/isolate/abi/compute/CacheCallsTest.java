package dev.verge.isolate.abi.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.testing.ComputeGuests;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The caches, purging and rate limits, as guests call them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheCallsTest {
  private static final String DECLARATIONS =
      """
      struct lookup { uint32_t headers; const char *service; uint32_t service_len; };
      struct replace { uint32_t headers, strategy; const char *service; uint32_t service_len; };
      struct write {
        uint64_t max_age; uint32_t headers; const char *vary; uint32_t vary_len;
        uint64_t initial_age, swr; const char *keys; uint32_t keys_len; uint64_t length;
        const char *metadata; uint32_t metadata_len; uint64_t edge_max_age;
        const char *service; uint32_t service_len;
      };
      struct range { uint64_t from, to; };
      struct http_lookup { const char *key; uint32_t key_len; const char *backend; uint32_t backend_len; };
      struct http_write {
        uint64_t max_age; char *vary; uint32_t vary_len; uint64_t initial_age, swr;
        char *keys; uint32_t keys_len; uint64_t length, sie;
      };
      static struct lookup plain;
      static struct write hour = {3600000000000ull};
      static struct http_lookup no_options;
      static uint64_t number; static uint32_t cache, body, state;
      static uint32_t get_body(uint32_t handle) {
        struct range all = {0, 0};
        uint32_t found = 0;
        SAY_STATUS(cache_get_body(handle, 0, (uint32_t)&all, &found));
        return found;
      }
      static void insert(const char *key, const char *text, uint32_t mask, struct write *options) {
        uint32_t writer = 0;
        options->length = strlen(text);
        SAY_STATUS(cache_insert(key, strlen(key), mask | 64, options, &writer));
        body_write(writer, text);
        http_body_close(writer);
      }
      static uint32_t look(const char *key) {
        uint32_t handle = 0;
        cache_lookup(key, strlen(key), 0, &plain, &handle);
        cache_get_state(handle, &state);
        return handle;
      }
      static uint32_t get(const char *uri) {
        uint32_t request = new_request();
        http_req_uri_set(request, uri, strlen(uri));
        return request;
      }
      static void field(uint32_t response, const char *name) {
        char value[200]; uint32_t length = 0;
        http_resp_header_value_get(response, name, strlen(name), value, sizeof value, &length);
        say("%s=%.*s ", name, (int)length, value);
      }
      static void set(uint32_t response, const char *name, const char *value) {
        http_resp_header_append(response, name, strlen(name), value, strlen(value));
      }
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

  @Test
  void anObjectIsInsertedAndFoundWithAllThatIsKnownOfIt() {
    assertThat(
            answer(
                """
                struct write options = hour;
                options.metadata = "meta"; options.metadata_len = 4;
                options.swr = 7; options.keys = "a b"; options.keys_len = 3;
                insert("all", "hello world", 16 | 32 | 128, &options);
                cache = look("all");
                say("state %d ", state);
                cache_get_length(cache, &number); say("length %llu ", number);
                cache_get_max_age_ns(cache, &number); say("max %llu ", number);
                cache_get_stale_while_revalidate_ns(cache, &number); say("swr %llu ", number);
                cache_get_hits(cache, &number); say("hits %llu ", number);
                SAY_STATUS(cache_get_age_ns(cache, &number));
                char text[10]; uint32_t length = 0;
                SAY_STATUS(cache_get_user_metadata(cache, text, 3, &length)); say("%d ", length);
                SAY_STATUS(cache_get_user_metadata(cache, text, 4, &length)); say("%.4s ", text);
                body = get_body(cache);
                struct range part = {6, 8};
                uint32_t second = 0;
                SAY_STATUS(cache_get_body(cache, 6, (uint32_t)&part, &second));
                say_body(body);
                SAY_STATUS(cache_get_body(cache, 6, (uint32_t)&part, &second));
                say_body(second);
                SAY_STATUS(cache_close(cache));
                SAY_STATUS(cache_close(cache));
                reply();
                """))
        .isEqualTo(
            "0 state 3 length 11 max 3600000000000 swr 7 hits 1 0 4 4 0 meta 0 3 hello world0 wor0"
                + " 3 ");
  }

  @Test
  void nothingIsKnownOfWhatIsNotThere() {
    assertThat(
            answer(
                """
                cache = look("absent");
                say("state %d ", state);
                struct range all = {0, 0}; uint32_t length;
                SAY_STATUS(cache_get_body(cache, 0, (uint32_t)&all, &body));
                SAY_STATUS(cache_get_length(cache, &number));
                SAY_STATUS(cache_get_age_ns(cache, &number));
                SAY_STATUS(cache_get_hits(cache, &number));
                SAY_STATUS(cache_get_user_metadata(cache, said, 0, &length));
                SAY_STATUS(cache_transaction_insert(cache, 0, &hour, &body));
                SAY_STATUS(cache_transaction_cancel(cache));
                reply();
                """))
        .isEqualTo("state 0 10 10 10 10 10 3 3 ");
  }

  @Test
  void wrongArgumentsHaveTheirStatus() {
    assertThat(
            answer(
                """
                static char key[8136];
                struct write options = hour;
                SAY_STATUS(cache_lookup(key, 8136, 0, &plain, &cache));
                SAY_STATUS(cache_lookup(key, 8135, 0, &plain, &cache));
                SAY_STATUS(cache_lookup(key, 1, 4, &plain, &cache));
                SAY_STATUS(cache_lookup(key, 1, 2, &plain, &cache));
                SAY_STATUS(cache_lookup(key, 1, 64, &plain, &cache));
                SAY_STATUS(cache_lookup((void *)0xfffffff0, 100, 0, &plain, &cache));
                SAY_STATUS(cache_lookup(key, 1, 0, &plain, (void *)0xffffffff));
                SAY_STATUS(cache_insert(key, 1, 1024, &options, &body));
                options.edge_max_age = options.max_age + 1;
                SAY_STATUS(cache_insert(key, 1, 512, &options, &body));
                options.vary = "a b\\r"; options.vary_len = 4;
                SAY_STATUS(cache_insert(key, 1, 4, &options, &body));
                options.length = 1ull << 40;
                SAY_STATUS(cache_insert(key, 1, 64, &options, &body));
                SAY_STATUS(cache_get_state(9999, &state));
                SAY_STATUS(cache_close_busy(body));
                reply();
                """))
        .isEqualTo("2 0 5 3 2 2 2 5 2 2 13 3 3 ");
  }

  @Test
  void transactionsTakeTurnsAndBusyHandlesTellWhoWaits() {
    assertThat(
            answer(
                """
                uint32_t busy1 = 0, busy2 = 0, ready = 9, tx1 = 0, tx2 = 0, back = 0;
                SAY_STATUS(cache_transaction_lookup_async("t", 1, 0, &plain, &busy1));
                SAY_STATUS(cache_transaction_lookup_async("t", 1, 0, &plain, &busy2));
                async_io_is_ready(busy1, &ready); say("ready %d ", ready);
                async_io_is_ready(busy2, &ready); say("ready %d ", ready);
                SAY_STATUS(cache_cache_busy_handle_wait(busy1, &tx1));
                cache_get_state(tx1, &state); say("state %d ", state);
                SAY_STATUS(cache_transaction_update(tx1, 0, &hour));
                SAY_STATUS(cache_transaction_insert_and_stream_back(tx1, 2, &hour, &body, &back));
                SAY_STATUS(cache_transaction_insert_and_stream_back(tx1, 0, &hour, &body, &back));
                SAY_STATUS(cache_cache_busy_handle_wait(busy2, &tx2));
                cache_get_state(tx2, &state); say("state %d ", state);
                uint32_t read1 = get_body(back), read2 = get_body(tx2);
                body_write(body, "streamed");
                http_body_close(body);
                say_body(read1); say_body(read2);
                reply();
                """))
        .isEqualTo("0 0 ready 1 ready 0 0 state 8 3 2 0 0 state 3 0 0 streamedstreamed");
  }

  @Test
  void anAbandonedInsertIsNotFoundAndBreaksWhoReadsIt() {
    assertThat(
            answer(
                """
                cache_insert("broken", 6, 0, &hour, &body);
                uint32_t read = get_body(look("broken"));
                http_body_abandon(body);
                say_body(read);
                reply();
                """))
        .isEqualTo("0 (broken)");
  }

  @Test
  void replacingReadsTheOldObjectAndWritesTheNew() {
    assertThat(
            answer(
                """
                struct write options = hour;
                insert("r", "1", 0, &options);
                for (int strategy = 1; strategy <= 3; strategy++) {
                  struct replace how = {0, strategy};
                  struct range all = {0, 0};
                  uint32_t handle = 0;
                  SAY_STATUS(cache_replace("r", 1, 4, &how, &handle));
                  cache_replace_get_state(handle, &state); say("state %d ", state);
                  SAY_STATUS(cache_replace_get_length(handle, &number));
                  cache_replace_get_body(handle, 0, (uint32_t)&all, &body);
                  say_body(body);
                  options.length = strategy;
                  SAY_STATUS(cache_replace_insert(handle, 64, &options, &body));
                  SAY_STATUS(cache_replace_get_hits(handle, &number));
                  for (int i = 0; i < strategy; i++) body_write(body, "x");
                  http_body_close(body);
                }
                say_body(get_body(look("r")));
                reply();
                """))
        .isEqualTo("0 0 state 3 0 10 3 0 state 11 0 x0 3 0 state 11 0 xx0 3 0 xxx");
  }

  @Test
  void purgingAnswersWithItsId() {
    assertThat(
            answer(
                """
                struct { char *buffer; uint32_t length; uint32_t *written; } out;
                static char json[100]; uint32_t written = 0;
                struct write options = hour;
                options.keys = "p1 p2"; options.keys_len = 5;
                insert("p", "x", 32, &options);
                SAY_STATUS(purge_purge_surrogate_key("p1", 2, 1, 0));
                look("p"); say("state %d ", state);
                out.buffer = json; out.length = 5; out.written = &written;
                SAY_STATUS(purge_purge_surrogate_key("p2", 2, 2, &out));
                look("p"); say("state %d ", state);
                out.length = written;
                SAY_STATUS(purge_purge_surrogate_key("p2", 2, 2, &out));
                look("p"); say("state %d %.14s", state, json);
                SAY_STATUS(purge_purge_surrogate_key("p2", 2, 4, 0));
                reply();
                """))
        .isEqualTo("0 0 state 7 4 state 7 0 state 0 {\"status\":\"ok\"5 ");
  }

  @Test
  void ratesAreCountedAndLimited() {
    assertThat(
            answer(
                """
                uint32_t value = 9;
                SAY_STATUS(erl_ratecounter_increment("rc", 2, "e", 1, 60));
                SAY_STATUS(erl_ratecounter_lookup_count("rc", 2, "e", 1, 60, &value)); say("%d ", value);
                SAY_STATUS(erl_ratecounter_lookup_rate("rc", 2, "e", 1, 60, &value)); say("%d ", value);
                SAY_STATUS(erl_ratecounter_lookup_rate("rc", 2, "e", 1, 7, &value));
                SAY_STATUS(erl_ratecounter_lookup_count("rc", 2, "e", 1, 7, &value));
                SAY_STATUS(erl_check_rate("rc", 2, "e", 1, 1, 60, 100, "pb", 2, 60, &value)); say("%d ", value);
                SAY_STATUS(erl_check_rate("rc", 2, "e", 1, 9999, 60, 100, "pb", 2, 60, &value)); say("%d ", value);
                SAY_STATUS(erl_penaltybox_has("pb", 2, "e", 1, &value)); say("%d ", value);
                SAY_STATUS(erl_penaltybox_has("pb", 2, "f", 1, &value)); say("%d ", value);
                SAY_STATUS(erl_penaltybox_add("pb", 2, "f", 1, 59));
                SAY_STATUS(erl_penaltybox_add("pb", 2, "f", 1, 3600));
                SAY_STATUS(erl_penaltybox_has("pb", 2, "f", 1, &value)); say("%d ", value);
                reply();
                """))
        .isEqualTo("0 0 60 0 1 2 2 0 0 0 1 0 1 0 0 2 0 0 1 ");
  }

  @Test
  void aResponseGoesThroughTheHttpCacheStepByStep() {
    assertThat(
            answer(
                """
                uint32_t request = get("http://origin.example/steps"), value = 0, stored, action, back, found, read;
                char key[32]; uint32_t length = 0;
                SAY_STATUS(http_cache_is_request_cacheable(request, &value)); say("%d ", value);
                SAY_STATUS(http_cache_get_suggested_cache_key(request, key, 31, &length)); say("%d ", length);
                SAY_STATUS(http_cache_get_suggested_cache_key(request, key, 32, &length));
                http_req_header_append(request, "range", 5, "bytes=1-2", 9);
                SAY_STATUS(http_cache_transaction_lookup(request, 0, &no_options, &cache));
                http_cache_get_state(cache, &state); say("state %d ", state);
                SAY_STATUS(http_cache_get_found_response(cache, 1, &found, &read));
                uint32_t suggested = 0;
                SAY_STATUS(http_cache_get_suggested_backend_request(cache, &suggested));
                SAY_STATUS(http_req_header_value_get(suggested, "range", 5, key, 32, &length));
                say("| ");
                uint32_t response = new_response();
                set(response, "cache-control", "max-age=60, stale-while-revalidate=5, stale-if-error=6");
                set(response, "vary", "Accept"); set(response, "surrogate-key", "one two");
                SAY_STATUS(http_cache_prepare_response_for_storage(cache, response, &action, &stored));
                say("action %d ", action);
                struct http_write in = {0}, out = {0}; uint32_t mask = 0;
                static char vary[100], keys[200];
                in.vary = vary; in.keys = keys; in.vary_len = 3; in.keys_len = 200;
                SAY_STATUS(http_cache_get_suggested_cache_options(cache, stored, 0xff, &in, &mask, &out));
                say("mask %d vary %d ", mask, out.vary_len);
                in.vary_len = 100;
                SAY_STATUS(http_cache_get_suggested_cache_options(cache, stored, 0xff, &in, &mask, &out));
                say("max %llu swr %llu sie %llu vary %.*s keys %.*s | ", out.max_age / 1000000000, out.swr / 1000000000,
                    out.sie / 1000000000, out.vary_len, out.vary, 7, out.keys + out.keys_len - 7);
                out.length = 5;
                SAY_STATUS(http_cache_transaction_insert_and_stream_back(cache, stored, mask | 32, &out, &body, &back));
                SAY_STATUS(http_resp_close(stored));
                body_write(body, "hello");
                http_body_close(body);
                SAY_STATUS(http_cache_get_found_response(back, 0, &found, &read));
                field(found, "content-length");
                say_body(read); say(" ");
                SAY_STATUS(http_cache_transaction_abandon(cache));
                say("| ");
                SAY_STATUS(http_cache_transaction_lookup(request, 0, &no_options, &cache));
                http_cache_get_state(cache, &state); say("state %d ", state);
                SAY_STATUS(http_cache_get_found_response(cache, 1, &found, &read));
                uint32_t status = 0;
                http_resp_status_get(found, (void *)&status); say("%d ", status & 0xffff);
                field(found, "content-range"); field(found, "age");
                say_body(read); say(" ");
                http_cache_get_max_age_ns(cache, &number); say("%llu ", number / 1000000000);
                http_cache_get_stale_if_error_ns(cache, &number); say("%llu ", number / 1000000000);
                http_cache_get_length(cache, &number); say("%llu ", number);
                http_cache_get_hits(cache, &number); say("%llu ", number);
                http_cache_get_sensitive_data(cache, &value); say("%d ", value);
                SAY_STATUS(http_cache_get_vary_rule(cache, vary, 100, &length)); say("%.*s ", length, vary);
                SAY_STATUS(http_cache_get_surrogate_keys(cache, keys, 3, &length)); say("%d ", length);
                SAY_STATUS(http_cache_close(cache));
                SAY_STATUS(http_cache_close(cache));
                reply();
                """))
        .isEqualTo(
            "0 1 4 32 0 0 state 8 10 0 2 | 0 action 0 4 mask 158 vary 6 0 max 60 swr 5 sie 6 vary"
                + " accept keys one two | 0 0 0 content-length=5 hello 3 | 0 state 3 0 206"
                + " content-range=bytes 1-2/5 age=0 el 60 6 5 1 0 0 accept 4 72 0 3 ");
  }

  @Test
  void aStaleResponseIsRevalidatedOrChosen() {
    assertThat(
            answer(
                """
                uint32_t request = get("http://origin.example/stale"), stored, action, found, read, fresh;
                http_cache_transaction_lookup(request, 0, &no_options, &cache);
                uint32_t response = new_response();
                set(response, "etag", "\\"1\\"");
                struct http_write options = {0};
                options.length = 3; options.sie = 3600000000000ull;
                SAY_STATUS(http_cache_transaction_insert(cache, response, 32 | 128, &options, &body));
                body_write(body, "old");
                http_body_close(body);
                http_cache_transaction_lookup(request, 0, &no_options, &cache);
                http_cache_get_state(cache, &state); say("state %d ", state);
                SAY_STATUS(http_cache_get_found_response(cache, 1, &found, &read));
                uint32_t suggested = 0, length = 0; char tag[10];
                http_cache_get_suggested_backend_request(cache, &suggested);
                http_req_header_value_get(suggested, "if-none-match", 13, tag, 10, &length);
                say("%.*s ", length, tag);
                SAY_STATUS(http_cache_transaction_choose_stale(cache));
                http_cache_get_state(cache, &state); say("state %d ", state);
                SAY_STATUS(http_cache_get_found_response(cache, 1, &found, &read));
                say_body(read); say(" ");
                http_cache_transaction_lookup(request, 0, &no_options, &cache);
                response = new_response();
                http_resp_status_set(response, 304);
                SAY_STATUS(http_cache_prepare_response_for_storage(cache, response, &action, &stored));
                say("action %d ", action);
                options.max_age = 3600000000000ull;
                SAY_STATUS(http_cache_transaction_update_and_return_fresh(cache, stored, 0, &options, &fresh));
                SAY_STATUS(http_cache_get_found_response(fresh, 1, &found, &read));
                say_body(read); say(" ");
                http_cache_transaction_lookup(request, 0, &no_options, &cache);
                http_cache_get_state(cache, &state); say("state %d ", state);
                reply();
                """))
        .isEqualTo("0 state 29 10 \"1\" 0 state 23 0 old 0 action 1 0 0 old state 3 ");
  }

  @Test
  void whatIsRecordedAsUncacheableIsFetchedByEachAsItIsAsked() {
    assertThat(
            answer(
                """
                uint32_t request = get("http://origin.example/uncacheable"), ready = 9, second;
                http_req_header_append(request, "range", 5, "bytes=0-1", 9);
                struct http_write options = {3600000000000ull};
                http_cache_transaction_lookup(request, 0, &no_options, &cache);
                http_cache_transaction_lookup(request, 0, &no_options, &second);
                async_io_is_ready(second, &ready); say("ready %d ", ready);
                SAY_STATUS(http_cache_transaction_record_not_cacheable(cache, 0, &options));
                async_io_is_ready(second, &ready); say("ready %d ", ready);
                http_cache_get_state(second, &state); say("state %d ", state);
                uint32_t suggested = 0, length = 0; char range[20];
                http_cache_get_suggested_backend_request(second, &suggested);
                http_req_header_value_get(suggested, "range", 5, range, 20, &length);
                say("%.*s ", length, range);
                struct http_lookup other = {"my key", 6, "nowhere", 7};
                SAY_STATUS(http_cache_transaction_lookup(request, 4, &other, &cache));
                SAY_STATUS(http_cache_lookup(request, 2, &other, &cache));
                http_cache_get_state(cache, &state); say("state %d ", state);
                reply();
                """))
        .isEqualTo("ready 0 0 ready 1 state 8 bytes=0-1 2 0 state 0 ");
  }

  private String answer(String main) {
    return guests.answer(guests.guest(main, DECLARATIONS));
  }
}

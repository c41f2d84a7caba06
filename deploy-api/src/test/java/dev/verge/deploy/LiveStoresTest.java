package dev.verge.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.RunningControlPlane;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Live config stores and access control lists over REST. */
class LiveStoresTest {
  private static final String TENANT = "/v1/tenants/demo";
  private static final String FLAGS = TENANT + "/config-stores/flags";
  private static final String ITEMS = FLAGS + "/items";
  private static final String BLOCKED = TENANT + "/acls/blocked";
  private static final String ENTRIES = BLOCKED + "/entries";
  private static RunningControlPlane platform;

  @BeforeAll
  static void start(@TempDir Path home) {
    platform = RunningControlPlane.in(home);
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @AfterEach
  void clear() {
    platform.delete(FLAGS);
    platform.delete(BLOCKED);
  }

  @Test
  void anItemIsReadAsItWasPut() {
    Answer put = item("dark", "on").ok(204);

    Answer read = platform.get(ITEMS + "/dark").ok(200);
    assertThat(read.json().path("value").asText()).isEqualTo("on");
    assertThat(read.header("etag")).isEqualTo(put.header("etag")).isNotEmpty();
    JsonNode store = platform.get(FLAGS).ok(200).json();
    assertThat(store.path("items").asInt()).isEqualTo(1);
    assertThat(store.path("bytes").asInt()).isEqualTo(6);
    assertThat(guestsSee()).isEqualTo(Map.of("dark", "on"));
    assertThat(newestAudit()).isEqualTo("config-item-put flags/dark");

    platform.delete(ITEMS + "/dark").ok(204);
    platform.get(ITEMS + "/dark").problem(ProblemType.NO_SUCH_KEY);
    platform.delete(ITEMS + "/dark").problem(ProblemType.NO_SUCH_KEY);
    assertThat(guestsSee()).isEmpty();
    assertThat(newestAudit()).isEqualTo("config-item-delete flags/dark");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "100%", "a b", "a+b", "ü", "\uD83D\uDE00", "~", "...", "a?b#c"})
  void aKeyIsWhateverItSays(String key) {
    item(key, key).ok(204);

    assertThat(platform.get(ITEMS + "/" + escaped(key)).ok(200).json().path("key").asText())
        .isEqualTo(key);
    assertThat(guestsSee()).isEqualTo(Map.of(key, key));
    platform.delete(ITEMS + "/" + escaped(key)).ok(204);
  }

  @Test
  void anItemOfAnotherGenerationIsLeftAlone() {
    String first = item("k", "1").ok(204).header("etag");
    platform.send(value("k", "2").header("If-Match", first)).ok(204);

    platform
        .send(value("k", "3").header("If-Match", first))
        .problem(ProblemType.PRECONDITION_FAILED);
    platform
        .send(platform.request(ITEMS + "/k").header("If-Match", first).DELETE())
        .problem(ProblemType.PRECONDITION_FAILED);
    platform
        .send(value("k", "3").header("If-None-Match", "*"))
        .problem(ProblemType.PRECONDITION_FAILED);
    platform.send(value("new", "3").header("If-None-Match", "*")).ok(204);
    assertThat(guestsSee()).isEqualTo(Map.of("k", "2", "new", "3"));
    for (String tag : List.of("*", "1", "W/\"1\"", "\"99999999999999999999\"", "\"\"")) {
      platform.send(value("k", "4").header("If-Match", tag)).problem(ProblemType.INVALID_PARAMETER);
    }
    platform
        .send(value("k", "4").header("If-None-Match", first))
        .problem(ProblemType.INVALID_PARAMETER);
  }

  @Test
  void aBatchIsDoneWholeOrNotAtAll() {
    put(ITEMS, "{\"items\":{\"a\":\"1\",\"b\":\"2\"}}").ok(204);
    String before = platform.get(FLAGS).header("etag");

    patch(
            ITEMS,
            "{\"changes\":[{\"op\":\"upsert\",\"key\":\"a\",\"value\":\"9\"},{\"op\":\"delete\",\"key\":\"x\"}]}")
        .problem(ProblemType.NO_SUCH_KEY);
    patch(ITEMS, "{\"changes\":[{\"op\":\"create\",\"key\":\"a\",\"value\":\"9\"}]}")
        .problem(ProblemType.PRECONDITION_FAILED);
    assertThat(platform.get(FLAGS).header("etag")).isEqualTo(before);

    Answer done =
        patch(
                ITEMS,
                "{\"changes\":[{\"op\":\"update\",\"key\":\"a\",\"value\":\"3\"},{\"op\":\"delete\",\"key\":\"b\"},{\"op\":\"create\",\"key\":\"c\",\"value\":\"\"}]}")
            .ok(204);
    assertThat(guestsSee()).isEqualTo(Map.of("a", "3", "c", ""));
    assertThat(platform.get(FLAGS).header("etag")).isEqualTo(done.header("etag"));
    assertThat(newestAudit()).isEqualTo("config-items-change flags, 3 changes");
    platform
        .send(
            platform
                .request(ITEMS)
                .header("Content-Type", "application/json")
                .header("If-Match", before)
                .method("PATCH", BodyPublishers.ofString("{\"changes\":[]}")))
        .problem(ProblemType.PRECONDITION_FAILED);
    platform
        .send(
            platform
                .request(ITEMS)
                .header("Content-Type", "application/json")
                .header("If-Match", before)
                .PUT(BodyPublishers.ofString("{\"items\":{}}")))
        .problem(ProblemType.PRECONDITION_FAILED);
  }

  @Test
  void itemsComeInPages() {
    put(
            ITEMS,
            IntStream.range(0, 25)
                .mapToObj("\"k%02d\":\"v\""::formatted)
                .collect(Collectors.joining(",", "{\"items\":{", "}}")))
        .ok(204);

    List<String> keys = new ArrayList<>();
    String query = "?limit=10";
    while (!query.isEmpty()) {
      JsonNode page = platform.get(ITEMS + query).ok(200).json();
      page.path("items").forEach(item -> keys.add(item.path("key").asText()));
      query =
          page.has("next_cursor")
              ? "?limit=10&cursor=" + escaped(page.path("next_cursor").asText())
              : "";
    }
    assertThat(keys).hasSize(25).isSorted().doesNotHaveDuplicates();
    platform.get(ITEMS + "?limit=0").problem(ProblemType.INVALID_PARAMETER);
    platform.get(ITEMS + "?limit=1001").problem(ProblemType.INVALID_PARAMETER);
    platform.get(ITEMS + "?cursor=*").problem(ProblemType.INVALID_ENTRY);
  }

  @Test
  void anAccessControlListIsKeptInOneForm() {
    put(
            ENTRIES,
            "{\"entries\":[{\"prefix\":\"192.0.2.9/24\",\"action\":\"block\"},{\"prefix\":\"2001:DB8::/32\",\"action\":\"ALLOW\"}]}")
        .ok(204);
    assertThat(platform.get(ENTRIES).ok(200).text())
        .isEqualTo(
            "{\"entries\":[{\"prefix\":\"192.0.2.0/24\",\"action\":\"BLOCK\"},{\"prefix\":\"2001:db8::/32\",\"action\":\"ALLOW\"}]}");

    patch(
            ENTRIES,
            "{\"changes\":[{\"op\":\"update\",\"prefix\":\"192.0.2.0/24\",\"action\":\"ALLOW\"},{\"op\":\"delete\",\"prefix\":\"2001:db8:0::/32\"}]}")
        .ok(204);
    assertThat(platform.get(ENTRIES).text())
        .isEqualTo("{\"entries\":[{\"prefix\":\"192.0.2.0/24\",\"action\":\"ALLOW\"}]}");
    assertThat(newestAudit()).isEqualTo("acl-entries-change blocked, 2 changes");
    assertThat(platform.get(TENANT + "/acls").text()).contains("\"name\":\"blocked\"");
  }

  @Test
  void storesAreMadeListedAndDeleted() {
    for (String store : List.of(FLAGS, BLOCKED)) {
      platform.get(store).problem(ProblemType.NO_SUCH_STORE);
      platform.put(store, "text/plain", new byte[0]).ok(204);
      platform.put(store, "text/plain", new byte[0]).ok(204);
      assertThat(platform.get(store).ok(200).json().path("items").asInt()).isZero();
      platform.delete(store).ok(204);
      platform.delete(store).problem(ProblemType.NO_SUCH_STORE);
    }
    platform.get(ITEMS).problem(ProblemType.NO_SUCH_STORE);
    platform.get(ITEMS + "/k").problem(ProblemType.NO_SUCH_STORE);
    platform.delete(ITEMS + "/k").problem(ProblemType.NO_SUCH_STORE);
    platform.get(ENTRIES).problem(ProblemType.NO_SUCH_STORE);
    assertThat(platform.get(TENANT + "/config-stores").ok(200).text())
        .isEqualTo("{\"config_stores\":[]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"changes\":null}",
        "{\"changes\":[null]}",
        "{\"changes\":[{}]}",
        "{\"changes\":[{\"op\":\"UPSERT\",\"key\":\"a\",\"value\":\"b\"}]}",
        "{\"changes\":[{\"op\":\"upsert\",\"key\":\"a\"}]}",
        "{\"changes\":[{\"op\":\"upsert\",\"key\":\"a\",\"value\":1}]}",
        "{\"changes\":[{\"op\":\"delete\",\"key\":\"a\",\"value\":\"b\"}]}",
        "{\"changes\":[{\"op\":\"delete\"}]}",
        "{\"changes\":[],\"more\":1}",
        "{\"items\":{\"a\":null}}",
        "{\"items\":{\"a\":1}}",
        "{\"items\":[]}",
        "{\"items\":{\"a\":\"1\",\"a\":\"2\"}}",
        "{\"entries\":[{\"prefix\":\"10.0.0.0/8\"}]}",
        "{\"entries\":[{\"action\":\"ALLOW\"}]}",
        "{\"entries\":[null]}"
      })
  void whatIsNotADocumentIsRefused(String document) {
    put(ITEMS, document).problem(ProblemType.MALFORMED_JSON);
    patch(ITEMS, document).problem(ProblemType.MALFORMED_JSON);
    put(ENTRIES, document).problem(ProblemType.MALFORMED_JSON);
    patch(ENTRIES, document).problem(ProblemType.MALFORMED_JSON);
    platform.get(FLAGS).problem(ProblemType.NO_SUCH_STORE);
    platform.get(BLOCKED).problem(ProblemType.NO_SUCH_STORE);
  }

  @Test
  void whatBreaksTheRulesIsRefused() {
    patch(ITEMS, "{\"changes\":[{\"op\":\"upsert\",\"key\":\"..\",\"value\":\"v\"}]}")
        .problem(ProblemType.INVALID_ENTRY);
    item("k".repeat(257), "v").problem(ProblemType.INVALID_ENTRY);
    item("k", "v".repeat(8001)).problem(ProblemType.INVALID_ENTRY);
    item("k", "v".repeat(32_001)).problem(ProblemType.UPLOAD_TOO_LARGE);
    platform
        .put(ITEMS + "/k", "text/plain", new byte[] {(byte) 0xff})
        .problem(ProblemType.INVALID_ENTRY);
    platform
        .put(TENANT + "/config-stores/" + "n".repeat(256), "text/plain", new byte[0])
        .problem(ProblemType.INVALID_ENTRY);
    put(ENTRIES, "{\"entries\":[{\"prefix\":\"10.0.0.0/33\",\"action\":\"ALLOW\"}]}")
        .problem(ProblemType.INVALID_ENTRY);
    put(ENTRIES, "{\"entries\":[{\"prefix\":\"10.0.0.0/8\",\"action\":\"\"}]}")
        .problem(ProblemType.INVALID_ENTRY);
    put(
            ITEMS,
            IntStream.rangeClosed(0, 10_000)
                .mapToObj("\"k%d\":\"v\""::formatted)
                .collect(Collectors.joining(",", "{\"items\":{", "}}")))
        .problem(ProblemType.UPLOAD_TOO_LARGE);
    platform
        .put(ITEMS, "text/plain", "{}".getBytes(UTF_8))
        .problem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    platform.get(FLAGS).problem(ProblemType.NO_SUCH_STORE);
  }

  @Test
  void aDocumentWithTooManyItemsIsReadNoFurther() {
    for (String path : List.of(ITEMS, ENTRIES)) {
      String begun =
          path.equals(ITEMS)
              ? IntStream.rangeClosed(0, 10_000)
                  .mapToObj("\"k%d\":\"v\""::formatted)
                  .collect(Collectors.joining(",", "{\"items\":{", ""))
              : IntStream.rangeClosed(0, 10_000)
                  .mapToObj("{\"prefix\":\"10.0.0.%d/32\",\"action\":\"BLOCK\"}"::formatted)
                  .collect(Collectors.joining(",", "{\"entries\":[", ""));

      put(path, begun + ", and no JSON").problem(ProblemType.UPLOAD_TOO_LARGE);
    }
  }

  @Test
  void aLargeDocumentIsTakenAndLeavesNothingBehind() {
    put(
            ITEMS,
            IntStream.range(0, 1000)
                .mapToObj(number -> "\"k%d\":\"%s\"".formatted(number, "v".repeat(1000)))
                .collect(Collectors.joining(",", "{\"items\":{", "}}")))
        .ok(204);

    assertThat(guestsSee()).hasSize(1000).containsEntry("k999", "v".repeat(1000));
    assertThat(platform.files("tmp")).isEmpty();
  }

  @Test
  void aTenantWithLiveStoresIsNotDeleted() {
    String acme = "/v1/tenants/acme";
    platform.put(acme + "/config-stores/c", "text/plain", new byte[0]).ok(204);
    platform.put(acme + "/acls/a", "text/plain", new byte[0]).ok(204);

    assertThat(platform.delete(acme).problem(ProblemType.TENANT_NOT_EMPTY))
        .contains("config stores and access control lists");
    platform.delete(acme + "/config-stores/c").ok(204);
    platform.delete(acme + "/acls/a").ok(204);
    platform.delete(acme).ok(204);
  }

  private static Map<String, String> guestsSee() {
    return platform.services().liveData().configStores().snapshot("demo", "flags").orElseThrow();
  }

  private static String newestAudit() {
    JsonNode entry = platform.get("/v1/audit?limit=1").ok(200).json().at("/entries/0");
    return "%s %s".formatted(entry.path("action").asText(), entry.path("detail").asText());
  }

  private static Answer item(String key, String value) {
    return platform.send(value(key, value));
  }

  private static HttpRequest.Builder value(String key, String value) {
    return platform
        .request(ITEMS + "/" + escaped(key))
        .header("Content-Type", "text/plain")
        .PUT(BodyPublishers.ofString(value));
  }

  private static Answer put(String path, String json) {
    return platform.put(path, "application/json", json.getBytes(UTF_8));
  }

  private static Answer patch(String path, String json) {
    return platform.send(
        platform
            .request(path)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(json)));
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace(".", "%2E");
  }
}

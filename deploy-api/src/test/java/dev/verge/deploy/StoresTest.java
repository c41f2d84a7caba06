package dev.verge.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.cache.CacheKey;
import dev.verge.isolate.platform.cache.Found;
import dev.verge.isolate.platform.cache.Freshness;
import dev.verge.isolate.platform.cache.Lifetime;
import dev.verge.isolate.platform.cache.Lookup;
import dev.verge.isolate.platform.cache.ObjectWriter;
import dev.verge.isolate.platform.cache.StoreOptions;
import dev.verge.isolate.platform.cache.UserMetadata;
import dev.verge.isolate.platform.cache.VaryRule;
import dev.verge.isolate.platform.http.HeaderFields;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** KV stores, secret stores and the cache over REST. */
class StoresTest {
  private static final String TENANT = "/v1/tenants/demo";
  private static final String KV = TENANT + "/kv-stores/pages";
  private static final String SECRETS = TENANT + "/secret-stores/keys";
  @TempDir static Path home;
  private static RunningControlPlane platform;

  @BeforeAll
  static void start() {
    platform = RunningControlPlane.in(home);
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @AfterEach
  void clear() {
    platform.delete(KV);
    platform.delete(SECRETS);
  }

  @Test
  void anEntryIsReadAsItWasPut() {
    Answer put =
        platform
            .send(value("first", "hello").header("X-Verge-Metadata", "h%C3%B6he+1%20%25"))
            .ok(200);

    Answer read = platform.get(key("first")).ok(200);
    assertThat(read.text()).isEqualTo("hello");
    assertThat(read.header("content-type")).isEqualTo("application/octet-stream");
    assertThat(read.header("etag"))
        .isEqualTo('"' + put.json().path("generation").asText() + '"')
        .isEqualTo(put.header("etag"));
    assertThat(URLDecoder.decode(read.header("x-verge-metadata"), UTF_8)).isEqualTo("höhe+1 %");
    assertThat(read.header("x-verge-expires")).isEmpty();
    assertThat(platform.send(platform.request(key("first")).HEAD()).ok(200).header("etag"))
        .isEqualTo(read.header("etag"));
    platform.delete(key("first")).ok(204);
    platform.get(key("first")).problem(ProblemType.NO_SUCH_KEY);
    platform.delete(key("first")).problem(ProblemType.NO_SUCH_KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b",
        "a//b",
        "100%",
        "%2F",
        "a b",
        "a+b",
        "ü",
        "\uD83D\uDE00",
        "a:b@c,d=e&f",
        "~"
      })
  void aKeyIsWhateverItSays(String key) {
    platform.send(value(key, key)).ok(200);

    assertThat(platform.get(key(key)).ok(200).text()).isEqualTo(key);
    assertThat(keys(platform.get(KV + "/keys"))).containsExactly(key);
    platform.delete(key(key)).ok(204);
  }

  @Test
  void aLargeValueComesBackWhole() {
    byte[] large = new byte[3_000_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31 + i / 1000);
    }
    platform.put(key("large"), "application/octet-stream", large).ok(200);

    assertThat(platform.get(key("large")).ok(200).body()).isEqualTo(large);
    assertThat(platform.get(KV).ok(200).json().path("bytes").asLong()).isEqualTo(large.length + 5);
  }

  @Test
  void whatIsThereIsReplacedKeptOrContinued() {
    platform.send(value("k?mode=add", "b")).ok(200);
    platform.send(value("k?mode=append", "c")).ok(200);
    platform.send(value("k?mode=prepend", "a")).ok(200);

    platform.send(value("k?mode=add", "x")).problem(ProblemType.PRECONDITION_FAILED);
    assertThat(platform.get(key("k")).text()).isEqualTo("abc");
    platform.send(value("k", "new")).ok(200);
    assertThat(platform.get(key("k")).text()).isEqualTo("new");
  }

  @Test
  void anEntryOfAnotherGenerationIsLeftAlone() {
    String first = platform.send(value("k", "1")).ok(200).header("etag");
    platform.send(value("k", "2").header("If-Match", first)).ok(200);

    platform
        .send(value("k", "3").header("If-Match", first))
        .problem(ProblemType.PRECONDITION_FAILED);
    assertThat(platform.get(key("k")).text()).isEqualTo("2");
    for (String tag : List.of("*", "1", "W/\"1\"", "\"99999999999999999999\"", "\"\"")) {
      platform.send(value("k", "4").header("If-Match", tag)).problem(ProblemType.INVALID_PARAMETER);
    }
    platform
        .send(platform.request(key("k")).header("If-Match", first).DELETE())
        .problem(ProblemType.INVALID_PARAMETER);
  }

  @Test
  void anEntryWithATimeToLiveTellsWhenItGoes() {
    platform.send(value("k?ttl_s=3600", "x")).ok(200);

    assertThat(Instant.parse(platform.get(key("k")).ok(200).header("x-verge-expires")))
        .isAfter(Instant.now());
    platform.send(value("k?ttl_s=0", "x")).problem(ProblemType.INVALID_PARAMETER);
    platform.send(value("k?ttl_s=soon", "x")).problem(ProblemType.INVALID_PARAMETER);
  }

  @Test
  void keysAreListedInPages() {
    for (String key : List.of("a/1", "a/2", "a/3", "b/1")) {
      platform.send(value(key, "x")).ok(200);
    }

    Answer first = platform.get(KV + "/keys?prefix=a%2F&limit=2").ok(200);
    assertThat(keys(first)).containsExactly("a/1", "a/2");
    String cursor = URLEncoder.encode(first.json().path("next_cursor").asText(), UTF_8);
    Answer second = platform.get(KV + "/keys?prefix=a%2F&limit=2&cursor=" + cursor).ok(200);
    assertThat(keys(second)).containsExactly("a/3");
    assertThat(second.json().has("next_cursor")).isFalse();
    platform.get(KV + "/keys?limit=0").problem(ProblemType.INVALID_PARAMETER);
    platform.get(KV + "/keys?limit=1001").problem(ProblemType.INVALID_PARAMETER);
    platform.get(KV + "/keys?cursor=%21").problem(ProblemType.INVALID_ENTRY);
  }

  @Test
  void storesComeAndGo() {
    platform.get(KV).problem(ProblemType.NO_SUCH_STORE);
    platform.get(KV + "/keys").problem(ProblemType.NO_SUCH_STORE);
    platform.get(key("k")).problem(ProblemType.NO_SUCH_STORE);
    platform.delete(KV).problem(ProblemType.NO_SUCH_STORE);

    platform.put(KV, "text/plain", new byte[0]).ok(204);
    platform.put(KV, "text/plain", new byte[0]).ok(204);
    platform.put(TENANT + "/kv-stores/my%20store%2F1", "text/plain", new byte[0]).ok(204);

    assertThat(platform.get(TENANT + "/kv-stores").ok(200).text())
        .isEqualTo(
            "{\"kv_stores\":[{\"name\":\"my store/1\",\"entries\":0,\"bytes\":0},{\"name\":\"pages\",\"entries\":0,\"bytes\":0}]}");
    assertThat(platform.get("/v1/tenants/other/kv-stores").ok(200).json().path("kv_stores"))
        .isEmpty();
    platform.delete(TENANT + "/kv-stores/my%20store%2F1").ok(204);
    platform.get("/v1/tenants/Nobody/kv-stores").problem(ProblemType.INVALID_NAME);
  }

  @Test
  void anEntryThatBreaksTheRulesIsRefused() {
    platform.send(value("a/../b", "x")).problem(ProblemType.INVALID_ENTRY);
    platform.send(value("a#b", "x")).problem(ProblemType.INVALID_ENTRY);
    platform.send(value("k".repeat(1025), "x")).problem(ProblemType.INVALID_ENTRY);
    platform.send(value("k?mode=later", "x")).problem(ProblemType.INVALID_PARAMETER);
    platform
        .send(value("k", "x").header("X-Verge-Metadata", "m".repeat(2001)))
        .problem(ProblemType.INVALID_ENTRY);
    platform
        .send(value("k", "x").header("X-Verge-Metadata", "%zz"))
        .problem(ProblemType.INVALID_PARAMETER);
    platform
        .put(key("k"), "application/octet-stream", new byte[25_000_001])
        .problem(ProblemType.UPLOAD_TOO_LARGE);
    assertThat(platform.get(KV).json().path("entries").asInt()).isZero();
  }

  @Test
  void aSecretGoesInAndNeverOut() throws Exception {
    platform.put(SECRETS + "/secrets/token", "text/plain", "sesame".getBytes(UTF_8)).ok(204);
    platform.put(SECRETS + "/secrets/same", "text/plain", "sesame".getBytes(UTF_8)).ok(204);
    platform.put(SECRETS + "/secrets/other", "text/plain", "simsim".getBytes(UTF_8)).ok(204);

    JsonNode secrets = platform.get(SECRETS + "/secrets").ok(200).json().path("secrets");

    assertThat(secrets)
        .extracting(secret -> secret.path("name").asText())
        .containsExactly("other", "same", "token");
    assertThat(secrets.get(1).path("digest")).isEqualTo(secrets.get(2).path("digest"));
    assertThat(secrets.get(0).path("digest")).isNotEqualTo(secrets.get(2).path("digest"));
    assertThat(Instant.parse(secrets.get(0).path("created").asText()))
        .isBeforeOrEqualTo(Instant.now());
    assertThat(platform.get(TENANT + "/secret-stores").ok(200).text())
        .isEqualTo("{\"secret_stores\":[\"keys\"]}");
    Answer get = platform.get(SECRETS + "/secrets/token");
    get.problem(ProblemType.METHOD_NOT_ALLOWED);
    assertThat(get.header("allow")).isEqualTo("DELETE, PUT");
    for (Path file : platform.files("")) {
      assertThat(new String(Files.readAllBytes(file), UTF_8)).doesNotContain("sesame");
    }
    platform.delete(SECRETS + "/secrets/token").ok(204);
    platform.delete(SECRETS + "/secrets/token").problem(ProblemType.NO_SUCH_SECRET);
    platform.delete(SECRETS).ok(204);
    platform.delete(SECRETS).problem(ProblemType.NO_SUCH_STORE);
    platform.get(SECRETS + "/secrets").problem(ProblemType.NO_SUCH_STORE);
  }

  @Test
  void aSecretThatBreaksTheRulesIsRefused() {
    byte[] secret = "x".getBytes(UTF_8);

    platform
        .put(SECRETS + "/secrets/a%20b", "text/plain", secret)
        .problem(ProblemType.INVALID_SECRET);
    platform
        .put(TENANT + "/secret-stores/a%2Fb/secrets/c", "text/plain", secret)
        .problem(ProblemType.INVALID_SECRET);
    platform
        .put(SECRETS + "/secrets/empty", "text/plain", new byte[0])
        .problem(ProblemType.INVALID_SECRET);
    platform
        .put(SECRETS + "/secrets/large", "text/plain", new byte[(64 << 10) + 1])
        .problem(ProblemType.UPLOAD_TOO_LARGE);
    byte[] most = new byte[64 << 10];
    Arrays.fill(most, (byte) 1);
    platform.put(SECRETS + "/secrets/most", "text/plain", most).ok(204);
  }

  @Test
  void theCacheIsPurgedByKeysOrWhole() {
    assertThat(purge("{\"surrogate_keys\":[\"a\",\"b\"],\"soft\":true}").ok(200).text())
        .isEqualTo("{\"purged\":0}");
    assertThat(purge("{\"all\":true}").ok(200).text()).isEqualTo("{\"purged\":0}");

    for (String body :
        List.of(
            "{}",
            "[]",
            "{\"all\":false}",
            "{\"all\":true,\"surrogate_keys\":[\"a\"]}",
            "{\"surrogate_keys\":[null]}",
            "{\"surrogate_keys\":\"a\"}",
            "{\"surrogate_key\":[\"a\"]}")) {
      purge(body).problem(ProblemType.MALFORMED_JSON);
    }
    for (String key : List.of("", "a b", "ü", "k".repeat(1025))) {
      purge("{\"surrogate_keys\":[\"%s\"]}".formatted(key))
          .problem(ProblemType.INVALID_SURROGATE_KEY);
    }
    assertThat(platform.get(TENANT + "/purge").header("allow")).isEqualTo("POST");
  }

  @Test
  void whatIsPurgedIsGoneOrStale() throws Exception {
    cache("one", Set.of("a", "b"));
    cache("two", Set.of("b"));
    cache("three", Set.of("c"));

    assertThat(purge("{\"surrogate_keys\":[\"a\"]}").ok(200).json().path("purged").asInt())
        .isEqualTo(1);
    assertThat(cached("one")).isEmpty();
    assertThat(cached("two")).isPresent();
    assertThat(
            purge("{\"surrogate_keys\":[\"b\",\"x\"],\"soft\":true}")
                .ok(200)
                .json()
                .path("purged")
                .asInt())
        .isEqualTo(1);
    assertThat(cached("two").filter(object -> object.freshness() == Freshness.FRESH)).isEmpty();
    assertThat(cached("three")).isPresent();
    platform
        .send(
            platform
                .request("/v1/tenants/other/purge")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"all\":true}")))
        .ok(200);
    assertThat(cached("three")).isPresent();
    purge("{\"all\":true}").ok(200);
    assertThat(cached("three")).isEmpty();
  }

  private static void cache(String key, Set<String> surrogateKeys) throws InterruptedException {
    StoreOptions options =
        new StoreOptions(
            Lifetime.of(Duration.ofHours(1)),
            VaryRule.NONE,
            surrogateKeys,
            OptionalLong.empty(),
            UserMetadata.NONE,
            false);
    ObjectWriter writer =
        platform
            .services()
            .caches()
            .of("demo")
            .insert(cacheKey(key), HeaderFields.of(HeaderList.EMPTY), options);
    writer.write(new byte[] {1}, 0, 1);
    writer.finish(HeaderList.EMPTY);
  }

  private static Optional<Found> cached(String key) {
    return platform
        .services()
        .caches()
        .of("demo")
        .lookup(Lookup.of(cacheKey(key), HeaderFields.of(HeaderList.EMPTY)));
  }

  private static CacheKey cacheKey(String key) {
    return CacheKey.of(CacheKey.Space.OBJECTS, key.getBytes(UTF_8));
  }

  private static Answer purge(String json) {
    return platform.send(
        platform
            .request(TENANT + "/purge")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** The path of a key. */
  private static String key(String key) {
    return KV + "/keys/" + URLEncoder.encode(key, UTF_8).replace("+", "%20");
  }

  /** Puts a value; the key may be followed by a query when it has no other special characters. */
  private static HttpRequest.Builder value(String keyAndQuery, String value) {
    int query = keyAndQuery.indexOf("?");
    String path =
        query < 0
            ? key(keyAndQuery)
            : key(keyAndQuery.substring(0, query)) + keyAndQuery.substring(query);
    return platform.request(path).PUT(BodyPublishers.ofString(value));
  }

  private static List<String> keys(Answer answer) {
    return answer.ok(200).json().path("keys").valueStream().map(JsonNode::asText).toList();
  }
}

package dev.verge.isolate.platform.httpcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.cache.Lifetime;
import dev.verge.isolate.platform.cache.StoreOptions;
import dev.verge.isolate.platform.http.HeaderFields;
import dev.verge.isolate.platform.http.HttpVersion;
import dev.verge.isolate.platform.http.Uri;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9111, sections 3 and 4.2, case by case; headers are separated by {@code |}. */
final class StorageRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "200; ; INSERT",
        "203; ; INSERT",
        "300; ; INSERT",
        "301; ; INSERT",
        "302; ; INSERT",
        "404; ; INSERT",
        "410; ; INSERT",
        "201; ; DO_NOT_STORE",
        "204; ; DO_NOT_STORE",
        "206; content-range: bytes 0-1/2; DO_NOT_STORE",
        "304; ; DO_NOT_STORE",
        "403; cache-control: max-age=60; DO_NOT_STORE",
        "500; cache-control: max-age=60; DO_NOT_STORE",
        "500; cache-control: private; DO_NOT_STORE",
        "503; ; DO_NOT_STORE",
        "200; cache-control: private; RECORD_UNCACHEABLE",
        "200; cache-control: max-age=5, PRIVATE; RECORD_UNCACHEABLE",
        "200; cache-control: private=\"x, y\", max-age=5; RECORD_UNCACHEABLE",
        "200; cache-control: max-age=5|cache-control: private; RECORD_UNCACHEABLE",
        "200; cache-control: private|surrogate-control: max-age=5; RECORD_UNCACHEABLE",
        "200; cache-control: no-store; RECORD_UNCACHEABLE",
        "200; cache-control: no-store, max-age=0|surrogate-control: max-age=5; INSERT",
        "200; surrogate-control: no-store; RECORD_UNCACHEABLE",
        "200; cache-control: no-cache; INSERT",
        "200; cache-control: x=\"private\"; INSERT",
        "200; cache-control: x=\"a, private, b\"; INSERT",
        "200; cache-control: ,,=,\"; INSERT",
        "200; set-cookie: a=b|cache-control: public, max-age=5; RECORD_UNCACHEABLE",
        "200; vary: *; RECORD_UNCACHEABLE",
        "200; vary: accept, *; RECORD_UNCACHEABLE",
        "200; vary: accept; INSERT",
        "200; content-length: 1000001; RECORD_UNCACHEABLE",
        "200; content-length: 1000000; INSERT",
        "200; content-length: 99999999999999999999; INSERT",
      })
  void whatMayBeStored(int status, String headers, StorageAction expected) {
    Prepared prepared =
        StorageRules.prepare(get(), head(status, headers), Optional.empty(), 1_000_000);
    assertThat(prepared.action()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "; RECORD_UNCACHEABLE",
        "cache-control: max-age=5; RECORD_UNCACHEABLE",
        "cache-control: public; INSERT",
        "cache-control: s-maxage=5; INSERT",
        "cache-control: must-revalidate; INSERT",
        "surrogate-control: max-age=5; INSERT",
      })
  void whatMayBeStoredOfAnswersToOneUser(String headers, StorageAction expected) {
    CacheRequest request = request("GET", "authorization", "Basic eDp5");
    assertThat(
            StorageRules.prepare(request, head(200, headers), Optional.empty(), 1_000_000).action())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // headers; max age; initial age; stale while revalidate; stale if error
        "; 3600; 0; 0; 0",
        "cache-control: max-age=5; 5; 0; 0; 0",
        "cache-control: max-age=\"5\"; 5; 0; 0; 0",
        "cache-control: MAX-AGE=5; 5; 0; 0; 0",
        "cache-control: max-age=5, max-age=9; 5; 0; 0; 0",
        "cache-control: max-age=-1; 0; 0; 0; 0",
        "cache-control: max-age=5.5; 0; 0; 0; 0",
        "cache-control: max-age=; 0; 0; 0; 0",
        "cache-control: max-age=99999999999999999999; 2147483647; 0; 0; 0",
        "cache-control: max-age=5, s-maxage=7; 7; 0; 0; 0",
        "cache-control: s-maxage=7|surrogate-control: max-age=9; 9; 0; 0; 0",
        "cache-control: no-cache, max-age=5; 0; 0; 0; 0",
        "cache-control: no-cache|surrogate-control: max-age=9; 9; 0; 0; 0",
        "cache-control: max-age=5|age: 3; 5; 3; 0; 0",
        "cache-control: max-age=5|age: x; 5; 0; 0; 0",
        "cache-control: max-age=5, stale-while-revalidate=6, stale-if-error=7; 5; 0; 6; 7",
        "cache-control: max-age=5, stale-while-revalidate=6, must-revalidate; 5; 0; 0; 0",
        "cache-control: stale-if-error=6|surrogate-control: stale-if-error=8; 3600; 0; 0; 8",
        "expires: Sun, 22 Nov 2026 20:00:30 GMT; 30; 0; 0; 0",
        "expires: Sun, 22 Nov 2026 20:00:30 GMT|age: 10; 30; 0; 0; 0",
        "expires: Sun, 22 Nov 2026 20:00:30 GMT|date: Sun, 22 Nov 2026 20:00:20 GMT; 10; 0; 0; 0",
        "expires: Sunday, 22-Nov-26 20:00:30 GMT; 30; 0; 0; 0",
        "expires: Sun Nov 22 20:00:30 2026; 30; 0; 0; 0",
        "expires: Sun, 22 Nov 2020 20:00:30 GMT; 0; 0; 0; 0",
        "expires: 0; 0; 0; 0; 0",
        "expires: -1|cache-control: max-age=4; 4; 0; 0; 0",
      })
  void howLongItIsFresh(String headers, long maxAge, long age, long revalidating, long failing) {
    Lifetime lifetime = StorageRules.suggested(get(), head(200, headers), NOW).lifetime();
    assertThat(lifetime.maxAge()).hasSeconds(maxAge);
    assertThat(lifetime.initialAge()).hasSeconds(age);
    assertThat(lifetime.staleWhileRevalidate()).hasSeconds(revalidating);
    assertThat(lifetime.staleIfError()).hasSeconds(failing);
  }

  @Test
  void keysAndVaryRuleComeFromTheHeaders() {
    StoreOptions options =
        StorageRules.suggested(
            get(),
            head(200, "surrogate-key: a b|surrogate-key: b c|vary: Accept, b@d|vary: X-Y"),
            NOW);
    assertThat(options.surrogateKeys()).contains("a", "b", "c", get().surrogateKey()).hasSize(4);
    assertThat(options.vary().names()).containsExactly("accept", "x-y");
  }

  @Test
  void everyResponseHasOneKeyOfItsOwn() {
    assertThat(StorageRules.suggested(get(), head(200, ""), NOW).surrogateKeys())
        .singleElement()
        .satisfies(key -> assertThat(key).hasSize(64));
  }

  @Test
  void aRevalidationKeepsWhatDescribesTheStoredBody() {
    HttpHead stored = head(200, "etag: \"1\"|content-length: 5|content-type: text/a|x: old|age: 7");
    Prepared prepared =
        StorageRules.prepare(
            get(),
            head(304, "etag: \"1\"|content-length: 0|content-type: text/b|x: new|y: more"),
            Optional.of(stored),
            1_000_000);
    assertThat(prepared.action()).isEqualTo(StorageAction.UPDATE);
    assertThat(prepared.head().status()).isEqualTo(200);
    HeaderFields fields = prepared.head().fields();
    assertThat(fields.first("content-length")).contains("5");
    assertThat(fields.first("content-type")).contains("text/a");
    assertThat(fields.all("x")).containsExactly("new");
    assertThat(fields.first("y")).contains("more");
    assertThat(fields.has("age")).isFalse();
  }

  @Test
  void aBackendIsAskedForTheWholeResponseOrNews() {
    CacheRequest request =
        request(
            "HEAD", "range", "bytes=0-1", "if-none-match", "\"x\"", "if-range", "\"x\"", "a", "b");
    CacheRequest first = request.toBackend(Optional.empty());
    assertThat(first.method()).isEqualTo("GET");
    assertThat(first.headers().names()).containsExactly("a");
    CacheRequest again =
        request.toBackend(
            Optional.of(head(200, "etag: W/\"1\"|last-modified: Sun, 22 Nov 2020 20:00:30 GMT")));
    assertThat(again.headers().first("if-none-match")).contains("W/\"1\"");
    assertThat(again.headers().first("if-modified-since"))
        .contains("Sun, 22 Nov 2020 20:00:30 GMT");
  }

  @Test
  void theKeyIsOfHostAndTarget() {
    Uri uri = Uri.parse("http://a.example/x?y").orElseThrow();
    CacheRequest get = new CacheRequest("GET", uri, new HeaderFields());
    CacheRequest head = new CacheRequest("HEAD", uri, new HeaderFields());
    CacheRequest post = new CacheRequest("POST", uri, new HeaderFields());
    CacheRequest other =
        new CacheRequest(
            "GET", Uri.parse("http://b.example/x?y").orElseThrow(), new HeaderFields());
    assertThat(get.suggestedKey()).hasSize(32).isEqualTo(head.suggestedKey());
    assertThat(get.suggestedKey()).isNotEqualTo(post.suggestedKey());
    assertThat(get.suggestedKey()).isNotEqualTo(other.suggestedKey());
    assertThat(post.cacheable()).isFalse();
  }

  private static CacheRequest get() {
    return request("GET");
  }

  private static CacheRequest request(String method, String... headers) {
    return new CacheRequest(
        method,
        Uri.parse("http://origin.example/path").orElseThrow(),
        HeaderFields.of(ScriptedOrigin.headers(headers)));
  }

  private static HttpHead head(int status, String headers) {
    List<HeaderList.Field> fields = new ArrayList<>();
    for (String line : headers == null ? new String[0] : headers.split("\\|")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.add(
            new HeaderList.Field(line.substring(0, colon), line.substring(colon + 1).strip()));
      }
    }
    return new HttpHead(status, HttpVersion.HTTP_11, HeaderList.of(fields));
  }
}

package dev.verge.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The cache between guests and their origins: RFC 9111, overrides, and the SDKs' hooks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadThroughTest {
  private Origin origin;
  private ComputePlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    origin = Origin.start();
    platform = new ComputePlatform(home);
    for (String guest : new String[] {"rust", "go", "js", "js-http-cache"}) {
      platform.deploy(guest, origin.backend("origin"));
    }
  }

  @AfterAll
  void stop() {
    platform.close();
    origin.close();
  }

  /** Asks a guest to ask for a path. */
  private String asked(String guest, String route, String path) {
    return platform.text(guest, route + "path=" + URLEncoder.encode(path, StandardCharsets.UTF_8));
  }

  private String rust(String route, String path) {
    return asked("rust", "/http-cache/" + route, path);
  }

  @Test
  void aFreshResponseIsNotFetchedAgain() {
    assertThat(rust("get?", "/counted?fresh")).startsWith("200 counted 1 ");
    assertThat(rust("get?", "/counted?fresh")).startsWith("200 counted 1 ");
    assertThat(rust("pass?", "/counted?fresh")).startsWith("200 counted 2 ");
  }

  @Test
  void whatMayNotBeStoredIsFetchedEachTime() {
    for (String forbidden : new String[] {"no-store", "private"}) {
      String path = "/counted?cc=" + forbidden;
      assertThat(rust("get?", path)).startsWith("200 counted 1 ");
      assertThat(rust("get?", path)).startsWith("200 counted 2 ");
    }
  }

  @Test
  void anOverrideOutweighsTheOrigin() {
    String path = "/counted?cc=max-age=0&override";
    assertThat(rust("override?ttl=60&", path)).startsWith("200 counted 1 ");
    assertThat(rust("override?ttl=60&", path)).startsWith("200 counted 1 ");
  }

  @Test
  void variantsAreKeptApart() {
    String target = "/http-cache/get?path=%2Fcounted%3Fvary%3Daccept-language";
    for (int round = 0; round < 2; round++) {
      assertThat(language(target, "-en")).startsWith("200 counted 1-en ");
      assertThat(language(target, "-de")).startsWith("200 counted 2-de ");
    }
  }

  private String language(String target, String language) {
    return platform
        .send("rust", "GET", target, Map.of("Accept-Language", language), "")
        .ok()
        .text();
  }

  @Test
  void aPurgeBySurrogateKeyMakesItFetchedAgain() {
    String path = "/counted?key=pages";
    assertThat(rust("get?", path)).startsWith("200 counted 1 ");
    assertThat(platform.text("rust", "/edge/purge?key=pages")).isEqualTo("true");
    assertThat(rust("get?", path)).startsWith("200 counted 2 ");
  }

  @Test
  void aKeyOfTheGuestsOwnStandsForTheAddress() {
    assertThat(rust("key?key=mine&", "/counted?first")).startsWith("200 counted 1 ");
    assertThat(rust("key?key=mine&", "/counted?second")).startsWith("200 counted 1 ");
    assertThat(origin.requests())
        .noneMatch(request -> request.target().toString().endsWith("?second"));
  }

  @Test
  void aStaleResponseIsValidated() {
    String path = "/counted?cc=max-age=0&etag=%22v1%22";
    assertThat(rust("get?", path)).startsWith("200 counted 1 ");
    assertThat(rust("get?", path)).startsWith("200 counted ");
    assertThat(origin.requests())
        .filteredOn(request -> request.target().toString().contains("max-age=0&etag"))
        .hasSize(2);
  }

  @Test
  void hooksOfTheRustCrateRunAroundTheFetch() {
    assertThat(rust("before?", "/counted?before")).startsWith("200 counted 1hook ");
    assertThat(rust("after?", "/counted?cc=no-store&after"))
        .contains("counted 1 ")
        .endsWith("Some(\"hook\")");
    assertThat(rust("uncacheable?", "/counted?uncacheable")).startsWith("200 counted 1 ");
    assertThat(rust("uncacheable?", "/counted?uncacheable")).startsWith("200 counted 2 ");
    assertThat(rust("transform?", "/counted?transform")).startsWith("200 COUNTED 1 ");
    assertThat(rust("transform?", "/counted?transform")).startsWith("200 COUNTED 1 ");
  }

  @Test
  void aRequestIsCacheableByItsMethod() {
    assertThat(platform.text("rust", "/http-cache/cacheable")).isEqualTo("true");
  }

  @Test
  void hooksOfTheGoSdkRunAroundTheFetch() {
    // This SDK tells no lifetime of a response that it has just stored.
    assertThat(asked("go", "/hooks?", "/counted?go"))
        .isEqualTo("before+after cached=false ttl=0 hook counted 1hook");
    assertThat(asked("go", "/hooks?", "/counted?go"))
        .startsWith(" cached=true ttl=")
        .endsWith(" hook counted 1hook");
    assertThat(asked("go", "/cached?", "/counted?go-cached")).isEqualTo("200 counted 1 false");
    assertThat(asked("go", "/cached?", "/counted?go-cached")).isEqualTo("200 counted 1 true");
  }

  @Test
  void hooksOfTheJavaScriptSdkRunAroundTheFetch() {
    String guest = "js-http-cache";
    assertThat(asked(guest, "/hooks?", "/counted?js"))
        .isEqualTo("before+after cached=false ttl=60 hook counted 1hook");
    assertThat(asked(guest, "/hooks?", "/counted?js"))
        .startsWith("none cached=true ttl=")
        .endsWith(" hook counted 1hook");
    assertThat(asked(guest, "/transform?", "/counted?js-transform")).endsWith(" COUNTED 1");
    assertThat(asked(guest, "/transform?", "/counted?js-transform"))
        .isEqualTo("cached=true COUNTED 1");
    assertThat(asked(guest, "/uncacheable?", "/counted?js-un")).isEqualTo("cached=false counted 1");
    assertThat(asked(guest, "/uncacheable?", "/counted?js-un")).isEqualTo("cached=false counted 2");
  }

  @Test
  void aGuestWithoutHooksIsCachedForAsWell() {
    assertThat(asked("js", "/cached?", "/counted?js-plain")).startsWith("200 counted 1 ");
    assertThat(asked("js", "/cached?", "/counted?js-plain")).startsWith("200 counted 1 ");
    assertThat(asked("js", "/override?", "/counted?cc=max-age=0&js")).startsWith("200 counted 1");
    assertThat(asked("js", "/override?", "/counted?cc=max-age=0&js")).startsWith("200 counted 1");
  }
}

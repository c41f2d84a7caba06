package dev.verge.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.RunningControlPlane;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the dashboard's files are served. */
class UiTest {
  private static final Pattern IMPORT = Pattern.compile("from '([^']+)'|^import '([^']+)'");
  private static final Pattern MAPPED = Pattern.compile("\"([^\"]+)\": \"(/ui/lib/[^\"]+)\"");
  private static RunningControlPlane platform;

  @BeforeAll
  static void start(@TempDir Path home) {
    platform = RunningControlPlane.in(home);
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/ui, text/html",
    "/ui/app.js, text/javascript",
    "/ui/style.css, text/css",
    "/ui/icon.svg, image/svg+xml",
    "/ui/lib/preact.js, text/javascript",
    "/ui/lib/uplot.css, text/css",
  })
  void aFileIsServedUnderAStrictPolicy(String path, String type) {
    Answer file = open(path).ok(200);

    assertThat(file.header("content-type")).startsWith(type);
    assertThat(file.header("content-security-policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'", "connect-src 'self'")
        .contains("require-trusted-types-for 'script'")
        .doesNotContain("unsafe");
    assertThat(file.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(file.header("referrer-policy")).isEqualTo("no-referrer");
    assertThat(file.header("cross-origin-opener-policy")).isEqualTo("same-origin");
    assertThat(file.header("cache-control")).isEqualTo("no-cache");
  }

  @Test
  void aFileThatIsStillTheSameIsNotSentAgain() {
    Answer first = open("/ui/app.js").ok(200);

    Answer again =
        platform.send(
            platform.anonymous("/ui/app.js").header("If-None-Match", first.header("etag")).GET());

    assertThat(again.ok(304).body()).isEmpty();
    assertThat(again.header("etag")).isEqualTo(first.header("etag"));
    platform
        .send(platform.anonymous("/ui/app.js").header("If-None-Match", "\"other\"").GET())
        .ok(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ui/nothing.js",
        "/ui/lib/nothing.js",
        "/ui/htm/htm.module.js",
        "/ui/..%2Fhttp%2Fopenapi.yaml",
        "/ui/lib/..%2f..%2fapp.js",
        "/ui/app.js%00",
      })
  void nothingElseIsServed(String path) {
    open(path).problem(ProblemType.NOT_FOUND);
  }

  @Test
  void aStepUpIsRefused() {
    open("/ui/%2e%2e/http/openapi.yaml").problem(ProblemType.MALFORMED_REQUEST);
  }

  @Test
  void everyModuleThatIsImportedIsServedAndNoneTakesAnythingFromElsewhere() {
    Map<String, String> mapped = new HashMap<>();
    MAPPED
        .matcher(open("/ui").text())
        .results()
        .forEach(entry -> mapped.put(entry.group(1), entry.group(2)));
    assertThat(mapped).containsKeys("preact", "preact/hooks", "htm", "uplot");
    Set<String> seen = new TreeSet<>();
    Deque<String> left = new ArrayDeque<>(mapped.values());
    left.add("/ui/app.js");
    while (!left.isEmpty()) {
      String path = left.remove();
      if (seen.add(path)) {
        String module = open(path).ok(200).text();
        if (!path.startsWith("/ui/lib/")) {
          assertThat(module)
              .as(path)
              .doesNotContain("https://", "innerHTML", "dangerouslySetInnerHTML", "eval(");
          IMPORT.matcher(module).results().map(found -> resolve(found, mapped)).forEach(left::add);
        }
      }
    }
    assertThat(seen).contains("/ui/trial.js", "/ui/lib/uplot.js").hasSizeGreaterThan(35);
  }

  private static String resolve(MatchResult found, Map<String, String> mapped) {
    String name = found.group(1) == null ? found.group(2) : found.group(1);
    return name.startsWith("./") ? "/ui" + name.substring(1) : mapped.get(name);
  }

  private static Answer open(String path) {
    return platform.send(platform.anonymous(path).GET());
  }
}

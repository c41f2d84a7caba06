package dev.verge.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.client.FunctionSource;
import dev.verge.deploy.client.VersionDocument;
import dev.verge.isolate.FunctionId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The functions that come with Verge, as a user deploys them: the binaries in the repository, and
 * the same ones rebuilt from source.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamplesTest {
  private static final Path FUNCTIONS = Path.of("..", "functions");
  private static final Map<String, String> FORM =
      Map.of("Content-Type", "application/x-www-form-urlencoded");
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  /**
   * What a sample is asked, and what it must answer.
   *
   * @param sample its folder
   * @param type the response's {@code Content-Type}
   * @param parts what the response's body contains
   */
  record Ask(
      String sample,
      String method,
      String target,
      Map<String, String> headers,
      String body,
      int status,
      String type,
      List<String> parts) {
    @Override
    public String toString() {
      return "%s: %s %s".formatted(sample, method, target);
    }
  }

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";

  static Stream<Ask> asks() {
    return Stream.of(
        get(
            "hello-c",
            "/some/path?name=Ada%20L.",
            200,
            TEXT,
            "Hello, Ada L.!\n",
            "method: GET\n",
            "path: /some/path\n",
            "query: name=Ada%20L.\n"),
        get("hello-c", "/", 200, TEXT, "Hello, world!"),
        ask("hello-c", "HEAD", "/", Map.of(), "", 200, TEXT),
        ask(
            "hello-c",
            "POST",
            "/",
            Map.of(),
            "sent and sent back",
            200,
            TEXT,
            "sent and sent back"),
        ask("hello-c", "DELETE", "/", Map.of(), "", 405, TEXT, "Send GET, HEAD, POST or PUT."),
        get("page-rust", "/", 200, HTML, "<!doctype html>", "of 2", "Ganymede", "</html>"),
        get(
            "page-rust",
            "/?planet=saturn&sort=year&q=%3Cb%3E",
            200,
            HTML,
            "Nothing in orbit here",
            "&#60;b&#62;"),
        get("page-rust", "/moons/europa", 200, HTML, "Europa", "Jupiter"),
        get("page-rust", "/moons/nowhere", 404, HTML, "/moons/nowhere"),
        get("page-rust", "/request?a=b%20c", 200, HTML, "QUERY_STRING", "a=b%20c", "b c"),
        get("page-rust", "/style.css", 200, "text/css; charset=utf-8", "{"),
        ask(
            "page-rust",
            "POST",
            "/postcard",
            FORM,
            "moon=Europa&from=Ada&message=It+is+cold+%26+bright",
            200,
            HTML,
            "Europa",
            "It is cold &#38; bright"),
        ask("page-rust", "POST", "/postcard", FORM, "moon=Europa", 422, HTML, "needs a sender"),
        ask("page-rust", "POST", "/postcard", JSON, "{}", 415, TEXT, "Send the form as"),
        ask("page-rust", "DELETE", "/", Map.of(), "", 405, TEXT, "GET, HEAD"),
        get("render-as", "/?title=T&data=a:1,b:2", 200, HTML, "<svg", "A chart from a query"),
        get("render-as", "/chart.svg?title=%3Cb%3E&data=a:1", 200, "image/svg+xml", "&lt;b&gt;"),
        get(
            "render-as",
            "/chart.json?title=T&data=a:1,b:2.5",
            200,
            "application/json",
            "{\"title\":\"T\",\"bars\":[{\"label\":\"a\",\"value\":1},{\"label\":\"b\",\"value\":2.5}],\"total\":3.5}"),
        get("render-as", "/chart.json?data=a:b", 400, "application/json", "{\"problem\":"),
        get("render-as", "/nothing", 404, HTML, "Nothing is drawn at /nothing"),
        ask("render-as", "POST", "/", Map.of(), "x", 405, TEXT, "Send GET or HEAD."),
        get("api-go", "/", 200, "application/json", "GET /v1/summary"),
        get(
            "api-go",
            "/v1/summary?values=1,2,6",
            200,
            "application/json",
            "\"count\": 3",
            "\"mean\": 3,",
            "\"median\": 2"),
        ask(
            "api-go",
            "POST",
            "/v1/summary",
            JSON,
            "{\"values\":[4,4,10]}",
            200,
            "application/json",
            "\"sum\": 18",
            "\"max\": 10"),
        ask(
            "api-go",
            "POST",
            "/v1/summary",
            JSON,
            "{\"values\":[4,",
            400,
            "application/problem+json",
            "The body is not the JSON that is expected"),
        ask(
            "api-go",
            "POST",
            "/v1/summary",
            JSON,
            "{\"values\":[]}",
            422,
            "application/problem+json",
            "no values"),
        get("api-go", "/v1/request?a=b", 200, "application/json", "\"query\": \"a=b\""),
        get("api-go", "/nothing", 404, "application/problem+json", "There is no /nothing"),
        get("site-c", "/", 200, HTML, "A site from a function's assets"),
        get("site-c", "/guide/", 200, HTML, "</html>"),
        get("site-c", "/css/site.css", 200, "text/css; charset=utf-8", "{"),
        get("site-c", "/images/mark.png", 200, "image/png", "PNG", "IHDR"),
        get("site-c", "/guide?x=y", 308, ""),
        get("site-c", "/nowhere", 404, HTML, "There is no such page"),
        get("site-c", "/css/../../etc/passwd", 404, HTML, "There is no such page"),
        ask("site-c", "HEAD", "/", Map.of(), "", 200, HTML),
        ask("site-c", "POST", "/", Map.of(), "x", 405, "text/plain", "These are files"));
  }

  private RunningPlatform platform;
  @TempDir private Path rebuilt;

  @BeforeAll
  void start(@TempDir Path home) {
    platform = RunningPlatform.in(home);
    asks().map(Ask::sample).distinct().forEach(sample -> deploy(FUNCTIONS.resolve(sample)));
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  @ParameterizedTest
  @MethodSource("asks")
  void theBinaryInTheRepositoryAnswers(Ask ask) {
    Reply reply = send(ask).ok(ask.status());

    assertThat(reply.header("content-type")).isEqualTo(ask.type());
    assertThat(ask.parts()).allSatisfy(part -> assertThat(reply.text()).contains(part));
    assertThat(reply.header("x-verge-isolate")).isIn("cold", "prepared", "warm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello-c", "page-rust", "render-as", "api-go", "site-c"})
  void theSampleRebuiltFromSourceAnswersAsTheBinaryInTheRepository(String sample) {
    List<Ask> asks = asks().filter(ask -> ask.sample().equals(sample)).toList();
    List<Reply> committed = asks.stream().map(this::send).toList();

    BuildScript.run(FUNCTIONS.resolve("build"), "--out", rebuilt.toString(), sample);
    VersionDocument version = deploy(rebuilt.resolve(sample));

    assertThat(version.version()).isEqualTo(2);
    assertThat(version.active()).isTrue();
    for (int i = 0; i < asks.size(); i++) {
      Reply reply = send(asks.get(i)).ok(asks.get(i).status());
      assertThat(reply.lastingFields())
          .as("%s", asks.get(i))
          .isEqualTo(committed.get(i).lastingFields());
      assertThat(reply.body()).as("%s", asks.get(i)).isEqualTo(committed.get(i).body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"page-rust /style.css", "site-c /css/site.css"})
  void whatTheClientHasAlreadyIsNotSentAgain(String sampleAndTarget) {
    String[] parts = sampleAndTarget.split(" ", 2);
    String host = host(parts[0]);
    String tag = platform.send(host, "GET", parts[1], Map.of(), "").ok().header("etag");

    Reply again = platform.send(host, "GET", parts[1], Map.of("If-None-Match", tag), "").ok(304);

    assertThat(again.body()).isEmpty();
    assertThat(again.header("etag")).isEqualTo(tag);
  }

  private Reply send(Ask ask) {
    return platform.send(host(ask.sample()), ask.method(), ask.target(), ask.headers(), ask.body());
  }

  private static String host(String sample) {
    return name(sample) + ".demo.localhost";
  }

  /** The name that the sample's description gives it: its folder's, without the language. */
  private static String name(String sample) {
    return sample.replaceFirst("-[a-z]+$", "");
  }

  private VersionDocument deploy(Path folder) {
    FunctionSource source = FunctionSource.of(folder);
    return platform.deploy(
        new FunctionId(source.tenant().orElseThrow(), source.name().orElseThrow()),
        source.upload());
  }

  private static Ask get(String sample, String target, int status, String type, String... parts) {
    return ask(sample, "GET", target, Map.of(), "", status, type, parts);
  }

  private static Ask ask(
      String sample,
      String method,
      String target,
      Map<String, String> headers,
      String body,
      int status,
      String type,
      String... parts) {
    return new Ask(sample, method, target, headers, body, status, type, List.of(parts));
  }
}

package dev.verge.gateway.compute;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.client.FunctionSource;
import dev.verge.gateway.e2e.BuildScript;
import dev.verge.gateway.e2e.Client;
import dev.verge.gateway.e2e.Reply;
import dev.verge.gateway.e2e.RunningPlatform;
import dev.verge.isolate.FunctionId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The samples made with Fastly's SDKs, beside those that are their backends: first alone, then with
 * them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class SampleProjectsTest {
  private static final Path FUNCTIONS = Path.of("..", "functions");
  private static final String TENANT = "demo";

  private RunningPlatform platform;
  private Path projects;

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    platform = RunningPlatform.in(Files.createDirectories(home.resolve("state")));
    projects = home;
    BuildScript.run(FUNCTIONS.resolve("build"), "--out", projects.toString(), "feed-go", "shop-js");
    Path news = Files.createDirectories(projects.resolve("news-rust").resolve("bin"));
    Files.copy(FUNCTIONS.resolve("news-rust/bin/main.wasm"), news.resolve("main.wasm"));
    Files.copy(FUNCTIONS.resolve("news-rust/fastly.toml"), news.resolveSibling("fastly.toml"));
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  /** Deploys a project whose backends are at this platform's port. */
  private void deploy(String sample) throws IOException {
    Path project = projects.resolve(sample);
    Path description = project.resolve("fastly.toml");
    URI dataPlane = platform.dataPlane();
    Files.writeString(
        description,
        Files.readString(description)
            .replace("http://127.0.0.1:8787", "http://127.0.0.1:" + dataPlane.getPort()));
    platform.deploy(
        new FunctionId(TENANT, sample.replaceFirst("-.*", "")), FunctionSource.of(project));
  }

  private Reply ask(String function, String method, String target, String body) {
    try (Client client = platform.connect()) {
      return client
          .request(
              method,
              "%s.%s.localhost".formatted(function, TENANT),
              target,
              Map.of("Content-Type", "application/json"),
              body.getBytes(UTF_8))
          .reply(method);
    }
  }

  private Reply get(String function, String target) {
    return ask(function, "GET", target, "");
  }

  @Test
  @Order(1)
  void withoutTheirBackendsTheySayWhatToStart() throws IOException {
    for (String sample : new String[] {"news-rust", "feed-go", "shop-js"}) {
      if (!sample.equals("feed-go")) {
        deploy(sample);
      }
    }
    assertThat(get("news", "/").ok(503).text()).contains("./verge deploy functions/feed-go");
    assertThat(get("shop", "/products/lamp").ok().text())
        .contains("Desk lamp", "./verge deploy functions/api-go");
    assertThat(get("shop", "/products/none").ok(404).text()).contains("Sold out");
  }

  @Test
  @Order(2)
  void theFeedServesAndTakesArticles() throws IOException {
    deploy("feed-go");
    Reply feed = get("feed", "/").ok();
    assertThat(feed.header("x-feed")).isEqualTo("made");
    assertThat(feed.json().path("title").asText()).isEqualTo("Notes from the edge");
    assertThat(feed.json().path("items")).hasSize(3);
    assertThat(get("feed", "/").ok().header("x-feed")).isEqualTo("kept");
    ask("feed", "PUT", "/articles/hello", "{\"title\":\"Hello\",\"text\":\"From here.\"}").ok(201);
    assertThat(get("feed", "/").ok().json().path("items")).hasSize(4);
    assertThat(get("feed", "/articles/hello").ok().json().path("text").asText())
        .isEqualTo("From here.");
    assertThat(get("feed", "/articles/none").ok(404).header("content-type"))
        .isEqualTo("application/problem+json");
    assertThat(get("feed", "/lengths").ok(502).text()).contains("api-go");
  }

  @Test
  @Order(3)
  void theNewsOutliveTheirFeed() {
    assertThat(get("news", "/").ok().text()).contains("Notes from the edge", "Stale is fine");
    assertThat(get("news", "/").ok().header("x-feed")).isEqualTo("kept");
    assertThat(get("news", "/articles/hello").ok().text()).contains("From here.", "Read 1 times");
    assertThat(get("news", "/articles/hello").ok().text()).contains("Read 2 times");
    platform.rest("DELETE", "/v1/tenants/%s/functions/feed".formatted(TENANT));
    assertThat(get("news", "/").ok().text()).contains("Stale is fine");
  }

  @Test
  @Order(4)
  void theShopStreamsItsProductsWithTheirRatings() throws IOException {
    FunctionSource api = FunctionSource.of(FUNCTIONS.resolve("api-go"));
    platform.deploy(new FunctionId(TENANT, "api"), api);
    Reply front = get("shop", "/").ok();
    assertThat(front.isChunked()).isTrue();
    assertThat(front.text()).contains("Desk lamp", "4.3 of 5 from 4 people", "</html>");
    assertThat(ask("shop", "POST", "/products/lamp/likes", "").ok(303).header("location"))
        .isEqualTo("/products/lamp");
    assertThat(get("shop", "/products/lamp").ok().text()).contains("1 so far");
  }
}

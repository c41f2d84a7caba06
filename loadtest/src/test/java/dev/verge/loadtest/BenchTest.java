package dev.verge.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as a user runs it, against a small real server. */
class BenchTest {
  private static final List<String> QUICK =
      List.of("--warmup=0", "--duration=0.2", "--cold=20", "--gap=0", "--connections=1,4");

  @TempDir private Path out;

  private final StringWriter console = new StringWriter();
  private final StringWriter progress = new StringWriter();

  @Test
  void measuresEveryFunctionAndPrintsATable() {
    try (var platform = new FakePlatform("demo/hello", "shop/cart")) {
      int exit = bench(platform, "--rate=100");

      assertThat(exit).as(this::consoleText).isZero();
      assertThat(console.toString())
          .contains("demo/hello", "shop/cart", "http://hello.demo.localhost:")
          .contains("cold start", "240.5", "instantiation, warm", "time to first byte, cold")
          .contains("a cold start adds", "1 connection ", "4 connections", "open loop, 100/s")
          .contains("bench.json", "bench.html");
      assertThat(progress.toString()).contains("demo/hello: 20 cold and warm requests in turn");
    }
  }

  @Test
  void writesJsonThatFollowsTheSchema() throws IOException {
    try (var platform = new FakePlatform("demo/hello")) {
      bench(platform, "--rate=100");
    }
    String document = Files.readString(out.resolve("bench.json"));

    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("bench.schema.json")));
    assertThat(schema.validate(document, InputFormat.JSON)).isEmpty();

    JsonNode report = new ObjectMapper().readTree(document);
    assertThat(report.at("/platforms/0/engine").asText()).isEqualTo("Fake 1.0");
    JsonNode result = report.at("/results/0");
    assertThat(result.at("/facts/version").asText()).isEqualTo("2");
    assertThat(result.at("/facts/module_bytes").asText()).isEqualTo("36000");
    assertThat(result.at("/starts/cold/start_us/count").asInt()).isEqualTo(20);
    assertThat(result.at("/starts/cold/start_us/p50").asDouble()).isEqualTo(240.5);
    assertThat(result.at("/starts/warm/instantiation_us/p50").asDouble()).isEqualTo(3.1);
    assertThat(result.at("/loads/0/connections_made").asInt()).isEqualTo(1);
    assertThat(result.at("/loads/1/connections_made").asInt()).isEqualTo(4);
    assertThat(result.at("/loads/2/requests").asInt()).isEqualTo(20);
    assertThat(result.at("/loads/2/lateness_us/count").asInt()).isPositive();
  }

  @Test
  void measuresOnlyTheFunctionsThatWereNamed() {
    try (var platform = new FakePlatform("demo/hello", "demo/page", "shop/hello")) {
      assertThat(bench(platform, "--function=page", "--function=shop/hello")).isZero();

      assertThat(platform.requestsTo("page.demo.localhost")).isPositive();
      assertThat(platform.requestsTo("hello.shop.localhost")).isPositive();
      assertThat(platform.requestsTo("hello.demo.localhost")).isZero();
    }
  }

  @Test
  void aNameThatSeveralTenantsUseNeedsItsTenant() {
    try (var platform = new FakePlatform("demo/hello", "shop/hello")) {
      assertThat(bench(platform, "--function=hello")).isEqualTo(1);
      assertThat(progress.toString()).contains("name it as tenant/function");

      assertThat(bench(platform, "--function=hello", "--tenant=shop")).isZero();
      assertThat(platform.requestsTo("hello.demo.localhost")).isZero();
    }
  }

  @Test
  void anUnknownFunctionIsAnsweredWithTheKnownOnes() {
    try (var platform = new FakePlatform("demo/hello")) {
      assertThat(bench(platform, "--function=helo")).isEqualTo(1);
      assertThat(progress.toString()).contains("no deployed function helo; there are: demo/hello.");
    }
  }

  @Test
  void aFunctionThatFailsMakesTheBenchFailAndSaySo() throws IOException {
    try (var platform = new FakePlatform("demo/hello")) {
      platform.answerWith(502);

      assertThat(bench(platform)).isEqualTo(1);
      assertThat(console.toString())
          .contains("responses had the status 502", "not to be relied on");
      JsonNode report = new ObjectMapper().readTree(out.resolve("bench.json").toFile());
      assertThat(report.path("errors").asLong()).isEqualTo(requests(platform));
    }
  }

  @Test
  void answersThatAreNeitherErrorsNorSuccessAreWarnedOf() {
    try (var platform = new FakePlatform("demo/hello")) {
      platform.answerWith(404);

      assertThat(bench(platform)).isZero();
      assertThat(console.toString()).contains("responses had the status 404");
    }
  }

  @Test
  void anEvictionThatDidNothingIsWarnedOfAndItsRequestsCountAsWarm() throws IOException {
    try (var platform = new FakePlatform("demo/hello")) {
      platform.ignoreEvictions();

      assertThat(bench(platform)).isZero();
    }
    assertThat(console.toString())
        .contains("19 requests were not the kind of start that their turn was");
    JsonNode starts =
        new ObjectMapper().readTree(out.resolve("bench.json").toFile()).at("/results/0/starts");
    assertThat(starts.at("/cold/first_byte_us/count").asInt()).isEqualTo(1);
    assertThat(starts.at("/warm/first_byte_us/count").asInt()).isEqualTo(39);
  }

  @Test
  void anEngineWithoutAJitIsWarnedOf() {
    try (var platform = new FakePlatform("demo/hello")) {
      platform.interpret();
      bench(platform);
    }
    assertThat(console.toString()).contains("INTERPRETED", "interprets its guests");
  }

  @Test
  void noTokenEndsUpInTheReport() throws IOException {
    try (var platform = new FakePlatform("demo/hello")) {
      bench(platform);
    }
    assertThat(out.resolve("bench.json")).content().doesNotContain(FakePlatform.TOKEN);
    assertThat(out.resolve("bench.html")).content().doesNotContain(FakePlatform.TOKEN);
  }

  @Test
  void aWrongTokenIsAnsweredWithThePlatformsReason() {
    try (var platform = new FakePlatform("demo/hello")) {
      assertThat(run("--url=" + platform.controlPlane(), "--token=other")).isEqualTo(1);
      assertThat(progress.toString()).contains("401", "The token is not known.");
    }
  }

  @Test
  void urlAndTokenAreFoundInThePlatformsHome(@TempDir Path home) throws IOException {
    try (var platform = new FakePlatform("demo/hello")) {
      Files.writeString(home.resolve("control-plane.url"), platform.controlPlane() + "\n");
      Files.writeString(home.resolve("root-token"), FakePlatform.TOKEN + "\n");
      List<String> arguments = new ArrayList<>(QUICK);
      arguments.add("--home=" + home);

      assertThat(run(arguments.toArray(String[]::new))).as(this::consoleText).isZero();
      try (var made = Files.walk(home.resolve("bench"))) {
        assertThat(made.map(file -> file.getFileName().toString()))
            .contains("bench.json", "bench.html");
      }
    }
  }

  @Test
  void aPlatformThatDoesNotRunIsSaidSo() {
    URI nobody;
    try (var platform = new FakePlatform("demo/hello")) {
      nobody = platform.controlPlane();
    }
    assertThat(run("--url=" + nobody, "--token=x")).isEqualTo(1);
    assertThat(progress.toString()).contains("No platform answers at " + nobody, "./verge up");
  }

  @Test
  void aValueOutOfRangeIsAUsageError() {
    assertThat(run("--token=x", "--rate=0")).isEqualTo(2);
    assertThat(progress.toString()).contains("--rate must be from above 0");
  }

  private long requests(FakePlatform platform) {
    return platform.requestsTo("hello.demo.localhost");
  }

  private int bench(FakePlatform platform, String... more) {
    List<String> arguments = new ArrayList<>(QUICK);
    arguments.add("--url=" + platform.controlPlane());
    arguments.add("--token=" + FakePlatform.TOKEN);
    arguments.add("--out=" + out);
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    CommandLine command = Bench.commandLine();
    command.setOut(new PrintWriter(console, true));
    command.setErr(new PrintWriter(progress, true));
    return command.execute(arguments);
  }

  private String consoleText() {
    return console + "\n" + progress;
  }
}

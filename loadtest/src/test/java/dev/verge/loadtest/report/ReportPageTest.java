package dev.verge.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.verge.loadtest.FakePlatform;
import dev.verge.loadtest.http.LoadGenerator;
import dev.verge.loadtest.measure.Measurement;
import dev.verge.loadtest.measure.Plan;
import dev.verge.loadtest.target.VergePlatform;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page, from a real measurement, in a real browser. */
class ReportPageTest {
  private static final Pattern FIGURE = Pattern.compile("<figure");
  private static final Pattern RATIO = Pattern.compile("class=\"ratio\"");
  private static final Pattern CURVE = Pattern.compile("class=\"curve\"");

  @TempDir private static Path directory;

  private static ReportFiles files;

  @BeforeAll
  static void measure() {
    var plan =
        new Plan(
            "GET",
            "/",
            "",
            Duration.ZERO,
            20,
            Duration.ZERO,
            List.of(1, 2),
            Duration.ofMillis(200),
            Optional.of(100.0),
            Duration.ofSeconds(10));
    try (var platform = new FakePlatform("demo/hello", "demo/page");
        var generator = new LoadGenerator(plan.timeout())) {
      var verge = new VergePlatform(platform.controlPlane(), FakePlatform.TOKEN);
      var measurement = new Measurement(generator, plan, _ -> {});
      BenchReport report =
          new Reporter(
                  "verge bench",
                  List.of("--body=</script><script>alert(1)</script>"),
                  Machine.here(),
                  plan)
              .report(
                  Instant.now(),
                  Duration.ofSeconds(1),
                  List.of(verge.facts()),
                  verge.targets(List.of(), Optional.empty()).stream()
                      .map(measurement::measure)
                      .toList());
      files = ReportFiles.write(report, directory.resolve("not/there/yet"));
    }
  }

  @Test
  void asksForNothingOutsideOfItself() {
    assertThat(files.page())
        .content()
        .doesNotContain(" src=", " href=", "@import", "url(")
        .contains("<title>Verge bench</title>");
  }

  @Test
  void noValueEndsTheElementThatHoldsTheDocument() {
    assertThat(files.page()).content().doesNotContain("<script>alert(1)");
  }

  @Test
  void aBrowserDrawsEveryTableAndPlot() throws IOException, InterruptedException {
    String drawn = draw(files);

    assertThat(drawn).contains("What a cold start costs", "demo/hello", "demo/page");
    assertThat(drawn).contains("<td>240.5</td>", "1 connection, req/s", "a cold start adds");
    assertThat(FIGURE.matcher(drawn).results()).as("an overview, and two for each").hasSize(6);
    assertThat(CURVE.matcher(drawn).results()).as("six of starts, three of loads").hasSize(18);
    assertThat(drawn).doesNotContain("NaN");
  }

  @Test
  void aBrowserDrawsTheRatiosToPeersWithTheirSpread() throws IOException, InterruptedException {
    ReportFiles beside =
        ReportFiles.write(PeersReportTest.report(), directory.resolve("beside peers"));

    String drawn = draw(beside);

    assertThat(drawn)
        .contains("Verge beside its peers", "did not take part: it could not be built");
    assertThat(drawn).contains("ratio ≥ 1.5: met", "ratio ≥ 40: missed", "C in Verge, JavaScript");
    assertThat(FIGURE.matcher(drawn).results()).as("over HTTP, in process").hasSize(2);
    assertThat(RATIO.matcher(drawn).results()).as("one for each row").hasSize(3);
    assertThat(drawn).doesNotContain("NaN", "What a cold start costs");
  }

  private static String draw(ReportFiles files) throws IOException, InterruptedException {
    Optional<Path> browser =
        Stream.of("chromium", "chromium-browser", "google-chrome")
            .flatMap(ReportPageTest::onPath)
            .findFirst();
    assumeTrue(browser.isPresent(), "There is no Chromium on the PATH.");
    Path errors = directory.resolve("browser.log");
    Process process =
        new ProcessBuilder(
                browser.orElseThrow().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + directory.resolve("profile"),
                "--dump-dom",
                files.page().toUri().toString())
            .redirectError(errors.toFile())
            .start();
    String dom = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(() -> read(errors)).isZero();
    int body = dom.indexOf("<main");
    return dom.substring(body, dom.indexOf("</main>", body));
  }

  private static Stream<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

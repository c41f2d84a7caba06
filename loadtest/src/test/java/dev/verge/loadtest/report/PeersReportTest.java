package dev.verge.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.verge.loadtest.measure.Plan;
import dev.verge.loadtest.peers.Goal;
import dev.verge.loadtest.peers.PeersReport;
import dev.verge.loadtest.peers.PeersReport.Contender;
import dev.verge.loadtest.peers.Row;
import dev.verge.loadtest.peers.Spread;
import dev.verge.loadtest.target.PlatformFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Verge beside its peers, as a table and as JSON. */
class PeersReportTest {
  @Test
  void theTableShowsLossesLikeWins() {
    String table = ConsoleTable.of(report());

    assertThat(table)
        .contains("workerd 1.2.3", "viceroy (no version), did not take part")
        .contains("over HTTP, as a client sees it", "in process, as the platforms say themselves")
        .containsPattern(
            "throughput, 16 connections +workerd +9,000 +4,500 +2\\.00 +1\\.80 … 2\\.20")
        .contains("ratio ≥ 1.5: met", "ratio ≥ 40: MISSED")
        .contains("viceroy did not take part: it could not be built: cargo is not on PATH")
        .contains("Still getting faster when their rounds began: page-js of verge.")
        .doesNotContain("starting the process");
  }

  @Test
  void theJsonFollowsTheSchema() throws IOException {
    String document = ReportFiles.json(report());

    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("bench.schema.json")));
    assertThat(schema.validate(document, InputFormat.JSON)).isEmpty();
    JsonNode row = new ObjectMapper().readTree(document).at("/peers/rows/0");
    assertThat(row.at("/ratio/median").asDouble()).isEqualTo(2);
    assertThat(row.at("/target/met").asBoolean()).isTrue();
    assertThat(row.has("note")).isTrue();
  }

  /** Three rows, and a peer that could not be built. */
  static BenchReport report() {
    var peers =
        new PeersReport(
            3,
            2,
            25,
            List.of(
                new Contender("verge", Optional.of("Fake 1.0"), Optional.empty()),
                new Contender("workerd", Optional.of("1.2.3"), Optional.empty()),
                new Contender(
                    "viceroy",
                    Optional.empty(),
                    Optional.of("it could not be built: cargo is not on PATH"))),
            List.of(
                row(
                    "http",
                    "throughput, 16 connections",
                    "requests/s",
                    9000,
                    4500,
                    2,
                    Optional.of(new Goal("ratio ≥ 1.5", true))),
                row(
                    "http",
                    "a cold start adds to p50",
                    "µs",
                    400,
                    7200,
                    18,
                    Optional.of(new Goal("ratio ≥ 40", false))),
                row("process", "instantiation p50, cold", "µs", 40, 8, 0.2, Optional.empty())),
            List.of("page-js, viceroy: the answers differ"),
            List.of("page-js of verge"),
            0);
    var plan =
        new Plan(
            "GET",
            "/",
            "",
            Duration.ofSeconds(90),
            25,
            Duration.ofMillis(5),
            List.of(16),
            Duration.ofSeconds(2),
            Optional.empty(),
            Duration.ofSeconds(60));
    return new Reporter("verge bench", List.of("--peers"), Machine.here(), plan)
        .report(
            Instant.now(),
            Duration.ofMinutes(9),
            new PlatformFacts("verge", "http://127.0.0.1:8788", "Fake 1.0", true),
            peers);
  }

  private static Row row(
      String scope,
      String figure,
      String unit,
      double verge,
      double theirs,
      double ratio,
      Optional<Goal> goal) {
    return new Row(
        scope,
        "hello",
        figure,
        "workerd",
        unit,
        unit.endsWith("/s"),
        around(verge),
        around(theirs),
        around(ratio),
        List.of(ratio * 0.9, ratio, ratio * 1.1),
        goal,
        Optional.of("C in Verge, JavaScript there"));
  }

  private static Spread around(double median) {
    return new Spread(3, median * 0.9, median * 0.95, median, median * 1.05, median * 1.1);
  }
}

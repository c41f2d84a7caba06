package dev.verge.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The dashboards' queries against the running platform, by name and through Prometheus itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardTest {
  private static final Pattern METRIC = Pattern.compile("\\b(?:verge|jvm|process)_\\w+");
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");
  private static final String TENANT = "acme";
  private static final String FUNCTION = "watched";

  @TempDir static Path directory;
  private PlatformProcess platform;

  @BeforeAll
  void start() throws IOException {
    platform = PlatformProcess.start(directory);
  }

  @AfterAll
  void stop() {
    if (platform != null) {
      platform.close();
    }
  }

  @Test
  void thePlatformHasEveryMetricOfTheDashboards() {
    await().atMost(Duration.ofMinutes(2)).untilAsserted(this::everyMetricIsExposed);
  }

  private void everyMetricIsExposed() throws IOException {
    startInEveryWay();
    Set<String> exposed =
        platform
            .verge()
            .metrics()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split("[{ ]", 2)[0])
            .collect(Collectors.toSet());
    for (Dashboard dashboard : Dashboard.all()) {
      for (Dashboard.Query query : dashboard.queries()) {
        List<String> asked =
            METRIC.matcher(query.expression()).results().map(MatchResult::group).toList();
        assertThat(asked).as(query.panel()).isNotEmpty();
        assertThat(exposed).as(query.panel()).containsAll(asked);
      }
    }
  }

  @Test
  void everyQueryOfTheDashboardsFindsDataInPrometheus() throws IOException {
    Path programs = Prometheus.programs(directory);
    try (Prometheus prometheus =
        Prometheus.start(programs, directory, platform.verge().control())) {
      for (Dashboard dashboard : Dashboard.all()) {
        for (Dashboard.Query query : dashboard.queries()) {
          await(query.panel() + ": " + query.expression())
              .atMost(Duration.ofMinutes(2))
              .pollInterval(Duration.ofMillis(500))
              .until(
                  () -> {
                    startInEveryWay();
                    return prometheus.query(query.forEverything("10s")).stream()
                        .anyMatch(DashboardTest::isNumber);
                  });
        }
        for (String variable : dashboard.variables()) {
          Matcher call = LABEL_VALUES.matcher(variable);
          assertThat(call.matches()).as(variable).isTrue();
          String selector = call.group(1).replace("$tenant", ".*");
          assertThat(prometheus.labelValues(selector, call.group(2)))
              .containsAnyOf(TENANT, FUNCTION);
        }
      }
    }
  }

  @Test
  void prometheusAcceptsItsConfiguration() {
    Command check = Prometheus.check(Prometheus.programs(directory));

    assertThat(check.status()).as(check.output() + check.errors()).isZero();
  }

  /** A start of a prepared isolate, most probably, and one cold and one warm start. */
  private void startInEveryWay() throws IOException {
    platform.verge().deploy(platform.rootToken(), TENANT, FUNCTION, Repository.sample());
    request(1);
    platform.verge().evict(platform.rootToken(), TENANT, FUNCTION);
    request(2);
  }

  private void request(int times) {
    for (int i = 0; i < times; i++) {
      HttpResponse<String> response =
          platform.verge().get(FUNCTION + "." + TENANT + ".localhost", "/");
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }
  }

  private static boolean isNumber(JsonNode sample) {
    return Double.isFinite(Double.parseDouble(sample.path("value").path(1).asText()));
  }
}

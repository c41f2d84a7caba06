package dev.verge.deploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MomentTest {
  private static final String LABELS = "tenant=\"demo\",function=\"hello\",";

  @Test
  void theMetricsOfAFunctionAreFoundInPrometheusText() {
    Moment moment =
        Moment.of(
            1,
            """
            # HELP verge_requests_total Requests answered.
            # TYPE verge_requests_total counter
            verge_requests_total{%1$sstatus="200",isolate="warm",} 40.0
            verge_requests_total{%1$sstatus="499",isolate="warm",} 1.0
            verge_requests_total{%1$sstatus="504",isolate="none",} 2.0
            verge_requests_total{tenant="",function="",status="404",isolate="none",} 9.0
            verge_isolates{state="idle",tenant="demo",function="hello",} 3.0
            verge_isolates{state="prepared",tenant="demo",function="hello",} 1.0
            verge_guest_memory_bytes 1.048576E7
            """
                .formatted(LABELS));

    assertThat(moment.functions()).containsOnlyKeys("demo/hello");
    Load load = moment.load("demo/hello");
    assertThat(load.requests()).isEqualTo(43);
    assertThat(load.errors()).isEqualTo(2);
    assertThat(load.isolates("idle")).isEqualTo(3);
    assertThat(load.isolates("running")).isZero();
    assertThat(moment.platform("verge_guest_memory_bytes")).isEqualTo(10 << 20);
    assertThat(moment.load("demo/other").requests()).isZero();
  }

  @Test
  void quantilesAreOfTheRequestsInBetween() {
    Load before = load(0, 1000, 1000);
    Load now = load(50, 1100, 1100);

    assertThat(now.quantile(0.25, before)).isCloseTo(50, within(0.1));
    assertThat(now.quantile(0.5, before)).isCloseTo(100, within(0.1));
    assertThat(now.quantile(0.99, before)).isCloseTo(198, within(0.1));
    assertThat(now.quantile(0.5, now)).isNaN();
    assertThat(new Load().quantile(0.5, new Load())).isNaN();
    // Longer than the last bound is all that is known.
    assertThat(load(0, 0, 10).quantile(0.5, new Load())).isEqualTo(200);
  }

  @Test
  void quantilesAreOfAllRolesOfAFunctionsVersions() {
    Load both =
        Moment.of(
                0,
                """
                verge_request_duration_microseconds_bucket{%1$srole="active",le="100.0",} 1
                verge_request_duration_microseconds_bucket{%1$srole="active",le="200.0",} 1
                verge_request_duration_microseconds_bucket{%1$srole="active",le="+Inf",} 1
                verge_request_duration_microseconds_bucket{%1$srole="canary",le="100.0",} 0
                verge_request_duration_microseconds_bucket{%1$srole="canary",le="200.0",} 3
                verge_request_duration_microseconds_bucket{%1$srole="canary",le="+Inf",} 3
                """
                    .formatted(LABELS))
            .load("demo/hello");

    assertThat(both.quantile(0.25, new Load())).isCloseTo(100, within(0.1));
    assertThat(both.quantile(1, new Load())).isCloseTo(200, within(0.1));
  }

  private static Load load(int below100, int below200, int all) {
    return Moment.of(
            0,
            """
            verge_request_duration_microseconds_bucket{%1$sle="100.0",} %2$d
            verge_request_duration_microseconds_bucket{%1$sle="200.0",} %3$d
            verge_request_duration_microseconds_bucket{%1$sle="+Inf",} %4$d
            """
                .formatted(LABELS, below100, below200, all))
        .load("demo/hello");
  }
}

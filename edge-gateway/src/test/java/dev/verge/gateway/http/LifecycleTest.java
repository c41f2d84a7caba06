package dev.verge.gateway.http;

import static dev.verge.gateway.http.TestPlane.answer;
import static dev.verge.gateway.http.TestPlane.respond;
import static dev.verge.gateway.http.TestPlane.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.exchange.ClientGoneException;
import dev.verge.isolate.exchange.HeaderList;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** From the start of the data plane to its end. */
class LifecycleTest {
  private static DataPlaneSettings settings(Duration drain, int connections) {
    var d = TestPlane.SETTINGS;
    return new DataPlaneSettings(
        d.bind(),
        d.uriBytes(),
        d.headerBytes(),
        d.idleTimeout(),
        d.headTimeout(),
        d.bodyTimeout(),
        d.writeTimeout(),
        drain,
        connections);
  }

  @Test
  void request_in_flight_ends_well_and_is_the_last_on_its_connection() throws Exception {
    var began = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var plane =
        TestPlane.start()
            .on(
                "a",
                x -> {
                  began.countDown();
                  go.await();
                  answer(x, "drained");
                });
    try (var idle = plane.connect();
        var client = plane.connect()) {
      client.send("GET / HTTP/1.1\nHost: a\n\n");
      began.await();
      Thread closing = Thread.ofVirtual().start(plane::close);
      assertThat(idle.rest()).isEmpty();
      assertThatThrownBy(plane::connect).isInstanceOf(UncheckedIOException.class);
      assertThat(closing.isAlive()).isTrue();
      go.countDown();
      var response = client.response();
      assertThat(response.body()).isEqualTo("drained");
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(client.rest()).isEmpty();
      client.shutOutput();
      closing.join();
    }
  }

  @Test
  void response_that_was_begun_is_finished_while_draining() throws Exception {
    var go = new CountDownLatch(1);
    var plane =
        TestPlane.start()
            .on(
                "a",
                x -> {
                  respond(x);
                  write(x, "first");
                  go.await();
                  write(x, "last");
                  x.finish(HeaderList.EMPTY);
                });
    try (var idle = plane.connect();
        var client = plane.connect()) {
      client.send("GET / HTTP/1.1\nHost: a\n\n").head();
      client.bytes(10);
      Thread closing = Thread.ofVirtual().start(plane::close);
      assertThat(idle.rest()).isEmpty();
      go.countDown();
      assertThat(client.rest()).isEqualTo("4\r\nlast\r\n0\r\n\r\n");
      client.shutOutput();
      closing.join();
    }
  }

  @Test
  void what_does_not_end_in_time_is_cut_and_its_guest_is_told() {
    var gone = new CompletableFuture<ClientGoneException>();
    var plane =
        TestPlane.start(settings(TestPlane.SOON, 10))
            .on(
                "a",
                x -> {
                  respond(x);
                  try {
                    while (true) {
                      write(x, "more");
                      Thread.sleep(1);
                    }
                  } catch (ClientGoneException e) {
                    gone.complete(e);
                    throw e;
                  }
                });
    try (var client = plane.connect()) {
      client.send("GET / HTTP/1.1\nHost: a\n\n").head();
      plane.close();
      assertThat(gone.join()).hasMessageContaining("stopping");
      assertThat(client.rest()).doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void closing_again_does_nothing_and_metrics_leave_the_registry() {
    var plane = TestPlane.start();
    assertThat(plane.registry().getSampleValue("verge_connections")).isZero();
    plane.close();
    plane.close();
    assertThat(plane.registry().metricFamilySamples().hasMoreElements()).isFalse();
  }

  @Test
  void address_in_use_is_named() {
    try (var plane = TestPlane.start()) {
      var settings = TestPlane.SETTINGS.withBind(plane.address());
      assertThatThrownBy(() -> TestPlane.start(settings))
          .isInstanceOf(ListenException.class)
          .hasMessageContaining(Integer.toString(plane.address().getPort()));
    }
  }

  @Test
  void connection_too_many_is_turned_away_until_another_ends() {
    try (var plane =
        TestPlane.start(settings(Duration.ofSeconds(5), 2)).on("a", x -> answer(x, "ok"))) {
      try (var first = plane.connect();
          var second = plane.connect()) {
        assertThat(first.get("a", "/").body()).isEqualTo("ok");
        assertThat(second.get("a", "/").body()).isEqualTo("ok");
        try (var third = plane.connect()) {
          var response = third.response();
          assertThat(response.status()).isEqualTo(503);
          assertThat(response.body()).contains("urn:verge:problem:too-many-connections");
          assertThat(third.rest()).isEmpty();
        }
        assertThat(first.get("a", "/").body()).isEqualTo("ok");
      }
      await()
          .untilAsserted(
              () -> assertThat(plane.registry().getSampleValue("verge_connections")).isZero());
      try (var fourth = plane.connect()) {
        assertThat(fourth.get("a", "/").body()).isEqualTo("ok");
      }
      assertThat(plane.registry().getSampleValue("verge_connections_refused_total")).isEqualTo(1);
    }
  }

  @Test
  void settings_out_of_range_are_refused_by_name() {
    assertThatThrownBy(() -> settings(Duration.ofSeconds(-1), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("drain");
    assertThatThrownBy(() -> settings(Duration.ZERO, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("connections");
  }
}

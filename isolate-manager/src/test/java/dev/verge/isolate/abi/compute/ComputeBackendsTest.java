package dev.verge.isolate.abi.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.binding.Bindings;
import dev.verge.isolate.binding.Geolocation;
import dev.verge.isolate.binding.Shield;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.testing.ComputeGuests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends as guests ask about them, make them and hear of their failures. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComputeBackendsTest {
  /** {@code $dynamic_backend_config} and {@code $healthcheck_config} of typenames.witx. */
  private static final String RECORDS =
      """
      struct check {
        uint64_t interval, timeout; const char *host; uint32_t host_length; const char *method;
        uint32_t method_length; const char *path; uint32_t path_length, status, window, threshold, initial;
      };
      struct config {
        const char *host; uint32_t host_length, connect, first_byte, between_bytes, min, max;
        const char *cert; uint32_t cert_length; const char *ca; uint32_t ca_length;
        const char *ciphers; uint32_t ciphers_length; const char *sni; uint32_t sni_length;
        const char *client; uint32_t client_length, key, keepalive, tcp, tcp_interval, tcp_probes, tcp_time;
        uint32_t most, uses, lifetime; struct check *check;
      };
      struct detail { uint32_t tag, mask; uint16_t rcode, info; uint8_t alert, frame; uint32_t code; };
      static int make(const char *target, uint32_t mask, struct config *config) {
        return http_req_register_dynamic_backend("made", 4, target, strlen(target), mask, config);
      }
      static struct detail fetch(const char *backend) {
        struct detail detail = {0, 0x1e};
        uint32_t response, body, request = new_request();
        http_req_uri_set(request, "http://example.org/", 19);
        say("%d ", http_req_send_v2(request, new_body(), backend, strlen(backend), &detail, &response, &body));
        if (detail.tag == 1) say_body(body);
        return detail;
      }
      """;

  private ComputeGuests guests;
  private HttpServer server;

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    guests = ComputeGuests.in(home);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = ("from " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  void stop() {
    server.stop(0);
    guests.close();
  }

  @Test
  void aDeclaredBackendTellsItsSettings() {
    assertThat(
            answer(
                """
                uint32_t n, many; uint16_t port; char text[100];
                backend_exists("origin", 6, &n); say("%d ", n);
                backend_exists("other", 5, &n); say("%d ", n);
                backend_is_healthy("origin", 6, &n); say("%d ", n);
                backend_is_dynamic("origin", 6, &n); say("%d ", n);
                backend_get_host("origin", 6, text, 100, &n); say("%.*s ", n, text);
                backend_get_override_host("origin", 6, text, 100, &n); say("%.*s ", n, text);
                backend_get_port("origin", 6, &port); say("%d ", port == PORT);
                backend_get_connect_timeout_ms("origin", 6, &n); say("%d ", n);
                backend_get_first_byte_timeout_ms("origin", 6, &n); say("%d ", n);
                backend_get_between_bytes_timeout_ms("origin", 6, &n); say("%d ", n);
                backend_get_http_keepalive_time("origin", 6, &n); say("%d ", n);
                backend_get_tcp_keepalive_enable("origin", 6, &n); say("%d ", n);
                backend_is_ssl("origin", 6, &n); say("%d ", n);
                SAY_STATUS(backend_get_ssl_min_version("origin", 6, &n));
                reply();
                """
                    .replace("PORT", Integer.toString(server.getAddress().getPort()))))
        .isEqualTo("1 0 1 0 127.0.0.1 over.example 1 20000 20000 20000 55000 0 0 10 ");
  }

  @Test
  void aBackendThatIsNotThereIsAnInvalidArgument() {
    assertThat(
            answer(
                """
                uint32_t n; char text[10];
                SAY_STATUS(backend_is_healthy("other", 5, &n));
                SAY_STATUS(backend_get_host("other", 5, text, 10, &n));
                SAY_STATUS(backend_get_port("other", 5, &n));
                reply();
                """))
        .isEqualTo("2 2 2 ");
  }

  @Test
  void aBackendWithoutOverridingHostHasNone() {
    assertThat(
            answer(
                """
                uint32_t n; char text[10];
                struct config config = {0};
                SAY_STATUS(make("host.example", 0, &config));
                SAY_STATUS(backend_get_override_host("made", 4, text, 10, &n));
                reply();
                """))
        .isEqualTo("0 10 ");
  }

  @Test
  void aMadeBackendHasWhatItsGuestWants() {
    assertThat(
            answer(
                """
                uint32_t n; uint16_t port; char text[100];
                struct check check = {5000, 1000, "", 0, "GET", 3, "/h", 2, 200, 5, 3, 3};
                struct config config = {
                  .host = "over.example", .host_length = 12, .connect = 1, .first_byte = 2,
                  .between_bytes = 3, .min = 2, .max = 3, .keepalive = 4000, .tcp = 1,
                  .tcp_interval = 5, .tcp_probes = 6, .tcp_time = 7, .check = &check,
                };
                SAY_STATUS(make("host.example:8443", 0x680fe & ~0x100 | 0x40000, &config));
                backend_is_dynamic("made", 4, &n); say("%d ", n);
                backend_get_host("made", 4, text, 100, &n); say("%.*s ", n, text);
                backend_get_override_host("made", 4, text, 100, &n); say("%.*s ", n, text);
                backend_get_port("made", 4, &port); say("%d ", port);
                backend_get_connect_timeout_ms("made", 4, &n); say("%d ", n);
                backend_get_first_byte_timeout_ms("made", 4, &n); say("%d ", n);
                backend_get_between_bytes_timeout_ms("made", 4, &n); say("%d ", n);
                backend_is_ssl("made", 4, &n); say("%d ", n);
                backend_get_ssl_min_version("made", 4, &n); say("%d ", n);
                backend_get_ssl_max_version("made", 4, &n); say("%d ", n);
                backend_get_http_keepalive_time("made", 4, &n); say("%d ", n);
                backend_get_tcp_keepalive_enable("made", 4, &n); say("%d ", n);
                backend_get_tcp_keepalive_interval("made", 4, &n); say("%d ", n);
                backend_get_tcp_keepalive_probes("made", 4, &n); say("%d ", n);
                backend_get_tcp_keepalive_time("made", 4, &n); say("%d ", n);
                backend_is_healthy("made", 4, &n); say("%d ", n);
                reply();
                """))
        .isEqualTo("0 1 host.example over.example 8443 1 2 3 1 2 3 4000 1 5 6 7 1 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "make(\"host.example\", 1, &config)", // the reserved bit
        "make(\"host.example\", 1 << 19, &config)", // an unknown one
        "make(\"\", 0, &config)",
        "make(\"host.example:0\", 0, &config)",
        "make(\"host.example:65536\", 0, &config)",
        "make(\"host example\", 0, &config)",
        "make(\"a/b\", 0, &config)",
        "make(\"[::1\", 0, &config)",
        "make(\"host.example\", 1 << 1, &config)", // an empty overriding host
        "make(\"host.example\", 1 << 5 | 1 << 6, &bad_version)",
        "make(\"host.example\", 1 << 18, &bad_check)",
        "make(\"host.example\", 1 << 18, (struct config *)0x7ffffff0)"
      })
  void aDescriptionWithoutSenseIsAnInvalidArgument(String call) {
    assertThat(
            answer(
                """
                struct check check = {1, 1, "", 0, "", 0, "/", 1, 200, 1, 1, 1};
                struct config config = {0}, bad_version = {.min = 4}, bad_check = {.check = &check};
                SAY_STATUS(%s);
                reply();
                """
                    .formatted(call)))
        .isEqualTo("2 ");
  }

  @Test
  void aClientKeyThatIsNoSecretIsABadHandle() {
    assertThat(
            answer(
                """
                struct config config = {.client = "x", .client_length = 1, .key = 77};
                SAY_STATUS(make("host.example", 1 << 5 | 1 << 13, &config));
                reply();
                """))
        .isEqualTo("3 ");
  }

  @Test
  void aMadeBackendDoesNotReachLoopback() {
    assertThat(
            answer(
                """
                struct config config = {0};
                SAY_STATUS(make("127.0.0.1:80", 0, &config));
                say("%d", fetch("made").tag);
                reply();
                """))
        .isEqualTo("0 1 6");
  }

  @Test
  void aResponseHasADetailThatIsFine() {
    assertThat(
            answer("struct detail d = fetch(\"origin\"); say(\" %d %d\", d.tag, d.mask); reply();"))
        .isEqualTo("0 from / 1 0");
  }

  @Test
  void aFailureHasItsTag() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Template guest =
        guests.guest(
            bindings(Map.of("origin", backend(port)), Map.of()),
            "say(\"%d\", fetch(\"origin\").tag); reply();",
            RECORDS);

    assertThat(guests.answer(guest)).isEqualTo("1 7");
    await()
        .untilAsserted(
            () -> assertThat(guests.log(guest)).anyMatch(line -> line.contains("refused")));
  }

  @Test
  void aShieldTellsWhetherItIsHereOrWhere() {
    assertThat(
            answer(
                """
                char info[200]; uint32_t n;
                SAY_STATUS(shielding_shield_info("here", 4, info, sizeof info, &n));
                say("%d %d ", n, info[0]);
                SAY_STATUS(shielding_shield_info("there", 5, info, sizeof info, &n));
                say("%d %s %s ", info[0], info + 1, info + 2 + strlen(info + 1));
                SAY_STATUS(shielding_shield_info("there", 5, info, 3, &n));
                SAY_STATUS(shielding_shield_info("nowhere", 7, info, sizeof info, &n));
                reply();
                """))
        .isEqualTo("0 3 1 0 0 %s/plain https://secure.example 4 2 ".formatted(url()));
  }

  @Test
  void aShieldBecomesABackend() {
    assertThat(
            answer(
                """
                char name[1024]; uint32_t n;
                const char *url = "URL/plain";
                SAY_STATUS(shielding_backend_for_shield(url, strlen(url), 0, 0, name, sizeof name, &n));
                name[n] = 0;
                fetch(name);
                SAY_STATUS(shielding_backend_for_shield(url, strlen(url), 0, 0, name, sizeof name, &n));
                SAY_STATUS(shielding_backend_for_shield("there", 5, 0, 0, name, sizeof name, &n));
                SAY_STATUS(shielding_backend_for_shield("http://127.0.0.1/", 17, 0, 0, name, sizeof name, &n));
                SAY_STATUS(shielding_backend_for_shield(url, strlen(url), 1, 0, name, sizeof name, &n));
                reply();
                """
                    .replace("URL", url())))
        .isEqualTo("0 0 from /plain/0 0 2 2 ");
  }

  @Test
  void imagesAreNotTransformed() {
    assertThat(
            answer(
                """
                uint32_t detail[3] = {0, 7, 7}, config[2] = {0}, response, body;
                SAY_STATUS(image_optimizer_transform_image_optimizer_request(
                    new_request(), new_body(), "origin", 6, 0, config, detail, &response, &body));
                say("%d %d", detail[0], detail[2]);
                reply();
                """))
        .isEqualTo("5 2 0");
  }

  private String answer(String main) {
    Bindings bindings =
        bindings(
            Map.of("origin", backend(server.getAddress().getPort())),
            Map.of(
                "here", new Shield.Local(),
                "there", new Shield.Remote(url() + "/plain", "https://secure.example")));
    return guests.answer(guests.guest(bindings, main, RECORDS));
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static Backend backend(int port) {
    Duration patience = Duration.ofSeconds(20);
    return new Backend(
        "origin",
        "127.0.0.1",
        port,
        "",
        Optional.of("over.example"),
        Optional.empty(),
        new Backend.Timeouts(patience, patience, patience),
        Backend.Pooling.DEFAULT,
        false,
        true,
        Backend.Health.HEALTHY,
        Optional.empty(),
        false);
  }

  private static Bindings bindings(Map<String, Backend> backends, Map<String, Shield> shields) {
    return new Bindings(
        backends,
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Geolocation.DEFAULT,
        Map.of(),
        Set.of(),
        shields,
        Set.of(),
        false);
  }
}

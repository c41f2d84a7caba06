package dev.verge.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.gateway.Peers;
import dev.verge.gateway.e2e.RunningPlatform;
import dev.verge.gateway.tls.CaCommand;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a guest sees of a client that speaks HTTP/2 over TLS to a running platform. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecureClientTest {
  private static final String GUEST = "rust";

  private ComputePlatform platform;
  private Path authority;

  @BeforeAll
  void start(@TempDir Path home) {
    platform = new ComputePlatform(home, Map.of("tls_port", "0"));
    platform.deploy(GUEST, "");
    Path state = home.resolve("state");
    int code = new CommandLine(new CaCommand(() -> state, () -> "localhost", Map.of())).execute();
    assertThat(code).isZero();
    authority = state.resolve("ca/ca.crt");
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  private String ask(String path, String... more) {
    int port = platform.running().secureDataPlane().getPort();
    return Peers.curl(port, authority, RunningPlatform.host(GUEST), path, more).text();
  }

  @Test
  void theGuestSeesSchemeAndVersion() {
    assertThat(ask("/downstream/line", "--http2"))
        .matches("GET https://rust\\.acme\\.localhost:\\d+/downstream/line HTTP/2\\.0");
    assertThat(ask("/downstream/line", "--http1.1")).endsWith("HTTP/1.1");
  }

  @Test
  void theGuestSeesWhatTlsAgreedOn() {
    assertThat(ask("/downstream/tls", "--tls-max", "1.2"))
        .contains("protocol=Some(\"TLSv1.2\")")
        .contains("cipher=Some(\"ECDHE-ECDSA-")
        .contains("server=Some(\"rust.acme.localhost\")")
        .contains("hello=true");
    assertThat(ask("/downstream/tls")).contains("TLSv1.3", "TLS_AES_");
  }

  @Test
  void aBodyGoesBothWays() {
    assertThat(ask("/downstream/body", "--data", "a".repeat(60_000)))
        .isEqualTo("60000 bytes, sum %d".formatted(60_000 * 97));
  }
}

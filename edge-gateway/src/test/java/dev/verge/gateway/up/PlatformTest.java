package dev.verge.gateway.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformTest {
  @TempDir Path directory;

  @Test
  void aPortInUseIsToldWithTheFlagThatChoosesAnother() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(other.getLocalPort());

      assertThatThrownBy(() -> start(Map.of("port", port)))
          .isInstanceOf(UpException.class)
          .hasMessageContaining("Port " + port)
          .hasMessageContaining("--port");
      assertThatThrownBy(() -> start(Map.of("admin_port", port)))
          .isInstanceOf(UpException.class)
          .hasMessageContaining("Port " + port)
          .hasMessageContaining("--admin-port");
      assertThatThrownBy(() -> start(Map.of("tls_port", port)))
          .isInstanceOf(UpException.class)
          .hasMessageContaining("Port " + port)
          .hasMessageContaining("--tls-port");
    }

    // What had been started was stopped again, the lock of the directory included.
    start(Map.of()).close();
  }

  @Test
  void aStateDirectoryIsUsedByOnePlatform() {
    try (Platform platform = start(Map.of())) {
      assertThat(platform.dataPlane().getPort()).isPositive();
      assertThatThrownBy(() -> start(Map.of()))
          .isInstanceOf(UpException.class)
          .hasMessageContaining(directory.resolve("home").toString());
    }
  }

  @Test
  void theControlPlanesAddressIsInTheStateDirectoryWhileItRuns() {
    Path file = directory.resolve("home/control-plane.url");
    try (Platform platform = start(Map.of())) {
      assertThat(file).hasContent(platform.controlPlane().toString());
    }
    assertThat(file).doesNotExist();
  }

  private Platform start(Map<String, String> flags) {
    return Platform.start(settings(flags), () -> {});
  }

  private Settings settings(Map<String, String> flags) {
    Map<String, String> all = new HashMap<>(Map.of("port", "0", "admin_port", "0", "home", "home"));
    all.putAll(flags);
    return Settings.of(new Asked(all, Map.of(), directory));
  }
}

package dev.verge.isolate.abi.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.Limits;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.assets.Archive;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.pool.IsolateSettings;
import dev.verge.isolate.pool.Isolates;
import dev.verge.isolate.pool.Outcome;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.testing.Clang;
import dev.verge.isolate.testing.RecordingExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A C program that goes through WASI by wasi-libc, compiled for real and run on the engine. */
class FilesGuestTest {
  private static final Path SOURCE = Path.of("src", "test", "guests", "files.c");

  /** Makes its lines the body of a CGI response; constructors run before {@code main}. */
  private static final String HEAD =
      """

      __attribute__((constructor)) static void head(void) {
        fputs("Content-Type: text/plain\\n\\n", stdout);
      }
      """;

  @TempDir Path home;

  @Test
  void aCProgramFindsFilesClocksRandomnessAndItsEnvironmentAsWasiSays() throws IOException {
    byte[] module = Clang.compile(Files.readString(SOURCE) + HEAD);
    AssetTree assets =
        Archive.tree(
            home,
            archive ->
                archive
                    .file("a.txt", "alpha\n")
                    .file("dir/nested/file", "0123456789")
                    .directory("void"));
    GuestConfig config =
        new GuestConfig(
            Optional.empty(),
            List.of("one arg"),
            Map.of("GREETING", "grüß"),
            Optional.of("/assets"),
            Limits.DEFAULT);
    RecordingExchange exchange = RecordingExchange.post("/", "from stdin\n");

    Outcome outcome;
    try (FunctionLogs logs = FunctionLogs.open(home.resolve("logs"));
        PlatformServices services = PlatformServices.open(PlatformServices.Settings.in(home));
        Isolates isolates =
            Isolates.start(
                new IsolateSettings(64L << 20, Duration.ofMinutes(1), 256L << 20),
                logs,
                services)) {
      Template template =
          isolates.prepare(
              new VersionId(new FunctionId("demo", "files"), 1), module, assets, config);
      outcome = isolates.serve(template, exchange);
    }

    assertThat(exchange.body().lines())
        .hasSizeGreaterThan(60)
        .endsWith("done")
        .noneMatch(line -> line.startsWith("FAILED"));
    assertThat(outcome).isEqualTo(new Outcome.Served());
  }
}

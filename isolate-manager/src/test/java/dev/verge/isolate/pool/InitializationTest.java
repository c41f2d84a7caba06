package dev.verge.isolate.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.platform.logs.LogLine;
import dev.verge.isolate.template.ModuleRefusedException;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.testing.Clang;
import dev.verge.isolate.testing.RecordingExchange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Initialisers run once, at upload, where that is the same as for every request. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InitializationTest {
  private FunctionLogs logs;
  private PlatformServices services;
  private Isolates isolates;
  private int names;

  @BeforeAll
  void start(@TempDir Path home) {
    logs = FunctionLogs.open(home);
    services = PlatformServices.open(PlatformServices.Settings.in(home));
    isolates =
        Isolates.start(
            new IsolateSettings(64L << 20, Duration.ofMinutes(1), 512L << 20), logs, services);
  }

  @AfterAll
  void stop() {
    isolates.close();
    services.close();
    logs.close();
  }

  /** A reactor that answers with a number; {@code initialize} is run before it. */
  private static byte[] reactor(String export, String initialize) {
    return Clang.compile(
        """
        #include <stdio.h>
        #include <stdlib.h>
        #include <time.h>
        #include <unistd.h>
        static int number = 1;
        __attribute__((export_name("%s"))) void initialize(void) { %s }
        __attribute__((export_name("handle"))) void handle(void) {
          printf("Content-Type: text/plain\\n\\n%%d", number++);
          fflush(stdout);
        }
        """
            .formatted(export, initialize),
        "-mexec-model=reactor");
  }

  private Template prepare(byte[] module, Optional<String> initializer) {
    VersionId version = new VersionId(new FunctionId("demo", "f" + names++), 1);
    return isolates.prepare(
        version, module, AssetTree.EMPTY, GuestConfig.DEFAULT.withInitializer(initializer));
  }

  private String serve(Template template) {
    RecordingExchange exchange = RecordingExchange.get("/");
    assertThat(isolates.serve(template, exchange)).isEqualTo(new Outcome.Served());
    return exchange.body();
  }

  private List<String> log(Template template) {
    return logs.log(template.version().function()).tail(50).stream().map(LogLine::text).toList();
  }

  @Test
  void anInitialiserRunsOnceAtUploadAndEveryRequestStartsFromWhatItLeft() {
    Template template =
        prepare(
            reactor("wizer.initialize", "number += 40; fputs(\"initialised\", stderr);"),
            Optional.empty());

    assertThat(template.entry().initializers()).isEmpty();
    assertThat(serve(template)).isEqualTo("41");
    assertThat(serve(template)).isEqualTo("41");
    isolates.evict(template.version().function());
    assertThat(serve(template)).isEqualTo("41");
    await().untilAsserted(() -> assertThat(log(template)).containsExactly("initialised"));
  }

  @Test
  void anInitialiserMayHaveAnyNameThatTheVersionTells() {
    Template template = prepare(reactor("set-up", "number += 40;"), Optional.of("set-up"));

    assertThat(template.entry().initializers()).isEmpty();
    assertThat(serve(template)).isEqualTo("41");
  }

  @Test
  void oneThatIsNamedAndNotThereIsRefused() {
    ModuleRefusedException refused =
        catchThrowableOfType(
            ModuleRefusedException.class,
            () -> prepare(reactor("set-up", ""), Optional.of("setup")));

    assertThat(refused.reason()).isEqualTo(ModuleRefusedException.Reason.NO_ENTRYPOINT);
    assertThat(refused).hasMessageContaining("initializer");
  }

  @Test
  void oneThatAsksForWhatDiffersBetweenRequestsRunsForEach() {
    Template template =
        prepare(
            reactor("wizer.initialize", "number += 40; time(NULL); fputs(\"again\", stderr);"),
            Optional.empty());

    assertThat(template.entry().initializers()).contains("wizer.initialize");
    assertThat(serve(template)).isEqualTo("41");
    assertThat(serve(template)).isEqualTo("41");
    await()
        .untilAsserted(
            () ->
                assertThat(log(template))
                    .contains(
                        "the initialiser runs for every request, since it called clock_time_get")
                    .filteredOn("again"::equals)
                    .hasSize(3));
  }

  @Test
  void oneThatFailsRefusesTheVersion() {
    ModuleRefusedException refused =
        catchThrowableOfType(
            ModuleRefusedException.class,
            () -> prepare(reactor("wizer.initialize", "__builtin_trap();"), Optional.empty()));

    assertThat(refused.reason()).isEqualTo(ModuleRefusedException.Reason.TRIAL_FAILED);
    assertThat(refused).hasMessageContaining("unreachable");
  }

  @Test
  void memoryThatAnInitialiserGrewIsThereForEveryRequest() {
    Template template =
        prepare(
            reactor(
                "wizer.initialize",
                "int *many = malloc(3 << 20); for (int i = 0; i < 3 << 18; i++) many[i] = i;"
                    + " number = many[700000];"),
            Optional.empty());

    assertThat(template.initialMemoryBytes()).isGreaterThan(3 << 20);
    assertThat(serve(template)).isEqualTo("700000");
    assertThat(serve(template)).isEqualTo("700000");
  }
}

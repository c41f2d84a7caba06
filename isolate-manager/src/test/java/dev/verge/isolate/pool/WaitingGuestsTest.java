package dev.verge.isolate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.Limits;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.testing.Clang;
import dev.verge.isolate.testing.RecordingExchange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaitingGuestsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final WaitingGuests waiting = new WaitingGuests();
  private FunctionLogs logs;
  private PlatformServices services;
  private Isolates isolates;
  private Template template;

  @BeforeAll
  void start(@TempDir Path home) {
    logs = FunctionLogs.open(home);
    services = PlatformServices.open(PlatformServices.Settings.in(home));
    isolates =
        Isolates.start(
            new IsolateSettings(64L << 20, Duration.ofMinutes(1), 512L << 20), logs, services);
    template =
        isolates.prepare(
            new VersionId(new FunctionId("demo", "waiting"), 1),
            Clang.compile("int main(void) { return 0; }"),
            AssetTree.EMPTY,
            new GuestConfig(
                Optional.empty(), List.of(), Map.of(), Optional.empty(), Limits.DEFAULT));
  }

  @AfterAll
  void stop() {
    isolates.close();
    services.close();
    logs.close();
  }

  @Test
  void aGuestThatNoLongerWaitsIsHandedNothing() {
    CompletableFuture<Optional<Turn>> offer = waiting.enter(template, PATIENCE);

    assertThat(offer.complete(Optional.empty())).isTrue();

    assertThat(waiting.hand(template, turn())).isFalse();
    assertThat(waiting.counts()).isEmpty();
  }

  @Test
  void aGuestThatWaitsIsHandedTheNextRequestAndNoOther() {
    CompletableFuture<Optional<Turn>> offer = waiting.enter(template, PATIENCE);
    Turn turn = turn();

    assertThat(waiting.hand(template, turn)).isTrue();

    assertThat(offer).isCompletedWithValue(Optional.of(turn));
    assertThat(waiting.hand(template, turn())).isFalse();
  }

  private static Turn turn() {
    return new Turn(RecordingExchange.get("/"), Limits.DEFAULT);
  }
}

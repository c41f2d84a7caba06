package dev.verge.isolate.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.Start;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.testing.Clang;
import dev.verge.isolate.testing.RecordingExchange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More functions than there is room for idle isolates; {@code ./verge bench --density} has ten
 * thousand.
 */
class ManyFunctionsTest {
  private static final int FUNCTIONS = 200;
  private static final long ROOM = 2L << 20;
  private static final byte[] HELLO =
      Clang.compile(
          """
          #include <stdio.h>
          int main(void) { puts("Content-Type: text/plain\\n\\nhello"); return 0; }
          """);

  @Test
  void theLeastUsedAreEvictedAndTheirNextRequestIsAColdStart(@TempDir Path home) {
    try (FunctionLogs logs = FunctionLogs.open(home);
        PlatformServices services = PlatformServices.open(PlatformServices.Settings.in(home));
        Isolates isolates =
            Isolates.start(
                new IsolateSettings(ROOM, Duration.ofMinutes(5), 1L << 30), logs, services)) {
      Template busy = template(isolates, "busy");
      serve(isolates, busy);
      List<Template> quiet = new ArrayList<>();
      for (int i = 0; i < FUNCTIONS; i++) {
        quiet.add(template(isolates, "quiet" + i));
      }

      for (Template one : quiet) {
        assertThat(serve(isolates, one)).isEqualTo(Start.Kind.COLD);
        serve(isolates, busy);
      }

      // What is evicted is closed a little later.
      await()
          .until(
              () -> isolates.stats().functions().size() + isolates.stats().evictions() > FUNCTIONS);
      await().until(() -> isolates.stats().functions().size() < FUNCTIONS / 2);
      assertThat(isolates.stats().idleBytes()).isPositive().isLessThanOrEqualTo(ROOM);
      Set<FunctionId> idle = isolates.stats().functions().keySet();
      assertThat(idle).contains(busy.version().function());
      assertThat(serve(isolates, busy)).isEqualTo(Start.Kind.WARM);
      for (Template one :
          quiet.stream()
              .filter(template -> !idle.contains(template.version().function()))
              .limit(20)
              .toList()) {
        assertThat(serve(isolates, one)).isEqualTo(Start.Kind.COLD);
      }
    }
  }

  private static Start.Kind serve(Isolates isolates, Template template) {
    RecordingExchange exchange = RecordingExchange.get("/");
    assertThat(isolates.serve(template, exchange)).isEqualTo(new Outcome.Served());
    assertThat(exchange.body()).isEqualTo("hello\n");
    return exchange.start().orElseThrow().kind();
  }

  private static Template template(Isolates isolates, String name) {
    return isolates.prepare(
        new VersionId(new FunctionId("demo", name), 1),
        HELLO,
        AssetTree.EMPTY,
        GuestConfig.DEFAULT);
  }
}

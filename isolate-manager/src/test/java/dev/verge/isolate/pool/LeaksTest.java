package dev.verge.isolate.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.testing.Clang;
import dev.verge.isolate.testing.RecordingExchange;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Counts what isolates leave behind, from {@code /proc} and from the heap. */
@EnabledOnOs(OS.LINUX)
class LeaksTest {
  private static final int FUNCTIONS = 8;
  private static final int CLIENTS = 16;
  private static final int REQUESTS_EACH = 200;

  /** Mappings of the JVM's own, such as stacks and arenas of malloc, that come and go. */
  private static final long MAPPINGS_OF_THE_JVM = 150;

  /** Ends well, traps, grows its memory, exhausts its stack or its time, as it is asked. */
  private static final byte[] GUEST =
      Clang.compile(
          """
          #include <stdio.h>
          #include <stdlib.h>
          static int down(int n) { volatile char pad[8]; pad[0] = n; return down(n + 1) + pad[0]; }
          int main(void) {
            int what = atoi(getenv("QUERY_STRING"));
            if (what == 1) __builtin_trap();
            if (what == 2) for (int i = 0; i < 40; i++) __builtin_wasm_memory_grow(0, 1);
            if (what == 3) return down(0);
            if (what == 4) exit(3);
            char *dirty = malloc(100000);
            for (int i = 0; i < 100000; i += 100) dirty[i] = i;
            puts("Content-Type: text/plain\\n");
            printf("%d", dirty[300]);
            return 0;
          }
          """);

  @Test
  void thousandsOfIsolatesUnderLoadLeaveNoMappingDescriptorThreadOrContextBehind(@TempDir Path home)
      throws Exception {
    try (FunctionLogs logs = FunctionLogs.open(home);
        PlatformServices services = PlatformServices.open(PlatformServices.Settings.in(home));
        // Room for some of the isolates only, so that evictions go on all the time.
        Isolates isolates =
            Isolates.start(
                new IsolateSettings(4L << 20, Duration.ofMillis(500), 1L << 30, 1L << 20),
                logs,
                services)) {
      List<Template> templates = new ArrayList<>();
      for (int i = 0; i < FUNCTIONS; i++) {
        templates.add(
            isolates.prepare(
                new VersionId(new FunctionId("demo", "leak" + i), 1),
                GUEST,
                AssetTree.EMPTY,
                GuestConfig.DEFAULT));
      }
      load(isolates, templates);
      Traces before = quiet(isolates, templates);

      for (int i = 0; i < 3; i++) {
        load(isolates, templates);
      }

      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                Traces after = quiet(isolates, templates);
                assertThat(after.contexts()).isLessThanOrEqualTo(before.contexts());
                assertThat(after.isolates()).isZero();
                assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors());
                assertThat(after.mappings()).isLessThan(before.mappings() + MAPPINGS_OF_THE_JVM);
                assertThat(after.threads()).isLessThan(before.threads() + CLIENTS);
              });
      assertThat(isolates.stats().guestMemoryBytes()).isZero();
    }
  }

  private static void load(Isolates isolates, List<Template> templates) throws Exception {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        int first = client;
        all.add(
            clients.submit(
                () -> {
                  for (int i = 0; i < REQUESTS_EACH; i++) {
                    Template template = templates.get((first + i) % FUNCTIONS);
                    int what = i % 20 < 5 ? i % 20 : 0;
                    isolates.serve(template, RecordingExchange.get("/?" + what));
                    if (i % 3 == 0) {
                      isolates.evict(template.version().function());
                    }
                    if (i % 10 == 0) {
                      isolates.activate(template);
                    }
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  /** What is there when nothing runs, nothing is idle and nothing is being prepared. */
  private static Traces quiet(Isolates isolates, List<Template> templates)
      throws IOException, JMException {
    await()
        .until(
            () -> {
              templates.forEach(template -> isolates.evict(template.version().function()));
              return isolates.stats().functions().isEmpty() && isolates.stats().idleBytes() == 0;
            });
    return Traces.now();
  }

  /**
   * What a process can be seen to hold.
   *
   * @param contexts of the engine, reachable ones
   * @param isolates reachable ones
   */
  private record Traces(
      long mappings, long descriptors, long threads, long contexts, long isolates) {
    private static final Path SELF = Path.of("/proc/self");

    static Traces now() throws IOException, JMException {
      String histogram = histogram();
      return new Traces(
          Files.readAllLines(SELF.resolve("maps")).size(),
          count(SELF.resolve("fd")),
          count(SELF.resolve("task")),
          instances(histogram, "com.oracle.truffle.polyglot.PolyglotContextImpl"),
          instances(histogram, "dev.verge.isolate.engine.Isolate"));
    }

    private static long count(Path directory) throws IOException {
      try (Stream<Path> entries = Files.list(directory)) {
        return entries.count();
      }
    }

    private static long instances(String histogram, String type) {
      return histogram
          .lines()
          .map(line -> line.strip().split("\\s+"))
          .filter(columns -> columns.length > 3 && columns[3].equals(type))
          .mapToLong(columns -> Long.parseLong(columns[1]))
          .sum();
    }

    /** Of reachable objects, after a collection. */
    private static String histogram() throws JMException {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
    }
  }
}

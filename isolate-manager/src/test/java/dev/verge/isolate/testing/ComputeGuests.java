package dev.verge.isolate.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.Limits;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.binding.Bindings;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.platform.logs.LogLine;
import dev.verge.isolate.pool.IsolateSettings;
import dev.verge.isolate.pool.Isolates;
import dev.verge.isolate.pool.Outcome;
import dev.verge.isolate.template.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Isolates with services, for guests in C that call Fastly Compute's hostcalls. */
public final class ComputeGuests implements AutoCloseable {
  private static final String PRELUDE =
      resource("/fastly_compute.h") + resource("/compute_guest.h");

  private final FunctionLogs logs;
  private final PlatformServices services;
  private final Isolates isolates;
  private int names;

  private ComputeGuests(Path home) {
    logs = FunctionLogs.open(home.resolve("logs"));
    services = PlatformServices.open(PlatformServices.Settings.in(home));
    isolates =
        Isolates.start(
            new IsolateSettings(64L << 20, Duration.ofMinutes(1), 1L << 30), logs, services);
  }

  /** With a home of their own. */
  public static ComputeGuests in(Path home) {
    return new ComputeGuests(home);
  }

  /** A guest whose {@code main} is this; its name is new each time. */
  public Template guest(String main, String... declarations) {
    return guest(Bindings.NONE, main, declarations);
  }

  /** As {@link #guest(String, String...)}, with bindings. */
  public Template guest(Bindings bindings, String main, String... declarations) {
    byte[] module =
        Clang.compile(
            PRELUDE
                + String.join("\n", declarations)
                + "\nint main(void) { "
                + main
                + "\nreturn 0; }\n");
    GuestConfig config =
        new GuestConfig(
            Optional.empty(), List.of(), Map.of(), Optional.empty(), Limits.DEFAULT, bindings);
    VersionId version = new VersionId(new FunctionId("demo", "guest" + names++), 1);
    return isolates.prepare(version, module, AssetTree.EMPTY, config);
  }

  /** Serves a request, which has to succeed. */
  public RecordingExchange serve(Template guest, RecordingExchange exchange) {
    assertThat(isolates.serve(guest, exchange))
        .as(() -> "log: " + log(guest))
        .isEqualTo(new Outcome.Served());
    assertThat(exchange.finished()).isTrue();
    return exchange;
  }

  /** Serves a GET of the root; the response's body. */
  public String answer(Template guest) {
    return serve(guest, RecordingExchange.get("/")).body();
  }

  /** What the guest, or Verge about it, has logged. */
  public List<String> log(Template guest) {
    return logs.log(guest.version().function()).tail(50).stream().map(LogLine::text).toList();
  }

  /** What the guest has written to an endpoint with a file of its own. */
  public List<String> endpointLog(Template guest, String endpoint) {
    return logs.log(guest.version().function()).endpoint(endpoint).tail(50).stream()
        .map(LogLine::text)
        .toList();
  }

  public Isolates isolates() {
    return isolates;
  }

  public PlatformServices services() {
    return services;
  }

  @Override
  public void close() {
    isolates.close();
    services.close();
    logs.close();
  }

  private static String resource(String name) {
    try (InputStream stream = ComputeGuests.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

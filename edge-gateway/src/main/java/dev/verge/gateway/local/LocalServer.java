package dev.verge.gateway.local;

import dev.verge.gateway.up.Parts;
import dev.verge.gateway.up.StopDeadline;
import dev.verge.gateway.up.StopSignal;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Serves a program until a signal asks to stop.
 *
 * @param source what to serve
 * @param setting how
 * @param output where the function's log is shown
 * @param out what Verge itself has to tell
 */
record LocalServer(ProgramSource source, Setting setting, GuestOutput output, PrintWriter out) {
  /** What an orderly stop may take before the process is ended the hard way. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /**
   * How to serve.
   *
   * @param address where to listen
   * @param flag with which another port can be chosen
   * @param home the directory of state; when empty, one that is gone afterwards
   * @param watch whether a changed program is loaded
   * @param privateBackends whether backends that guests make may have private addresses
   */
  record Setting(
      InetSocketAddress address,
      String flag,
      Optional<Path> home,
      boolean watch,
      boolean privateBackends) {}

  /** Tells where the program answers, once it does. */
  @FunctionalInterface
  interface Greeting {
    void tell(LocalPlatform platform, Program program, URI url);
  }

  /**
   * Starts, waits for a signal, and stops.
   *
   * @throws RuntimeException whose message says why it cannot be served
   */
  void run(Greeting greeting) throws InterruptedException {
    StopSignal stop = StopSignal.listen();
    try (Parts parts = new Parts()) {
      start(parts, greeting);
      boolean _ = stop.await();
      StopDeadline _ = StopDeadline.set(GRACE);
    }
  }

  /**
   * Starts.
   *
   * @param parts closes all that was started
   */
  void start(Parts parts, Greeting greeting) {
    Path home = setting.home().orElseGet(() -> parts.add(TemporaryHome.make()).path());
    Program program = Refusals.inWords(() -> source.read(home));
    LocalPlatform platform =
        LocalPlatform.start(parts, home, program.kind(), setting.privateBackends());
    parts.add(platform.log().follow(output));
    int _ = Refusals.inWords(() -> platform.load(program, List.of()));
    URI url = platform.listen(setting.address(), setting.flag());
    greeting.tell(platform, program, url);
    if (setting.watch()) {
      parts.add(FileWatch.start(program.files(), () -> reload(platform, home)));
    }
  }

  private Optional<Set<Path>> reload(LocalPlatform platform, Path home) {
    long began = System.nanoTime();
    try {
      Program program = source.read(home);
      int _ = platform.load(program, List.of());
      program.notes().forEach(note -> out.println("note: " + note));
      out.printf("Reloaded in %d ms.%n", (System.nanoTime() - began) / 1_000_000);
      return Optional.of(program.files());
    } catch (RuntimeException e) {
      out.printf("The change is not taken, what was there before goes on: %s%n", reason(e));
      return Optional.empty();
    } finally {
      out.flush();
    }
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}

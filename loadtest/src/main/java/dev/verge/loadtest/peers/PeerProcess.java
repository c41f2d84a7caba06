package dev.verge.loadtest.peers;

import dev.verge.loadtest.BenchException;
import dev.verge.loadtest.http.Call;
import dev.verge.loadtest.http.Probe;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server that runs as a process of its own until it is closed, or this program ends. */
final class PeerProcess implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(2);
  private static final Duration ONE_ANSWER = Duration.ofSeconds(10);
  private static final Duration TO_STOP = Duration.ofSeconds(20);
  private static final int LAST_LINES = 5;

  private final Process process;
  private final Start start;
  private final Thread atExit;
  private final Duration untilAnswer;

  private PeerProcess(Process process, Start start, Thread atExit, Duration untilAnswer) {
    this.process = process;
    this.start = start;
    this.atExit = atExit;
    this.untilAnswer = untilAnswer;
  }

  /**
   * What to run.
   *
   * @param command the program and its arguments
   * @param environment added to this program's own
   * @param directory where it runs
   * @param log what it prints is added to
   * @param ready a request that it answers with 200 when it is there
   * @param patience the longest to wait for that
   */
  record Start(
      List<String> command,
      Map<String, String> environment,
      Path directory,
      Path log,
      Call ready,
      Duration patience) {}

  /**
   * Starts it, and waits for its first answer.
   *
   * @throws BenchException when it cannot be run, ends, or does not answer in time; it does not run
   *     then
   */
  static PeerProcess start(Start start) {
    long began = System.nanoTime();
    Process process = spawn(start);
    var atExit = new Thread(() -> end(process, Duration.ZERO));
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      awaitAnswer(process, start, start.ready());
      return new PeerProcess(process, start, atExit, Duration.ofNanos(System.nanoTime() - began));
    } catch (RuntimeException | Error e) {
      end(process, Duration.ZERO);
      Runtime.getRuntime().removeShutdownHook(atExit);
      throw e;
    }
  }

  /** From spawning it to its first answer. */
  Duration untilAnswer() {
    return untilAnswer;
  }

  /**
   * Waits until it answers something else with 200, too.
   *
   * @throws BenchException as {@link #start} does
   */
  void awaitAnswer(Call ready) {
    awaitAnswer(process, start, ready);
  }

  long pid() {
    return process.pid();
  }

  /** Asks it to end, and ends it when it does not. */
  @Override
  public void close() {
    end(process, TO_STOP);
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  /** A port that is free now. */
  static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BenchException("There is no free port: " + e.getMessage(), e);
    }
  }

  private static Process spawn(Start start) {
    var builder =
        new ProcessBuilder(start.command())
            .directory(start.directory().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(start.log().toFile()));
    builder.environment().putAll(start.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new BenchException(e.getMessage(), e);
    }
  }

  private static void awaitAnswer(Process process, Start start, Call ready) {
    long began = System.nanoTime();
    while (true) {
      try {
        if (Probe.ask(ready, ONE_ANSWER).status() == 200) {
          return;
        }
      } catch (IOException _) {
        // It does not listen yet.
      }
      if (!process.isAlive()) {
        throw new BenchException(
            "%s ended with %d: %s"
                .formatted(
                    start.command().getFirst(), process.exitValue(), lastLines(start.log())));
      }
      if (System.nanoTime() - began > start.patience().toNanos()) {
        throw new BenchException(
            "%s did not answer within %d s: %s"
                .formatted(
                    start.command().getFirst(),
                    start.patience().toSeconds(),
                    lastLines(start.log())));
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  private static void end(Process process, Duration patience) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /** Why a program failed stands at the end of what it printed, before where it did. */
  static String lastLines(Path log) {
    try {
      List<String> lines =
          Files.readAllLines(log).stream()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("at "))
              .toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
      return last.isEmpty() ? "it printed nothing" : String.join(" | ", last);
    } catch (IOException e) {
      return "its log cannot be read: " + e.getMessage();
    }
  }
}

package dev.verge.loadtest.density;

import dev.verge.loadtest.BenchException;
import dev.verge.loadtest.jmh.InProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures what idle isolates and idle functions take, in a JVM of its own that is started as the
 * platform's is. Its heap is of one size and touched from the start, so that what grows outside of
 * it can be told apart.
 *
 * @param dist the platform's distribution, {@code edge-gateway/target/dist}
 */
public record Density(Path dist) {
  /** Half of an 8 GB machine, as the platform takes it. */
  private static final String HEAP = "4g";

  /** Too little for the isolates of all functions, so that some are evicted. */
  private static final long IDLE_BYTES = 256L << 20;

  private static final int FUNCTIONS_PER_ISOLATE = 5;

  /** That whose distribution lies where this program was built. */
  public static Density beside() {
    return new Density(InProcess.beside().dist());
  }

  /**
   * Measures, with the figures on this process's console.
   *
   * @param sample the sample whose module is used
   * @param isolates how many idle isolates of one function; then five times as many functions serve
   *     once each
   */
  public void run(String sample, int isolates) {
    ProcessBuilder jvm =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + dist.resolve("jvm.options"),
            "--upgrade-module-path=" + dist.resolve("compiler"),
            "--module-path=" + dist.resolve("graal"),
            "-Xms" + HEAP,
            "-Xmx" + HEAP,
            "-XX:+AlwaysPreTouch",
            "-cp",
            System.getProperty("java.class.path"),
            DensityRun.class.getName(),
            module(sample).toString(),
            Integer.toString(isolates),
            Integer.toString(isolates * FUNCTIONS_PER_ISOLATE),
            Long.toString(IDLE_BYTES));
    try {
      int status = jvm.inheritIO().start().waitFor();
      if (status != 0) {
        throw new BenchException("Density was not measured: its JVM ended with " + status);
      }
    } catch (IOException e) {
      throw new BenchException("Density was not measured: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Density was not measured: interrupted", e);
    }
  }

  private Path module(String sample) {
    Path directory = dist.resolve("samples").resolve(sample);
    try (var files = Files.list(directory)) {
      List<Path> modules = files.filter(file -> file.toString().endsWith(".wasm")).toList();
      if (modules.size() == 1) {
        return modules.getFirst();
      }
    } catch (IOException e) {
      throw new BenchException(
          "There is no sample in %s: build the platform first.".formatted(directory), e);
    }
    throw new BenchException("There is no module in " + directory);
  }
}

package dev.verge.loadtest.jmh;

import dev.verge.loadtest.BenchException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the JMH benchmarks over the sample guests, in JVMs of their own that are started as the
 * platform's own JVM is: with the options, the engine and the compiler of its distribution.
 *
 * @param dist the platform's distribution, {@code edge-gateway/target/dist}
 */
public record InProcess(Path dist) {
  /** Those whose distribution lies where this program was built. */
  public static InProcess beside() {
    try {
      Path jar =
          Path.of(InProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      // loadtest/target/dist/lib/loadtest.jar
      Path root = jar.resolve("../../../../..").normalize();
      return new InProcess(root.resolve("edge-gateway/target/dist"));
    } catch (URISyntaxException e) {
      throw new IllegalStateException("A code source is a file", e);
    }
  }

  /**
   * Runs them, with JMH's own output on the console.
   *
   * @param pattern which benchmarks: a regular expression that is searched in their names
   * @param names which samples; all when there are none
   * @param result a file for the results, as JMH writes them in JSON
   */
  public void run(String pattern, List<String> names, Path result) {
    Path samples = dist.resolve("samples");
    Options options =
        new OptionsBuilder()
            .include(pattern)
            .param("guest", guests(samples, names))
            .jvmArgs(
                "@" + dist.resolve("jvm.options"),
                "--upgrade-module-path=" + dist.resolve("compiler"),
                "--module-path=" + dist.resolve("graal"),
                // As in the platform, where a guest has a virtual thread of its own.
                "-Djmh.executor=VIRTUAL",
                "-D" + Guest.DIRECTORY + "=" + samples)
            .resultFormat(ResultFormatType.JSON)
            .result(result.toString())
            .build();
    try {
      Files.createDirectories(result.toAbsolutePath().getParent());
      new Runner(options).run();
    } catch (RunnerException | IOException e) {
      throw new BenchException("The benchmarks did not run: " + e.getMessage(), e);
    }
  }

  /** The modules, as paths within the samples' directory. */
  private static String[] guests(Path samples, List<String> names) {
    if (!Files.isDirectory(samples)) {
      throw new BenchException(
          "There are no samples in %s: build the platform first.".formatted(samples));
    }
    try (Stream<Path> files = Files.walk(samples, 2)) {
      String[] guests =
          files
              .filter(file -> file.toString().endsWith(".wasm"))
              .map(samples::relativize)
              .filter(file -> names.isEmpty() || names.contains(file.getName(0).toString()))
              .map(Path::toString)
              .sorted()
              .toArray(String[]::new);
      if (guests.length == 0) {
        throw new BenchException(
            "There is no sample %s in %s.".formatted(String.join(" or ", names), samples));
      }
      return guests;
    } catch (IOException e) {
      throw new BenchException("Cannot read " + samples + ": " + e.getMessage(), e);
    }
  }
}

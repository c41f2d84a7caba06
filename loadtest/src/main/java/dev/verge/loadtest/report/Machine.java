package dev.verge.loadtest.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where it was measured. Generator and platform are taken to run on the same machine.
 *
 * @param cores that this process may use
 * @param cpu the processor's name, or its architecture where it tells none
 * @param memoryBytes the machine's memory
 * @param os the operating system with its version
 * @param jdk that runs the generator
 * @param loadAverage of the last minute before the start (what else the machine was doing), or -1
 *     where it is not known
 */
public record Machine(
    int cores, String cpu, long memoryBytes, String os, String jdk, double loadAverage) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  /** This machine, now. */
  public static Machine here() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        cpu(system.getArch()),
        system.getTotalMemorySize(),
        system.getName() + " " + system.getVersion() + " " + system.getArch(),
        Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
        Math.round(system.getSystemLoadAverage() * 100) / 100.0);
  }

  private static String cpu(String architecture) {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException _) {
      return architecture;
    }
  }
}

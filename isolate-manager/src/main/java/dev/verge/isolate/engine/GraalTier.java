package dev.verge.isolate.engine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has HotSpot compile Graal, the compiler of guests, with its first compiler alone. Graal is a
 * large Java program that is busy just after a start; C2 would take a minute of processor time for
 * it, and what serves requests would wait in C2's queue for as long (measured: {@code
 * loadtest/README.md}).
 */
final class GraalTier {
  private static final Logger LOG = LoggerFactory.getLogger(GraalTier.class);

  /** In the syntax of HotSpot's {@code Compiler.directives_add}. */
  private static final String DIRECTIVES =
      """
      [{
        match: ["jdk/graal/*.*", "jdk/vm/ci/*.*", "org/graalvm/collections/*.*"],
        c2: { Exclude: true }
      }]
      """;

  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private GraalTier() {}

  /**
   * Tells HotSpot so, soon, and once: it is the whole process's, whose engines may come and go.
   * Where that fails, guests are compiled all the same.
   */
  static void limit() {
    if (TOLD.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("verge-graal-tier").start(GraalTier::tell);
    }
  }

  private static void tell() {
    try {
      Path file = Files.createTempFile("verge", ".json");
      try {
        Files.writeString(file, DIRECTIVES);
        Object told =
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "compilerDirectivesAdd",
                    new Object[] {new String[] {file.toString()}},
                    new String[] {String[].class.getName()});
        LOG.debug("Of Graal's own compilation: {}", told);
      } finally {
        Files.delete(file);
      }
    } catch (IOException | JMException | RuntimeException e) {
      LOG.debug("Graal is compiled as any other code", e);
    }
  }
}

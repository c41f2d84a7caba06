package dev.verge.isolate.engine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Threads that let others go first. The JVM's own priorities of threads come to nothing on Linux,
 * where each thread has a nice value (setpriority(2), "C library/kernel differences").
 */
public final class LowPriority {
  private static final int PRIO_PROCESS = 0;
  private static final int THIS_THREAD = 0;

  /** A thread of nice value 10 gets a tenth of a processor that another wants whole. */
  private static final int NICE = 10;

  private static final Optional<MethodHandle> SET_PRIORITY = setPriority();

  private LowPriority() {}

  /** Lowers the priority of the calling platform thread; does nothing where that is unknown. */
  public static void ofThisThread() {
    SET_PRIORITY.ifPresent(LowPriority::lower);
  }

  private static void lower(MethodHandle setPriority) {
    try {
      int _ = (int) setPriority.invokeExact(PRIO_PROCESS, THIS_THREAD, NICE);
    } catch (Throwable e) {
      throw new IllegalStateException("The C library's setpriority cannot be called", e);
    }
  }

  @SuppressWarnings("restricted") // native access is granted by guest.jvm.flags
  private static Optional<MethodHandle> setPriority() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.empty();
    }
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("setpriority")
        .map(
            address ->
                linker.downcallHandle(
                    address,
                    FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT)));
  }
}

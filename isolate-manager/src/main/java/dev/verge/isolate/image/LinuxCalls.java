package dev.verge.isolate.image;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** Calls of the C library, each as its manual page (section 2) says; on Linux, 64 bits. */
final class LinuxCalls {
  static final int PROT_READ = 1;
  static final int PROT_WRITE = 2;
  static final int MAP_SHARED = 0x01;
  static final int MAP_PRIVATE = 0x02;
  static final int MAP_FIXED = 0x10;
  static final int MAP_ANONYMOUS = 0x20;
  static final int MAP_NORESERVE = 0x4000;
  static final int MADV_DONTNEED = 4;
  static final int MADV_NOHUGEPAGE = 15;

  private static final long MAP_FAILED = -1;
  private static final int MFD_CLOEXEC = 1;
  private static final int O_CLOEXEC = 0x80000;
  private static final int FALLOC_FL_KEEP_SIZE = 1;
  private static final int FALLOC_FL_PUNCH_HOLE = 2;

  private final MethodHandle mmap =
      call("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private final MethodHandle munmap = call("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private final MethodHandle madvise = call("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private final MethodHandle memfdCreate = call("memfd_create", JAVA_INT, ADDRESS, JAVA_INT);
  private final MethodHandle ftruncate = call("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
  private final MethodHandle fallocate =
      call("fallocate", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private final MethodHandle open =
      call("open", new int[] {2}, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private final MethodHandle pread =
      call("pread", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
  private final MethodHandle ioctl =
      call("ioctl", new int[] {2}, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  private final MethodHandle getpagesize = call("getpagesize", JAVA_INT);
  private final MethodHandle close = call("close", JAVA_INT, JAVA_INT);

  private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... of) {
    return call(name, new int[0], result, of);
  }

  @SuppressWarnings("restricted") // what this package is for
  private static MethodHandle call(
      String name, int[] variadicFrom, MemoryLayout result, MemoryLayout... parameters) {
    Linker linker = Linker.nativeLinker();
    SymbolLookup library = linker.defaultLookup();
    Linker.Option[] options =
        variadicFrom.length == 0
            ? new Linker.Option[0]
            : new Linker.Option[] {Linker.Option.firstVariadicArg(variadicFrom[0])};
    return linker.downcallHandle(
        library.findOrThrow(name), FunctionDescriptor.of(result, parameters), options);
  }

  /**
   * @throws OutOfMappingsException when there is no room, or no more mappings may be made
   */
  long mmap(long address, long length, int protection, int flags, int file, long offset) {
    long result;
    try {
      result = (long) mmap.invokeExact(address, length, protection, flags, file, offset);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    if (result == MAP_FAILED) {
      throw new OutOfMappingsException(length);
    }
    return result;
  }

  void munmap(long address, long length) {
    try {
      check("munmap", (int) munmap.invokeExact(address, length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void madvise(long address, long length, int advice) {
    try {
      // Advice: a kernel built without what it asks for may refuse it.
      int ignored = (int) madvise.invokeExact(address, length, advice);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int memfdCreate(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return check(
          "memfd_create", (int) memfdCreate.invokeExact(arena.allocateFrom(name), MFD_CLOEXEC));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void ftruncate(int file, long length) {
    try {
      check("ftruncate", (int) ftruncate.invokeExact(file, length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Gives back the pages of a range of a file; it then reads as zeros. */
  void punchHole(int file, long offset, long length) {
    try {
      check(
          "fallocate",
          (int)
              fallocate.invokeExact(
                  file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int openForReading(String path) {
    try (Arena arena = Arena.ofConfined()) {
      return check("open", (int) open.invokeExact(arena.allocateFrom(path), O_CLOEXEC, 0));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Returns how many bytes were read; less than 0 for an error. */
  long pread(int file, MemorySegment target, long length, long offset) {
    try {
      return (long) pread.invokeExact(file, target, length, offset);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Returns what the request returns; less than 0 for an error. */
  int ioctl(int file, long request, MemorySegment argument) {
    try {
      return (int) ioctl.invokeExact(file, request, argument);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void close(int file) {
    try {
      check("close", (int) close.invokeExact(file));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int pageBytes() {
    try {
      return (int) getpagesize.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static int check(String name, int result) {
    if (result < 0) {
      throw new IllegalStateException("The system refused " + name);
    }
    return result;
  }

  private static RuntimeException unexpected(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(thrown);
    };
  }
}

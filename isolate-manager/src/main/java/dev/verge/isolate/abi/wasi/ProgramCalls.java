package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestExitException;
import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** The program's arguments, environment, end and random bytes. */
@HostModule(value = WasiPreview1.MODULE, badPointer = Errno.FAULT)
@SuppressWarnings("MemberName") // the ABI's names
public final class ProgramCalls {
  private static final int RANDOM_CHUNK_BYTES = 4 * 1024;

  private final GuestStrings args;
  private final GuestStrings environ;
  private final GuestRandom random;

  ProgramCalls(WasiWorld world) {
    this.args = GuestStrings.of(world.args());
    this.environ = GuestStrings.of(world.environ());
    this.random = world.random();
  }

  /** Copies the arguments. */
  @Hostcall
  public int args_get(GuestMemory memory, int pointers, int buffer) {
    args.store(memory, pointers, buffer);
    return Errno.SUCCESS;
  }

  /** Tells the arguments' number and their size together. */
  @Hostcall
  public int args_sizes_get(GuestMemory memory, int count, int size) {
    args.storeSizes(memory, count, size);
    return Errno.SUCCESS;
  }

  /** Copies the environment variables. */
  @Hostcall
  public int environ_get(GuestMemory memory, int pointers, int buffer) {
    environ.store(memory, pointers, buffer);
    return Errno.SUCCESS;
  }

  /** Tells the variables' number and their size together. */
  @Hostcall
  public int environ_sizes_get(GuestMemory memory, int count, int size) {
    environ.storeSizes(memory, count, size);
    return Errno.SUCCESS;
  }

  /** Ends the guest. */
  @Hostcall
  public void proc_exit(GuestMemory memory, int code) {
    throw new GuestExitException(code);
  }

  /** Sends the guest a signal: there are none. */
  @Hostcall
  public int proc_raise(GuestMemory memory, int signal) {
    return Errno.NOTSUP;
  }

  /** Lets others run. */
  @Hostcall
  @SuppressWarnings("ThreadPriorityCheck") // the guest asks for just that
  public int sched_yield(GuestMemory memory) {
    Thread.yield();
    return Errno.SUCCESS;
  }

  /** Fills a buffer with random bytes. */
  @Hostcall
  public int random_get(GuestMemory memory, int buffer, int length) throws InterruptedException {
    memory.requireRange(buffer, length);
    long left = Integer.toUnsignedLong(length);
    int address = buffer;
    while (left > 0) {
      if (Thread.interrupted()) {
        throw new InterruptedException("while making random bytes");
      }
      byte[] chunk = new byte[(int) Math.min(left, RANDOM_CHUNK_BYTES)];
      random.fill(chunk);
      memory.store(address, chunk, 0, chunk.length);
      address += chunk.length;
      left -= chunk.length;
    }
    return Errno.SUCCESS;
  }
}

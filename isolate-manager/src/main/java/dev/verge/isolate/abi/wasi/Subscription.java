package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestMemory;

/** What a guest waits for ({@code subscription} in typenames.witx). */
sealed interface Subscription {
  /** The size of the struct. */
  int BYTES = 48;

  /** The monotonic time at which it has an event; in the past when it has one already. */
  long due();

  /** Its event, once it is due. */
  Event event(DescriptorTable descriptors);

  /** A moment, on the monotonic clock. */
  record Alarm(long userdata, long due) implements Subscription {
    @Override
    public Event event(DescriptorTable descriptors) {
      return Event.of(userdata, Event.CLOCK);
    }
  }

  /** Something that cannot be waited for. */
  record Mistake(long userdata, byte type, int errno) implements Subscription {
    @Override
    public long due() {
      return 0;
    }

    @Override
    public Event event(DescriptorTable descriptors) {
      return new Event(userdata, errno, type, 0, 0);
    }
  }

  /** A descriptor that can be read or written. */
  record Readiness(long userdata, byte type, int fd) implements Subscription {
    @Override
    public long due() {
      return 0;
    }

    @Override
    public Event event(DescriptorTable descriptors) {
      try {
        return switch (descriptors.any(fd)) {
          case Descriptor.Input input when type == Event.FD_READ -> ready(1);
          case Descriptor.Output output when type == Event.FD_WRITE -> ready(1);
          case Descriptor.File file when type == Event.FD_READ ->
              ready(Math.max(0, file.node().size() - file.position()));
          case Descriptor other -> throw new ErrnoException(Errno.BADF);
        };
      } catch (ErrnoException e) {
        return new Event(userdata, e.errno(), type, 0, 0);
      }
    }

    private Event ready(long bytes) {
      return new Event(userdata, Errno.SUCCESS, type, bytes, bytes == 0 ? Event.HANGUP : 0);
    }
  }

  /**
   * Reads one. As the witx says, what is wrong with a single subscription is told in its event.
   *
   * @throws ErrnoException when its kind is unknown
   */
  static Subscription load(GuestMemory memory, int address, GuestClock clock) {
    long userdata = memory.loadLong(address);
    byte type = memory.loadByte(address + 8);
    return switch (type) {
      case Event.CLOCK -> loadClock(memory, address, userdata, clock);
      case Event.FD_READ, Event.FD_WRITE ->
          new Readiness(userdata, type, memory.loadInt(address + 16));
      default -> throw new ErrnoException(Errno.INVAL);
    };
  }

  private static Subscription loadClock(
      GuestMemory memory, int address, long userdata, GuestClock clock) {
    int id = memory.loadInt(address + 16);
    long timeout = memory.loadLong(address + 24);
    boolean absolute = (memory.loadShort(address + 40) & 1) != 0;
    return switch (id) {
      case ClockId.MONOTONIC, ClockId.REALTIME -> {
        long now = id == ClockId.MONOTONIC ? clock.monotonic() : clock.realtime();
        yield new Alarm(userdata, due(absolute ? left(timeout, now) : timeout, clock));
      }
      case ClockId.PROCESS_CPUTIME, ClockId.THREAD_CPUTIME ->
          new Mistake(userdata, Event.CLOCK, Errno.NOTSUP);
      default -> new Mistake(userdata, Event.CLOCK, Errno.INVAL);
    };
  }

  /** Nanoseconds until a moment, which is unsigned. */
  private static long left(long moment, long now) {
    return moment < 0 ? moment : Math.max(0, moment - now);
  }

  /** The monotonic time after a delay, which is unsigned: centuries are as good as for ever. */
  private static long due(long delay, GuestClock clock) {
    long due = clock.monotonic() + delay;
    return delay < 0 || due < 0 ? Long.MAX_VALUE : due;
  }
}

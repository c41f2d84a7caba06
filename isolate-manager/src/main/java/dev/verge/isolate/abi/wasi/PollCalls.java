package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import java.util.ArrayList;
import java.util.List;

/** Waiting. */
@HostModule(value = WasiPreview1.MODULE, badPointer = Errno.FAULT)
@SuppressWarnings("MemberName") // the ABI's names
public final class PollCalls {
  /** As many as there can be descriptors; more is a mistake, as for poll in POSIX. */
  private static final int MAX_SUBSCRIPTIONS = DescriptorTable.MAX_OPEN;

  private final DescriptorTable descriptors;
  private final GuestClock clock;

  PollCalls(DescriptorTable descriptors, GuestClock clock) {
    this.descriptors = descriptors;
    this.clock = clock;
  }

  /**
   * Waits for the first of several events. Descriptors are always ready (reading standard input
   * waits by itself), so that only clocks make it wait.
   */
  @Hostcall
  public int poll_oneoff(GuestMemory memory, int in, int out, int count, int result)
      throws InterruptedException {
    return Errno.of(
        () -> {
          if (count <= 0 || count > MAX_SUBSCRIPTIONS) {
            throw new ErrnoException(Errno.INVAL);
          }
          memory.requireRange(in, count * Subscription.BYTES);
          memory.requireRange(out, count * Event.BYTES);
          memory.requireRange(result, Integer.BYTES);
          List<Subscription> subscriptions = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            subscriptions.add(Subscription.load(memory, in + i * Subscription.BYTES, clock));
          }
          List<Event> events = await(subscriptions);
          for (int i = 0; i < events.size(); i++) {
            events.get(i).store(memory, out + i * Event.BYTES);
          }
          memory.storeInt(result, events.size());
        });
  }

  private List<Event> await(List<Subscription> subscriptions) throws InterruptedException {
    long earliest = Long.MAX_VALUE;
    for (Subscription subscription : subscriptions) {
      earliest = Math.min(earliest, subscription.due());
    }
    clock.sleepUntil(earliest);
    long now = Math.max(earliest, clock.monotonic());
    return subscriptions.stream()
        .filter(subscription -> subscription.due() <= now)
        .map(subscription -> subscription.event(descriptors))
        .toList();
  }
}

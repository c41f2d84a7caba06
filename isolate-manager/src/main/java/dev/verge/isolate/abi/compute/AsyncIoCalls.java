package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Waiting for whichever of several things is ready first: module {@code fastly_async_io} of
 * compute-at-edge.witx.
 */
@HostModule(value = "fastly_async_io", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class AsyncIoCalls {
  /** What {@link #select} answers when the time is over. */
  private static final int TIMED_OUT = -1;

  private final Session session;

  AsyncIoCalls(Session session) {
    this.session = session;
  }

  /** The index of the first item that is ready; waits for one. */
  @Hostcall
  public int select(GuestMemory memory, int hs, int hsLen, int timeoutMs, int readyIdxOut)
      throws InterruptedException {
    memory.requireRange(readyIdxOut, Integer.BYTES);
    if (hsLen == 0 && timeoutMs == 0) {
      throw StatusException.invalid("there is nothing to wait for");
    }
    List<AsyncItem> items = new ArrayList<>();
    for (int handle : GuestStore.handles(memory, hs, hsLen)) {
      items.add(session.items().find(handle));
    }
    Optional<Duration> timeout =
        timeoutMs == 0
            ? Optional.empty()
            : Optional.of(Duration.ofMillis(Integer.toUnsignedLong(timeoutMs)));
    memory.storeInt(readyIdxOut, session.select(items, timeout).orElse(TIMED_OUT));
    return Status.OK;
  }

  /** Whether an item's action would not wait. */
  @Hostcall
  public int is_ready(GuestMemory memory, int handle, int isDoneOut) {
    memory.requireRange(isDoneOut, Integer.BYTES);
    memory.storeInt(isDoneOut, session.items().find(handle).readiness().isDone() ? 1 : 0);
    return Status.OK;
  }
}

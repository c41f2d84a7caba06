package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.platform.rates.InvalidRateLimitException;
import dev.verge.isolate.platform.rates.RateLimits;
import java.time.Duration;

/** Rate counters and penalty boxes: module {@code fastly_erl} of compute-at-edge.witx. */
@HostModule(value = "fastly_erl", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class ErlCalls {
  private final Session session;

  ErlCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int check_rate(
      GuestMemory memory,
      int rc,
      int rcLen,
      int entry,
      int entryLen,
      int delta,
      int window,
      int limit,
      int pb,
      int pbLen,
      int ttl,
      int blockedOut) {
    memory.requireRange(blockedOut, Integer.BYTES);
    RateLimits.Counted counted =
        new RateLimits.Counted(
            text(memory, rc, rcLen), text(memory, entry, entryLen), Integer.toUnsignedLong(delta));
    String box = text(memory, pb, pbLen);
    return run(
        () -> {
          boolean blocked =
              rates()
                  .check(
                      tenant(), counted, window, Integer.toUnsignedLong(limit), box, seconds(ttl));
          memory.storeInt(blockedOut, blocked ? 1 : 0);
        });
  }

  @Hostcall
  public int ratecounter_increment(
      GuestMemory memory, int rc, int rcLen, int entry, int entryLen, int delta) {
    String counter = text(memory, rc, rcLen);
    String name = text(memory, entry, entryLen);
    return run(() -> rates().increment(tenant(), counter, name, Integer.toUnsignedLong(delta)));
  }

  @Hostcall
  public int ratecounter_lookup_rate(
      GuestMemory memory, int rc, int rcLen, int entry, int entryLen, int window, int rateOut) {
    String counter = text(memory, rc, rcLen);
    String name = text(memory, entry, entryLen);
    return run(() -> store(memory, rateOut, rates().rate(tenant(), counter, name, window)));
  }

  @Hostcall
  public int ratecounter_lookup_count(
      GuestMemory memory, int rc, int rcLen, int entry, int entryLen, int duration, int countOut) {
    String counter = text(memory, rc, rcLen);
    String name = text(memory, entry, entryLen);
    return run(() -> store(memory, countOut, rates().count(tenant(), counter, name, duration)));
  }

  @Hostcall
  public int penaltybox_add(
      GuestMemory memory, int pb, int pbLen, int entry, int entryLen, int ttl) {
    String box = text(memory, pb, pbLen);
    String name = text(memory, entry, entryLen);
    return run(() -> rates().penalize(tenant(), box, name, seconds(ttl)));
  }

  @Hostcall
  public int penaltybox_has(
      GuestMemory memory, int pb, int pbLen, int entry, int entryLen, int hasOut) {
    String box = text(memory, pb, pbLen);
    String name = text(memory, entry, entryLen);
    return run(() -> store(memory, hasOut, rates().penalized(tenant(), box, name) ? 1 : 0));
  }

  private RateLimits rates() {
    return session.services().rateLimits();
  }

  private String tenant() {
    return session.function().tenant();
  }

  private int run(Runnable action) {
    try {
      action.run();
      return Status.OK;
    } catch (InvalidRateLimitException e) {
      session.tell(e.getMessage());
      throw StatusException.invalid(e.getMessage());
    }
  }

  private static String text(GuestMemory memory, int address, int length) {
    return GuestStore.text(memory, address, length);
  }

  private static Duration seconds(int unsigned) {
    return Duration.ofSeconds(Integer.toUnsignedLong(unsigned));
  }

  /** The ABI's numbers end at 32 bits. */
  private static void store(GuestMemory memory, int out, long value) {
    memory.storeInt(out, (int) Math.min(value, 0xffff_ffffL));
  }
}

package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

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
    throw session.unsupported("fastly_erl.check_rate");
  }

  @Hostcall
  public int ratecounter_increment(
      GuestMemory memory, int rc, int rcLen, int entry, int entryLen, int delta) {
    throw session.unsupported("fastly_erl.ratecounter_increment");
  }

  @Hostcall
  public int ratecounter_lookup_rate(
      GuestMemory memory, int rc, int rcLen, int entry, int entryLen, int window, int rateOut) {
    throw session.unsupported("fastly_erl.ratecounter_lookup_rate");
  }

  @Hostcall
  public int ratecounter_lookup_count(
      GuestMemory memory, int rc, int rcLen, int entry, int entryLen, int duration, int countOut) {
    throw session.unsupported("fastly_erl.ratecounter_lookup_count");
  }

  @Hostcall
  public int penaltybox_add(
      GuestMemory memory, int pb, int pbLen, int entry, int entryLen, int ttl) {
    throw session.unsupported("fastly_erl.penaltybox_add");
  }

  @Hostcall
  public int penaltybox_has(
      GuestMemory memory, int pb, int pbLen, int entry, int entryLen, int hasOut) {
    throw session.unsupported("fastly_erl.penaltybox_has");
  }
}

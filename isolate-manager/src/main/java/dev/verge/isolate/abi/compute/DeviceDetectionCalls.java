package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Which device a user agent is: module {@code fastly_device_detection} of compute-at-edge.witx. */
@HostModule(value = "fastly_device_detection", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class DeviceDetectionCalls {
  private final Session session;

  DeviceDetectionCalls(Session session) {
    this.session = session;
  }

  /** What is known of a user agent, as JSON; {@link Status#NONE} when nothing is. */
  @Hostcall
  public int lookup(
      GuestMemory memory, int userAgent, int userAgentLen, int buf, int bufLen, int nwrittenOut) {
    String json =
        session
            .services()
            .deviceDatabase()
            .lookup(session.bindings().devices(), GuestStore.text(memory, userAgent, userAgentLen))
            .orElseThrow(StatusException::absent);
    return GuestStore.store(memory, json, buf, bufLen, nwrittenOut);
  }
}

package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Log endpoints: module {@code fastly_log} of compute-at-edge.witx. */
@HostModule(value = "fastly_log", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class LogCalls {
  private final Session session;

  LogCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int endpoint_get(GuestMemory memory, int name, int nameLen, int endpointHandleOut) {
    throw session.unsupported("fastly_log.endpoint_get");
  }

  @Hostcall
  public int write(GuestMemory memory, int h, int msg, int msgLen, int numBytesOut) {
    throw session.unsupported("fastly_log.write");
  }
}

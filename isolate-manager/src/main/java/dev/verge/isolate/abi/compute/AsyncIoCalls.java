package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/**
 * Waiting for whichever of several things is ready first: module {@code fastly_async_io} of
 * compute-at-edge.witx.
 */
@HostModule(value = "fastly_async_io", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class AsyncIoCalls {
  private final Session session;

  AsyncIoCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int select(GuestMemory memory, int hs, int hsLen, int timeoutMs, int readyIdxOut) {
    throw session.unsupported("fastly_async_io.select");
  }

  @Hostcall
  public int is_ready(GuestMemory memory, int handle, int isDoneOut) {
    throw session.unsupported("fastly_async_io.is_ready");
  }
}

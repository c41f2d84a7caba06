package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Access control lists: module {@code fastly_acl} of compute-at-edge.witx. */
@HostModule(value = "fastly_acl", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class AclCalls {
  private final Session session;

  AclCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int open(GuestMemory memory, int name, int nameLen, int aclHandleOut) {
    throw session.unsupported("fastly_acl.open");
  }

  @Hostcall
  public int lookup(
      GuestMemory memory, int acl, int ipOctets, int ipLen, int bodyHandleOut, int aclErrorOut) {
    throw session.unsupported("fastly_acl.lookup");
  }
}

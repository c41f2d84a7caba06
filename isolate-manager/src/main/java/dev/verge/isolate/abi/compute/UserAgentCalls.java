package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/**
 * Parsing of user agents, as older guests ask for it: module {@code fastly_uap} of
 * compute-at-edge.witx.
 */
@HostModule(value = "fastly_uap", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class UserAgentCalls {
  private final Session session;

  UserAgentCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int parse(
      GuestMemory memory,
      int userAgent,
      int userAgentLen,
      int family,
      int familyLen,
      int familyNwrittenOut,
      int major,
      int majorLen,
      int majorNwrittenOut,
      int minor,
      int minorLen,
      int minorNwrittenOut,
      int patch,
      int patchLen,
      int patchNwrittenOut) {
    throw session.unsupported("fastly_uap.parse");
  }
}

package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.platform.devices.UserAgent;

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

  /** The name and version of the program that a user agent names; empty what is not known. */
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
    UserAgent parsed =
        session
            .services()
            .deviceDatabase()
            .userAgent(GuestStore.text(memory, userAgent, userAgentLen));
    int status = Status.OK;
    status = worse(status, store(memory, parsed.family(), family, familyLen, familyNwrittenOut));
    status = worse(status, store(memory, parsed.major(), major, majorLen, majorNwrittenOut));
    status = worse(status, store(memory, parsed.minor(), minor, minorLen, minorNwrittenOut));
    return worse(status, store(memory, parsed.patch(), patch, patchLen, patchNwrittenOut));
  }

  /** All lengths that are needed are told at once. */
  private static int store(GuestMemory memory, String text, int buffer, int capacity, int written) {
    try {
      return GuestStore.store(memory, text, buffer, capacity, written);
    } catch (StatusException e) {
      return e.status();
    }
  }

  private static int worse(int one, int other) {
    return one == Status.OK ? other : one;
  }
}

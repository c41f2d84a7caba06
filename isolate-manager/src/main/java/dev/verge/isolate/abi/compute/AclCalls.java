package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.platform.acl.AclMatch;
import dev.verge.isolate.platform.body.ByteSource;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Access control lists: module {@code fastly_acl} of compute-at-edge.witx. */
@HostModule(value = "fastly_acl", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class AclCalls {
  /** {@code $acl_error} of typenames.witx. */
  private static final int ACL_OK = 1;

  private static final int ACL_NO_CONTENT = 2;
  private final Session session;
  private final Handles<String> acls = new Handles<>();

  AclCalls(Session session) {
    this.session = session;
  }

  /** Opens a list; {@link Status#NONE} when the version has none of this name. */
  @Hostcall
  public int open(GuestMemory memory, int name, int nameLen, int aclHandleOut) {
    memory.requireRange(aclHandleOut, Integer.BYTES);
    String text = GuestStore.text(memory, name, nameLen);
    if (session.view().acl(text).isEmpty()) {
      session.tell(
          session.bindings().liveAcls().containsKey(text)
              ? "the tenant has no live access control list for " + text
              : "this version has no access control list named " + text);
      throw StatusException.absent();
    }
    memory.storeInt(aclHandleOut, acls.add(text));
    return Status.OK;
  }

  /** The entry that holds for an address, as a body of JSON. */
  @Hostcall
  public int lookup(
      GuestMemory memory, int acl, int ipOctets, int ipLen, int bodyHandleOut, int aclErrorOut) {
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    memory.requireRange(aclErrorOut, Integer.BYTES);
    String name = acls.find(acl);
    InetAddress address = GuestStore.address(memory, ipOctets, ipLen);
    Optional<AclMatch> match = session.view().acl(name).flatMap(list -> list.lookup(address));
    if (match.isPresent()) {
      byte[] json = match.get().json().getBytes(StandardCharsets.UTF_8);
      memory.storeInt(bodyHandleOut, session.addBody(new ByteSource(json)));
    }
    memory.storeInt(aclErrorOut, match.isPresent() ? ACL_OK : ACL_NO_CONTENT);
    return Status.OK;
  }
}

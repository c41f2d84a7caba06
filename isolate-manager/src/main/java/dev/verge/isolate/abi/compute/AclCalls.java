package dev.verge.isolate.abi.compute;

import dev.verge.isolate.binding.AclEntry;
import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.platform.acl.Acl;
import dev.verge.isolate.platform.acl.AclMatch;
import dev.verge.isolate.platform.body.ByteSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Access control lists: module {@code fastly_acl} of compute-at-edge.witx. */
@HostModule(value = "fastly_acl", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class AclCalls {
  /** {@code $acl_error} of typenames.witx. */
  private static final int ACL_OK = 1;

  private static final int ACL_NO_CONTENT = 2;
  private final Session session;
  private final Handles<Acl> acls = new Handles<>();

  AclCalls(Session session) {
    this.session = session;
  }

  /** Opens a list; {@link Status#NONE} when the version has none of this name. */
  @Hostcall
  public int open(GuestMemory memory, int name, int nameLen, int aclHandleOut) {
    memory.requireRange(aclHandleOut, Integer.BYTES);
    String text = GuestStore.text(memory, name, nameLen);
    List<AclEntry> entries = session.bindings().acls().get(text);
    if (entries == null) {
      session.tell("this version has no access control list named " + text);
      throw StatusException.absent();
    }
    memory.storeInt(aclHandleOut, acls.add(session.services().acls().prepare(entries)));
    return Status.OK;
  }

  /** The entry that holds for an address, as a body of JSON. */
  @Hostcall
  public int lookup(
      GuestMemory memory, int acl, int ipOctets, int ipLen, int bodyHandleOut, int aclErrorOut) {
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    memory.requireRange(aclErrorOut, Integer.BYTES);
    Optional<AclMatch> match = acls.find(acl).lookup(GuestStore.address(memory, ipOctets, ipLen));
    if (match.isPresent()) {
      byte[] json = match.get().json().getBytes(StandardCharsets.UTF_8);
      memory.storeInt(bodyHandleOut, session.addBody(new ByteSource(json)));
    }
    memory.storeInt(aclErrorOut, match.isPresent() ? ACL_OK : ACL_NO_CONTENT);
    return Status.OK;
  }
}

package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.platform.secrets.SecretStores;

/** Secret stores: module {@code fastly_secret_store} of compute-at-edge.witx. */
@HostModule(value = "fastly_secret_store", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class SecretStoreCalls {
  /** The most that a guest's secrets may have together in this process's memory. */
  private static final long MOST_HELD_BYTES = 8L << 20;

  private final Session session;
  private final Handles<String> stores = new Handles<>();
  private long heldBytes;

  SecretStoreCalls(Session session) {
    this.session = session;
  }

  /** Opens a store; {@link Status#NONE} when the version has none of this name. */
  @Hostcall
  public int open(GuestMemory memory, int name, int nameLen, int secretStoreHandleOut) {
    memory.requireRange(secretStoreHandleOut, Integer.BYTES);
    String text = GuestStore.text(memory, name, nameLen);
    String bound = session.bindings().secretStores().get(text);
    if (bound == null) {
      session.tell("this version has no secret store named " + text);
      throw StatusException.absent();
    }
    memory.storeInt(secretStoreHandleOut, stores.add(bound));
    return Status.OK;
  }

  /** Finds a secret; {@link Status#NONE} when there is none of this name. */
  @Hostcall
  public int get(GuestMemory memory, int store, int key, int keyLen, int secretHandleOut) {
    memory.requireRange(secretHandleOut, Integer.BYTES);
    String name = stores.find(store);
    byte[] secret =
        session
            .services()
            .secretStores()
            .plaintext(session.function().tenant(), name, GuestStore.text(memory, key, keyLen))
            .orElseThrow(StatusException::absent);
    memory.storeInt(secretHandleOut, hold(secret));
    return Status.OK;
  }

  /** The secret itself. */
  @Hostcall
  public int plaintext(GuestMemory memory, int secret, int buf, int bufLen, int nwrittenOut) {
    return GuestStore.store(memory, session.secrets().find(secret), buf, bufLen, nwrittenOut);
  }

  /** Makes a secret of the guest's own. */
  @Hostcall
  public int from_bytes(GuestMemory memory, int buf, int bufLen, int secretHandleOut) {
    memory.requireRange(secretHandleOut, Integer.BYTES);
    memory.requireRange(buf, bufLen);
    if (bufLen < 0 || bufLen > SecretStores.MOST_SECRET_BYTES) {
      throw StatusException.invalid("a secret is too long");
    }
    memory.storeInt(secretHandleOut, hold(GuestStore.bytes(memory, buf, bufLen)));
    return Status.OK;
  }

  private int hold(byte[] secret) {
    heldBytes += secret.length;
    if (heldBytes > MOST_HELD_BYTES) {
      throw StatusException.of(Status.LIMITEXCEEDED, "the guest has too many secrets");
    }
    return session.secrets().add(secret);
  }
}

package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Log endpoints: module {@code fastly_log} of compute-at-edge.witx. */
@HostModule(value = "fastly_log", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class LogCalls {
  private static final int MOST_NAME_BYTES = 256;

  private final Session session;
  private final Handles<String> endpoints = new Handles<>();

  LogCalls(Session session) {
    this.session = session;
  }

  /** Opens an endpoint; every name is one, but for those that the platform keeps for itself. */
  @Hostcall
  public int endpoint_get(GuestMemory memory, int name, int nameLen, int endpointHandleOut) {
    memory.requireRange(endpointHandleOut, Integer.BYTES);
    String endpoint = GuestStore.text(memory, name, nameLen);
    if (endpoint.isEmpty() || nameLen > MOST_NAME_BYTES || isReserved(endpoint)) {
      throw StatusException.invalid("no endpoint can have this name");
    }
    int known = endpoints.handleOf(endpoint).orElse(0);
    memory.storeInt(endpointHandleOut, known == 0 ? endpoints.add(endpoint) : known);
    return Status.OK;
  }

  /** Writes an entry. */
  @Hostcall
  public int write(GuestMemory memory, int h, int msg, int msgLen, int numBytesOut) {
    memory.requireRange(numBytesOut, Integer.BYTES);
    String endpoint = endpoints.find(h);
    byte[] message = GuestStore.bytes(memory, msg, msgLen);
    session.logEntry(endpoint, new String(message, StandardCharsets.UTF_8));
    memory.storeInt(numBytesOut, msgLen);
    return Status.OK;
  }

  private static boolean isReserved(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals("stdout") || lower.equals("stderr") || lower.startsWith("fst_managed_");
  }
}

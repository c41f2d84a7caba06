package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Purging by surrogate key: module {@code fastly_purge} of compute-at-edge.witx. */
@HostModule(value = "fastly_purge", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class PurgeCalls {
  private static final int SOFT = 1;
  private static final int RESULT = 1 << 1;
  private static final int OPTIONS_BYTES = 12;

  private final Session session;

  PurgeCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int purge_surrogate_key(
      GuestMemory memory, int surrogateKey, int surrogateKeyLen, int optionsMask, int options)
      throws InterruptedException {
    if ((optionsMask & ~(SOFT | RESULT)) != 0) {
      throw StatusException.unsupported("an unknown purge option");
    }
    String key = GuestStore.text(memory, surrogateKey, surrogateKeyLen);
    // Room for the answer is checked before anything is purged.
    byte[] result =
        "{\"status\":\"ok\",\"id\":\"%s\"}"
            .formatted(UUID.randomUUID())
            .getBytes(StandardCharsets.US_ASCII);
    if ((optionsMask & RESULT) != 0) {
      memory.requireRange(options, OPTIONS_BYTES);
      GuestStore.store(
          memory,
          result,
          memory.loadInt(options),
          memory.loadInt(options + 4),
          memory.loadInt(options + 8));
    }
    return CacheAction.run(
        session,
        () -> {
          var _ =
              session
                  .services()
                  .caches()
                  .of(session.function().tenant())
                  .purge(key, (optionsMask & SOFT) != 0);
          return Status.OK;
        });
  }
}

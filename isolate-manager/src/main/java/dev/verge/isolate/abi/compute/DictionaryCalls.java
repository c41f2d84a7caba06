package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/**
 * Dictionaries, as config stores were called before: module {@code fastly_dictionary} of
 * compute-at-edge.witx.
 */
@HostModule(value = "fastly_dictionary", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class DictionaryCalls {
  private final Session session;

  DictionaryCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int open(GuestMemory memory, int name, int nameLen, int dictionaryHandleOut) {
    throw session.unsupported("fastly_dictionary.open");
  }

  @Hostcall
  public int get(
      GuestMemory memory, int h, int key, int keyLen, int value, int valueMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_dictionary.get");
  }
}

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
  private final ConfigTables dictionaries;

  DictionaryCalls(Session session) {
    dictionaries = new ConfigTables(session);
  }

  /** Opens a dictionary; {@link Status#BADF} when the version has none of this name. */
  @Hostcall
  public int open(GuestMemory memory, int name, int nameLen, int dictionaryHandleOut) {
    return dictionaries.open(memory, name, nameLen, dictionaryHandleOut);
  }

  /** The value of a key; {@link Status#NONE} when there is none. */
  @Hostcall
  public int get(
      GuestMemory memory, int h, int key, int keyLen, int value, int valueMaxLen, int nwrittenOut) {
    return dictionaries.get(memory, h, key, keyLen, value, valueMaxLen, nwrittenOut);
  }
}

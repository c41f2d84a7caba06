package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import java.util.Map;

/** Config stores that a guest has opened, under either of their names. */
final class ConfigTables {
  private final Session session;
  private final Handles<Map<String, String>> tables = new Handles<>();

  ConfigTables(Session session) {
    this.session = session;
  }

  int open(GuestMemory memory, int name, int nameLen, int handleOut) {
    memory.requireRange(handleOut, Integer.BYTES);
    String text = GuestStore.text(memory, name, nameLen);
    Map<String, String> table = session.bindings().configStores().get(text);
    if (table == null) {
      session.tell("this version has no config store named " + text);
      throw StatusException.badHandle();
    }
    memory.storeInt(handleOut, tables.add(table));
    return Status.OK;
  }

  int get(
      GuestMemory memory, int h, int key, int keyLen, int value, int valueMaxLen, int nwrittenOut) {
    String text = tables.find(h).get(GuestStore.text(memory, key, keyLen));
    if (text == null) {
      throw StatusException.absent();
    }
    return GuestStore.store(memory, text, value, valueMaxLen, nwrittenOut);
  }
}

package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;

/** Config stores that a guest has opened, under either of their names. */
final class ConfigTables {
  /** Of a name or a key, as Fastly documents it. */
  private static final int MOST_CHARACTERS = 255;

  private final Session session;
  private final Handles<String> tables = new Handles<>();

  ConfigTables(Session session) {
    this.session = session;
  }

  int open(GuestMemory memory, int name, int nameLen, int handleOut) {
    memory.requireRange(handleOut, Integer.BYTES);
    String text = GuestStore.text(memory, name, nameLen);
    if (text.isEmpty()) {
      throw StatusException.absent();
    }
    requireShort(text);
    if (session.view().configStore(text).isEmpty()) {
      session.tell(
          session.bindings().liveConfigStores().containsKey(text)
              ? "the tenant has no live config store for " + text
              : "this version has no config store named " + text);
      throw StatusException.badHandle();
    }
    memory.storeInt(handleOut, tables.add(text));
    return Status.OK;
  }

  int get(
      GuestMemory memory, int h, int key, int keyLen, int value, int valueMaxLen, int nwrittenOut) {
    String name = tables.find(h);
    String text = GuestStore.text(memory, key, keyLen);
    requireShort(text);
    String found =
        session
            .view()
            .configStore(name)
            .map(table -> table.get(text))
            .orElseThrow(StatusException::absent);
    return GuestStore.store(memory, found, value, valueMaxLen, nwrittenOut);
  }

  /** The status is what Fastly's SDK for Rust takes for a name or a key that is too long. */
  private static void requireShort(String text) {
    if (text.codePointCount(0, text.length()) > MOST_CHARACTERS) {
      throw StatusException.unsupported("a name or a key is too long");
    }
  }
}

package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.platform.http.HeaderFields;
import dev.verge.isolate.platform.http.HttpVersion;

/** What requests and responses have in common: fields, and a version of HTTP. */
@SuppressWarnings("MemberName") // the ABI's names
abstract class MessageCalls {
  private final Session session;

  MessageCalls(Session session) {
    this.session = session;
  }

  /** The fields of a handle's message. */
  abstract HeaderFields headers(int handle);

  /** The version of a handle's message. */
  abstract HttpVersion version(int handle);

  /** Sets the version of a handle's message. */
  abstract void version(int handle, HttpVersion version);

  /** Every field's name once. */
  @Hostcall
  public int header_names_get(
      GuestMemory memory,
      int h,
      int buf,
      int bufLen,
      int cursor,
      int endingCursorOut,
      int nwrittenOut) {
    return Fields.names(memory, headers(h), buf, bufLen, cursor, endingCursorOut, nwrittenOut);
  }

  /** A field's first value. */
  @Hostcall
  public int header_value_get(
      GuestMemory memory,
      int h,
      int name,
      int nameLen,
      int value,
      int valueMaxLen,
      int nwrittenOut) {
    return Fields.value(memory, headers(h), name, nameLen, value, valueMaxLen, nwrittenOut);
  }

  /** A field's values. */
  @Hostcall
  public int header_values_get(
      GuestMemory memory,
      int h,
      int name,
      int nameLen,
      int buf,
      int bufLen,
      int cursor,
      int endingCursorOut,
      int nwrittenOut) {
    return Fields.values(
        memory, headers(h), name, nameLen, buf, bufLen, cursor, endingCursorOut, nwrittenOut);
  }

  /** Replaces a field's values by several. */
  @Hostcall
  public int header_values_set(
      GuestMemory memory, int h, int name, int nameLen, int values, int valuesLen) {
    return Fields.setAll(session, memory, headers(h), name, nameLen, values, valuesLen);
  }

  /** Replaces a field's values by one. */
  @Hostcall
  public int header_insert(
      GuestMemory memory, int h, int name, int nameLen, int value, int valueLen) {
    return Fields.insert(session, memory, headers(h), name, nameLen, value, valueLen);
  }

  /** Adds a value to a field. */
  @Hostcall
  public int header_append(
      GuestMemory memory, int h, int name, int nameLen, int value, int valueLen) {
    return Fields.append(session, memory, headers(h), name, nameLen, value, valueLen);
  }

  /** Removes a field. */
  @Hostcall
  public int header_remove(GuestMemory memory, int h, int name, int nameLen) {
    return Fields.remove(memory, headers(h), name, nameLen);
  }

  /** The version of HTTP. */
  @Hostcall
  public int version_get(GuestMemory memory, int h, int httpVersionOut) {
    memory.storeInt(httpVersionOut, GuestStore.tag(version(h)));
    return Status.OK;
  }

  /** Sets the version of HTTP; the connection decides what is really spoken. */
  @Hostcall
  public int version_set(GuestMemory memory, int h, int version) {
    version(h, GuestStore.version(version));
    return Status.OK;
  }
}

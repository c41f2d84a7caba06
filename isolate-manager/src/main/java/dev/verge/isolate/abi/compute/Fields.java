package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.platform.http.FieldRules;
import dev.verge.isolate.platform.http.HeaderFields;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Hostcalls on header fields, the same for requests, responses and trailers. */
final class Fields {
  /** The longest name, in bytes. */
  private static final int MOST_NAME_BYTES = (1 << 16) - 1;

  /** The most that one message's fields may be, names and values together, in bytes. */
  private static final long MOST_BYTES = 1 << 20;

  private Fields() {}

  static int names(
      GuestMemory memory,
      HeaderFields fields,
      int buffer,
      int capacity,
      int cursor,
      int endingCursor,
      int written) {
    return GuestStore.storeMany(
        memory, fields.names(), buffer, capacity, cursor, endingCursor, written);
  }

  /** The first value; {@link Status#INVAL} when there is none, as guests' libraries expect. */
  static int value(
      GuestMemory memory,
      HeaderFields fields,
      int name,
      int nameLength,
      int buffer,
      int capacity,
      int written) {
    String value =
        fields
            .first(name(memory, name, nameLength))
            .orElseThrow(() -> StatusException.invalid("there is no such field"));
    return GuestStore.store(
        memory, value.getBytes(StandardCharsets.ISO_8859_1), buffer, capacity, written);
  }

  static int values(
      GuestMemory memory,
      HeaderFields fields,
      int name,
      int nameLength,
      int buffer,
      int capacity,
      int cursor,
      int endingCursor,
      int written) {
    return GuestStore.storeMany(
        memory,
        fields.all(name(memory, name, nameLength)),
        buffer,
        capacity,
        cursor,
        endingCursor,
        written);
  }

  /** Replaces all values by those that stand one behind the other, each ended by NUL. */
  static int setAll(
      Session session,
      GuestMemory memory,
      HeaderFields fields,
      int name,
      int nameLength,
      int values,
      int valuesLength) {
    String field = name(memory, name, nameLength);
    String joined = GuestStore.latin1(memory, values, valuesLength);
    // What stands behind the last NUL is nothing.
    int end = joined.lastIndexOf('\0');
    List<String> all = end < 0 ? List.of() : List.of(joined.substring(0, end).split("\0", -1));
    all.forEach(Fields::checkValue);
    checkRoom(session, fields, field, joined);
    session.buffered(all.size() * (field.length() + HeaderFields.FIELD_BYTES));
    fields.set(field, all);
    return Status.OK;
  }

  static int insert(
      Session session,
      GuestMemory memory,
      HeaderFields fields,
      int name,
      int nameLength,
      int value,
      int valueLength) {
    String field = name(memory, name, nameLength);
    String text = value(memory, value, valueLength);
    checkRoom(session, fields, field, text);
    fields.set(field, text);
    return Status.OK;
  }

  static int append(
      Session session,
      GuestMemory memory,
      HeaderFields fields,
      int name,
      int nameLength,
      int value,
      int valueLength) {
    String field = name(memory, name, nameLength);
    String text = value(memory, value, valueLength);
    checkRoom(session, fields, field, text);
    fields.append(field, text);
    return Status.OK;
  }

  /** {@link Status#INVAL} when there is none, as guests' libraries expect. */
  static int remove(GuestMemory memory, HeaderFields fields, int name, int nameLength) {
    if (!fields.remove(name(memory, name, nameLength))) {
      throw StatusException.invalid("there is no such field");
    }
    return Status.OK;
  }

  /**
   * A field's name.
   *
   * @throws StatusException {@link Status#HTTPINVALID} when no message may carry it
   */
  static String name(GuestMemory memory, int address, int length) {
    if (length < 0 || length > MOST_NAME_BYTES) {
      throw StatusException.invalid("the name is too long");
    }
    String name = GuestStore.latin1(memory, address, length);
    if (!FieldRules.isName(name)) {
      throw StatusException.of(Status.HTTPINVALID, "no field can have this name");
    }
    return name;
  }

  /** As {@link #name}, of a value. */
  static String value(GuestMemory memory, int address, int length) {
    String value = GuestStore.latin1(memory, address, length);
    checkValue(value);
    return value;
  }

  private static void checkValue(String value) {
    if (!FieldRules.isValue(value)) {
      throw StatusException.of(Status.HTTPINVALID, "no field can have this value");
    }
  }

  private static void checkRoom(Session session, HeaderFields fields, String name, String value) {
    if (fields.bytes() + name.length() + value.length() > MOST_BYTES) {
      throw StatusException.of(Status.HTTPHEADTOOLARGE, "the message's head is too large");
    }
    session.buffered(name.length() + value.length() + HeaderFields.FIELD_BYTES);
  }
}

package dev.verge.isolate.platform.http;

import dev.verge.isolate.exchange.HeaderList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Header fields to be changed: by name in lower case, names in the order in which they first came,
 * values of one name together in their order. Values are kept as ISO 8859-1, so that every byte
 * survives (RFC 9110, section 5.5). For one thread at a time.
 */
public final class HeaderFields {
  /** What a field takes beside its characters. */
  public static final long FIELD_BYTES = 128;

  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private int size;
  private long bytes;

  /** No fields. */
  public HeaderFields() {}

  /** A copy of fields that came from somewhere. */
  public static HeaderFields of(HeaderList fields) {
    HeaderFields copy = new HeaderFields();
    for (HeaderList.Field field : fields) {
      copy.append(field.name(), field.value());
    }
    return copy;
  }

  /** A copy. */
  public HeaderFields copy() {
    HeaderFields copy = new HeaderFields();
    values.forEach((name, list) -> copy.values.put(name, new ArrayList<>(list)));
    copy.size = size;
    copy.bytes = bytes;
    return copy;
  }

  /** Every name once. */
  public List<String> names() {
    return List.copyOf(values.keySet());
  }

  /** The values under a name; none when there is no such field. */
  public List<String> all(String name) {
    return List.copyOf(values.getOrDefault(lower(name), List.of()));
  }

  /** The first value under a name. */
  public Optional<String> first(String name) {
    List<String> found = values.getOrDefault(lower(name), List.of());
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
  }

  /** Whether there is a field of this name. */
  public boolean has(String name) {
    return values.containsKey(lower(name));
  }

  /** Replaces the values under a name. */
  public void set(String name, List<String> replacement) {
    remove(name);
    replacement.forEach(value -> append(name, value));
  }

  /** Replaces the values under a name by one. */
  public void set(String name, String value) {
    set(name, List.of(value));
  }

  /** Adds a value behind those under its name. */
  public void append(String name, String value) {
    values.computeIfAbsent(lower(name), ignored -> new ArrayList<>(1)).add(value);
    size++;
    bytes += name.length() + value.length();
  }

  /**
   * Removes a name.
   *
   * @return whether it was there
   */
  public boolean remove(String name) {
    List<String> removed = values.remove(lower(name));
    if (removed == null) {
      return false;
    }
    size -= removed.size();
    removed.forEach(value -> bytes -= name.length() + value.length());
    return true;
  }

  /** How many fields there are, each value counted. */
  public int size() {
    return size;
  }

  /** What these fields take of this process's memory, about, in bytes. */
  public long heldBytes() {
    return bytes + size * FIELD_BYTES;
  }

  /** Names and values together, in bytes. */
  public long bytes() {
    return bytes;
  }

  /** These fields as they stand, not changed any more. */
  public HeaderList toList() {
    List<HeaderList.Field> fields = new ArrayList<>(size);
    values.forEach((name, list) -> list.forEach(v -> fields.add(new HeaderList.Field(name, v))));
    return HeaderList.of(fields);
  }

  @Override
  public String toString() {
    return values.toString();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}

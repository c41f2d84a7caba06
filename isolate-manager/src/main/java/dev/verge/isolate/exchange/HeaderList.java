package dev.verge.isolate.exchange;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Header fields in the order they stand in the message, duplicates kept. Names are compared without
 * regard to case (RFC 9110, section 5.1). Immutable.
 */
public final class HeaderList implements Iterable<HeaderList.Field> {
  /** No fields. */
  public static final HeaderList EMPTY = new HeaderList(List.of());

  private final List<Field> fields;

  private HeaderList(List<Field> fields) {
    this.fields = List.copyOf(fields);
  }

  /** One line: a name and a value, neither with CR, LF or NUL. */
  public record Field(String name, String value) {}

  /** These fields, in their order. */
  public static HeaderList of(List<Field> fields) {
    return fields.isEmpty() ? EMPTY : new HeaderList(fields);
  }

  /** The first value under a name. */
  public Optional<String> first(String name) {
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }

  /** Every value under a name, in order. */
  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        values.add(field.value());
      }
    }
    return values;
  }

  /** How many fields there are, duplicates counted. */
  public int size() {
    return fields.size();
  }

  @Override
  public Iterator<Field> iterator() {
    return fields.iterator();
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}

package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.platform.http.HttpVersion;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How this ABI passes texts and bytes through the guest's memory. */
final class GuestStore {
  /** The longest text or field that is taken from a guest, in bytes. */
  private static final int MOST_TEXT_BYTES = 1 << 20;

  private GuestStore() {}

  /** A copy of a range. */
  static byte[] bytes(GuestMemory memory, int address, int length) {
    return memory.load(address, length);
  }

  /**
   * A {@code string} of the interface.
   *
   * @throws StatusException {@link Status#INVAL} when it is not UTF-8, or too long to be believed
   */
  static String text(GuestMemory memory, int address, int length) {
    byte[] bytes = boundedBytes(memory, address, length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw StatusException.invalid("a string is not UTF-8");
    }
  }

  /**
   * A list of handles.
   *
   * @throws StatusException {@link Status#INVAL} when there are more than can be open
   */
  static int[] handles(GuestMemory memory, int address, int count) {
    if (count < 0 || count > Handles.MOST_OPEN) {
      throw StatusException.invalid("a list of handles is too long");
    }
    memory.requireRange(address, count * Integer.BYTES);
    int[] handles = new int[count];
    for (int i = 0; i < count; i++) {
      handles[i] = memory.loadInt(address + i * Integer.BYTES);
    }
    return handles;
  }

  /**
   * An address of 4 or 16 bytes.
   *
   * @throws StatusException {@link Status#INVAL} when it has another length
   */
  static InetAddress address(GuestMemory memory, int octets, int length) {
    memory.requireRange(octets, length);
    if (length != 4 && length != 16) {
      throw StatusException.invalid("an address has 4 or 16 bytes");
    }
    try {
      return InetAddress.getByAddress(memory.load(octets, length));
    } catch (UnknownHostException e) {
      throw StatusException.invalid(e.getMessage());
    }
  }

  /**
   * Passes an address out: 4 or 16 bytes.
   *
   * @return how many
   */
  static int address(GuestMemory memory, InetAddress address, int octets) {
    byte[] bytes = address.getAddress();
    memory.store(octets, bytes, 0, bytes.length);
    return bytes.length;
  }

  /**
   * A {@code $http_version} of the interface.
   *
   * @throws StatusException {@link Status#INVAL} when it is none
   */
  static HttpVersion version(int tag) {
    return switch (tag) {
      case 0 -> HttpVersion.HTTP_09;
      case 1 -> HttpVersion.HTTP_10;
      case 2 -> HttpVersion.HTTP_11;
      case 3 -> HttpVersion.HTTP_2;
      case 4 -> HttpVersion.HTTP_3;
      default -> throw StatusException.invalid("no such version of HTTP");
    };
  }

  /** The {@code $http_version} of the interface. */
  static int tag(HttpVersion version) {
    return switch (version) {
      case HTTP_09 -> 0;
      case HTTP_10 -> 1;
      case HTTP_11 -> 2;
      case HTTP_2 -> 3;
      case HTTP_3 -> 4;
    };
  }

  /** Bytes as the characters of ISO 8859-1, as header fields are kept. */
  static String latin1(GuestMemory memory, int address, int length) {
    return new String(boundedBytes(memory, address, length), StandardCharsets.ISO_8859_1);
  }

  private static byte[] boundedBytes(GuestMemory memory, int address, int length) {
    memory.requireRange(address, length);
    if (length < 0 || length > MOST_TEXT_BYTES) {
      throw StatusException.invalid("a string is too long");
    }
    return memory.load(address, length);
  }

  /**
   * Passes a value out: its length to {@code written}, and its bytes to the buffer.
   *
   * @throws StatusException {@link Status#BUFLEN} when the buffer is too small; {@code written} has
   *     the length that is needed then
   */
  static int store(GuestMemory memory, byte[] value, int buffer, int capacity, int written) {
    memory.requireRange(written, Integer.BYTES);
    if (Integer.compareUnsigned(value.length, capacity) > 0) {
      memory.storeInt(written, value.length);
      throw StatusException.of(Status.BUFLEN, "the buffer is too small");
    }
    memory.store(buffer, value, 0, value.length);
    memory.storeInt(written, value.length);
    return Status.OK;
  }

  /** As {@link #store(GuestMemory, byte[], int, int, int)}, of a text as UTF-8. */
  static int store(GuestMemory memory, String value, int buffer, int capacity, int written) {
    return store(memory, value.getBytes(StandardCharsets.UTF_8), buffer, capacity, written);
  }

  /**
   * Passes out as many values as fit, each with a NUL behind it, from the cursor on; tells where to
   * go on, or -1 when that was all.
   *
   * @throws StatusException {@link Status#BUFLEN} when not even the first fits; {@code written} has
   *     the length that is needed then
   */
  static int storeMany(
      GuestMemory memory,
      List<String> values,
      int buffer,
      int capacity,
      int cursor,
      int endingCursor,
      int written) {
    memory.requireRange(endingCursor, Long.BYTES);
    memory.requireRange(written, Integer.BYTES);
    memory.requireRange(buffer, capacity);
    int used = 0;
    int next = Math.max(0, Math.min(cursor, values.size()));
    for (; next < values.size(); next++) {
      byte[] value = (values.get(next) + '\0').getBytes(StandardCharsets.ISO_8859_1);
      if (Integer.compareUnsigned(used + value.length, capacity) > 0) {
        break;
      }
      memory.store(buffer + used, value, 0, value.length);
      used += value.length;
    }
    boolean all = next == values.size();
    if (used == 0 && !all) {
      memory.storeInt(written, values.get(next).length() + 1);
      memory.storeLong(endingCursor, -1);
      throw StatusException.of(Status.BUFLEN, "the buffer is too small");
    }
    memory.storeInt(written, used);
    memory.storeLong(endingCursor, all ? -1 : next);
    return Status.OK;
  }
}

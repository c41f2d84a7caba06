package dev.verge.deploy.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/** Small Wasm binaries, section by section (WebAssembly core specification, chapter 5). */
public final class Modules {
  private static final String HEADER = "0061736d01000000";
  private static final String TYPE_OF_NOTHING = "01 04 01 60 00 00";
  private static final String ONE_FUNCTION = "03 02 01 00";
  private static final String ONE_PAGE = "05 03 01 00 01";
  private static final String EXPORT_MEMORY_AND_START =
      "07 13 02 06 6d656d6f7279 02 00 06 5f7374617274 00 00";
  private static final String EMPTY_BODY = "0a 04 01 02 00 0b";

  private Modules() {}

  /** A command that does nothing, with a text that makes its hash its own. */
  public static byte[] command(String text) {
    return join(
        hex(
            HEADER
                + TYPE_OF_NOTHING
                + ONE_FUNCTION
                + ONE_PAGE
                + EXPORT_MEMORY_AND_START
                + EMPTY_BODY),
        custom("text", text.getBytes(UTF_8)));
  }

  /** A command that never ends. */
  public static byte[] endless() {
    return hex(
        HEADER
            + TYPE_OF_NOTHING
            + ONE_FUNCTION
            + ONE_PAGE
            + EXPORT_MEMORY_AND_START
            + "0a 09 01 07 00 03 40 0c 00 0b 0b");
  }

  /** A command of at least so many bytes. */
  public static byte[] commandOfBytes(int bytes) {
    return join(command(""), custom("padding", new byte[bytes]));
  }

  /** Imports {@code env.mystery}. */
  public static byte[] unknownImport() {
    return hex(
        HEADER
            + TYPE_OF_NOTHING
            + "02 0f 01 03 656e76 07 6d797374657279 00 00"
            + ONE_FUNCTION
            + ONE_PAGE
            + "07 13 02 06 6d656d6f7279 02 00 06 5f7374617274 00 01"
            + EMPTY_BODY);
  }

  /** Starts with 4,096 pages, 256 MiB. */
  public static byte[] largeMemory() {
    return hex(
        HEADER
            + TYPE_OF_NOTHING
            + ONE_FUNCTION
            + "05 04 01 00 80 20"
            + EXPORT_MEMORY_AND_START
            + EMPTY_BODY);
  }

  /** Exports its memory only. */
  public static byte[] noEntrypoint() {
    return hex(
        HEADER
            + TYPE_OF_NOTHING
            + ONE_FUNCTION
            + ONE_PAGE
            + "07 0a 01 06 6d656d6f7279 02 00"
            + EMPTY_BODY);
  }

  /** Has a start function that is {@code unreachable}. */
  public static byte[] trappingStart() {
    return hex(
        HEADER
            + TYPE_OF_NOTHING
            + ONE_FUNCTION
            + ONE_PAGE
            + EXPORT_MEMORY_AND_START
            + "08 01 00"
            + "0a 05 01 03 00 00 0b");
  }

  /** A component's preamble. */
  public static byte[] component() {
    return hex("0061736d0d000100");
  }

  /** Ends in the middle of a section. */
  public static byte[] truncated() {
    byte[] whole = command("cut off");
    return Arrays.copyOf(whole, whole.length / 2);
  }

  private static byte[] custom(String name, byte[] content) {
    byte[] title = name.getBytes(US_ASCII);
    byte[] body = join(leb128(title.length), title, content);
    return join(new byte[] {0}, leb128(body.length), body);
  }

  private static byte[] leb128(int value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int left = value;
    while (left >= 0x80) {
      bytes.write((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    bytes.write(left);
    return bytes.toByteArray();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}

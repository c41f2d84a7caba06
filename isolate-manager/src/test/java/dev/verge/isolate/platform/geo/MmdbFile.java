package dev.verge.isolate.platform.geo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes databases of the MaxMind DB file format specification 2.0: as much of it as tests need.
 * IPv4 networks lie below {@code ::/96}.
 */
final class MmdbFile {
  private static final int EMPTY = -1;
  private static final int SEPARATOR_BYTES = 16;

  /** Two records a node: another node, {@link #EMPTY}, or -2 minus an offset in the data. */
  private final List<int[]> nodes = new ArrayList<>(List.of(new int[] {EMPTY, EMPTY}));

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  MmdbFile with(String network, int prefixLength, Map<String, ?> record) throws IOException {
    byte[] address = InetAddress.getByName(network).getAddress();
    byte[] bits = new byte[16];
    System.arraycopy(address, 0, bits, 16 - address.length, address.length);
    int length = prefixLength + Byte.SIZE * (16 - address.length);
    int node = 0;
    for (int bit = 0; bit < length - 1; bit++) {
      int side = side(bits, bit);
      if (nodes.get(node)[side] == EMPTY) {
        nodes.get(node)[side] = nodes.size();
        nodes.add(new int[] {EMPTY, EMPTY});
      }
      node = nodes.get(node)[side];
    }
    nodes.get(node)[side(bits, length - 1)] = -2 - data.size();
    encode(data, record);
    return this;
  }

  void write(Path file) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int[] node : nodes) {
      for (int record : node) {
        all.write(ByteBuffer.allocate(4).putInt(0, stored(record)).array());
      }
    }
    all.write(new byte[SEPARATOR_BYTES]);
    data.writeTo(all);
    all.write(new byte[] {(byte) 0xAB, (byte) 0xCD, (byte) 0xEF});
    all.write("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("binary_format_major_version", (short) 2);
    metadata.put("binary_format_minor_version", (short) 0);
    metadata.put("build_epoch", 1_700_000_000);
    metadata.put("database_type", "Test");
    metadata.put("description", Map.of("en", "For tests"));
    metadata.put("ip_version", (short) 6);
    metadata.put("languages", List.of("en"));
    metadata.put("node_count", nodes.size());
    metadata.put("record_size", (short) 32);
    encode(all, metadata);
    Files.write(file, all.toByteArray());
  }

  private int stored(int record) {
    if (record >= 0) {
      return record;
    }
    return record == EMPTY ? nodes.size() : nodes.size() + SEPARATOR_BYTES + (-2 - record);
  }

  private static int side(byte[] bits, int bit) {
    return bits[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE) & 1;
  }

  private static void encode(ByteArrayOutputStream out, Object value) throws IOException {
    switch (value) {
      case String text -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        control(out, 2, bytes.length);
        out.write(bytes);
      }
      case Double number -> {
        control(out, 3, 8);
        out.write(ByteBuffer.allocate(8).putDouble(0, number).array());
      }
      case Short number -> {
        control(out, 5, 2);
        out.write(ByteBuffer.allocate(2).putShort(0, number).array());
      }
      case Integer number -> {
        control(out, 6, 4);
        out.write(ByteBuffer.allocate(4).putInt(0, number).array());
      }
      case Map<?, ?> map -> {
        control(out, 7, map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          encode(out, entry.getKey());
          encode(out, entry.getValue());
        }
      }
      case List<?> list -> {
        control(out, 11, list.size());
        for (Object element : list) {
          encode(out, element);
        }
      }
      case Boolean flag -> control(out, 14, flag ? 1 : 0);
      default -> throw new IllegalArgumentException(value.toString());
    }
  }

  private static void control(ByteArrayOutputStream out, int type, int size) {
    int low = size < 29 ? size : 29;
    if (type > 7) {
      out.write(low);
      out.write(type - 7);
    } else {
      out.write(type << 5 | low);
    }
    if (low == 29) {
      out.write(size - 29);
    }
  }
}

package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.platform.assets.AssetDirectory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A directory as fd_readdir lists it: {@code .}, {@code ..} and its entries; a cookie is the number
 * of entries before.
 */
record DirectoryListing(AssetDirectory directory) {
  /** {@code dirent} in typenames.witx, without the name that follows it. */
  private static final int DIRENT_BYTES = 24;

  /**
   * Stores entries until the buffer is full, the last one possibly cut, or none are left.
   *
   * @param length as the guest's unsigned {@code i32}; the range has been checked
   * @return bytes stored; less than {@code length} tells the guest that it has seen all
   */
  int store(GuestMemory memory, int buffer, int length, long cookie) {
    long left = Integer.toUnsignedLong(length);
    int address = buffer;
    int count = directory.entries().size() + 2;
    int first = cookie < 0 || cookie > count ? count : (int) cookie;
    for (int i = first; i < count && left > 0; i++) {
      byte[] entry = encode(i);
      int stored = (int) Math.min(entry.length, left);
      memory.store(address, entry, 0, stored);
      address += stored;
      left -= stored;
    }
    return address - buffer;
  }

  private byte[] encode(int index) {
    if (index < 2) {
      // As in Wasmtime, both have the directory's own number: the parent may be out of reach.
      return encode(index, directory.id(), Filetype.DIRECTORY, index == 0 ? "." : "..");
    }
    AssetDirectory.Entry entry = directory.entries().get(index - 2);
    return encode(index, entry.node().id(), Filetype.of(entry.node()), entry.name());
  }

  private static byte[] encode(int index, long inode, byte type, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(DIRENT_BYTES + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(index + 1L)
        .putLong(inode)
        .putInt(text.length)
        .putInt(type)
        .put(text)
        .array();
  }
}

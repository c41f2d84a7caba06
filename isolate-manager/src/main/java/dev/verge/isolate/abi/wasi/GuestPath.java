package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.platform.assets.AssetDirectory;
import dev.verge.isolate.platform.assets.AssetNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A path that a guest named, relative to a directory it holds. It cannot lead out of that
 * directory: neither by a leading slash nor by more {@code ..} than names before it.
 *
 * @param text not empty, without NUL, not absolute
 */
record GuestPath(String text) {
  /** PATH_MAX of Linux and of wasi-libc. */
  private static final int MAX_BYTES = 4096;

  /** NAME_MAX. */
  private static final int MAX_NAME_BYTES = 255;

  /**
   * @param length as the guest's unsigned {@code i32}
   */
  static GuestPath load(GuestMemory memory, int address, int length) {
    memory.requireRange(address, length);
    if (Integer.compareUnsigned(length, MAX_BYTES) > 0) {
      throw new ErrnoException(Errno.NAMETOOLONG);
    }
    GuestPath path = new GuestPath(decode(memory.load(address, length)));
    if (path.text.indexOf('\0') >= 0) {
      throw new ErrnoException(Errno.INVAL);
    }
    if (path.text.startsWith("/")) {
      throw new ErrnoException(Errno.NOTCAPABLE);
    }
    return path;
  }

  /** What the path names; there are no links to follow. */
  AssetNode resolve(AssetDirectory base) {
    if (text.isEmpty()) {
      throw new ErrnoException(Errno.NOENT);
    }
    Deque<AssetNode> way = new ArrayDeque<>();
    way.push(base);
    // With -1, "a/" gives "a" and "": an empty name asks for a directory, as "." does.
    for (String name : text.split("/", -1)) {
      if (!(way.element() instanceof AssetDirectory current)) {
        throw new ErrnoException(Errno.NOTDIR);
      }
      switch (name) {
        case "", "." -> {}
        case ".." -> {
          way.pop();
          if (way.isEmpty()) {
            throw new ErrnoException(Errno.NOTCAPABLE);
          }
        }
        default -> way.push(child(current, name));
      }
    }
    return way.element();
  }

  private static AssetNode child(AssetDirectory directory, String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      throw new ErrnoException(Errno.NAMETOOLONG);
    }
    return directory.child(name).orElseThrow(() -> new ErrnoException(Errno.NOENT));
  }

  private static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ErrnoException(Errno.ILSEQ);
    }
  }
}

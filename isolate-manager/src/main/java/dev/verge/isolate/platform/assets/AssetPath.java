package dev.verge.isolate.platform.assets;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/** An archive entry's name, taken apart: names below the tree's root that stay below it. */
final class AssetPath {
  private static final int MAX_DEPTH = 32;

  /** As in most file systems, so that a guest's own limits (NAME_MAX) hold. */
  private static final int MAX_NAME_BYTES = 255;

  private static final int MAX_PATH_BYTES = 1024;
  private static final int MAX_SHOWN_CHARS = 80;

  private AssetPath() {}

  /**
   * The names from the root to the entry.
   *
   * @throws AssetsRefusedException when the entry's name breaks a rule
   */
  static List<String> of(ZipArchiveEntry entry) {
    String name = entry.getName();
    String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    require(!path.isEmpty(), name, "has no name");
    require(!path.startsWith("/"), name, "is absolute; use a relative name");
    require(path.indexOf('\\') < 0, name, "has a backslash; separate names by /");
    require(path.indexOf('\0') < 0, name, "has a NUL character");
    require(bytes(path) <= MAX_PATH_BYTES, name, "is longer than " + MAX_PATH_BYTES + " bytes");
    List<String> names = List.of(path.split("/", -1));
    require(names.size() <= MAX_DEPTH, name, "is more than " + MAX_DEPTH + " names deep");
    for (String part : names) {
      require(!part.isEmpty(), name, "has an empty name in it (//)");
      require(!part.equals(".") && !part.equals(".."), name, "has . or .. in it");
      require(
          bytes(part) <= MAX_NAME_BYTES,
          name,
          "has a name longer than " + MAX_NAME_BYTES + " bytes");
    }
    return names;
  }

  /** An entry's name, fit for a message. */
  static String quoted(String name) {
    String shown =
        name.length() > MAX_SHOWN_CHARS ? name.substring(0, MAX_SHOWN_CHARS) + "…" : name;
    return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void require(boolean kept, String name, String rule) {
    if (!kept) {
      throw new AssetsRefusedException("The entry " + quoted(name) + " " + rule + ".");
    }
  }
}

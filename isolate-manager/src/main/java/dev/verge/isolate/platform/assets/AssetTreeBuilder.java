package dev.verge.isolate.platform.assets;

import java.lang.foreign.MemorySegment;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/**
 * Puts archive entries, in any order, into a tree. Directories that only occur in the names of what
 * lies in them are made; a name that stands for two things is refused.
 */
final class AssetTreeBuilder {
  private final Draft root = new Draft();
  private int count;
  private long lastId;

  private sealed interface Item permits Draft, Contents {}

  private record Contents(Instant modified, MemorySegment bytes) implements Item {}

  private static final class Draft implements Item {
    private Instant modified = Instant.EPOCH;
    private final SortedMap<String, Item> items = new TreeMap<>();
  }

  void directory(ZipArchiveEntry entry) {
    draft(AssetPath.of(entry), entry).modified = modified(entry);
  }

  void file(ZipArchiveEntry entry, MemorySegment bytes) {
    List<String> path = AssetPath.of(entry);
    Draft parent = draft(path.subList(0, path.size() - 1), entry);
    countOne();
    if (parent.items.putIfAbsent(path.getLast(), new Contents(modified(entry), bytes)) != null) {
      throw twice(entry);
    }
  }

  AssetTree build() {
    lastId = 0;
    return new AssetTree(build(root));
  }

  private Draft draft(List<String> path, ZipArchiveEntry entry) {
    Draft current = root;
    for (String name : path) {
      if (!(current.items.computeIfAbsent(name, absent -> newDraft()) instanceof Draft next)) {
        throw twice(entry);
      }
      current = next;
    }
    return current;
  }

  private Draft newDraft() {
    countOne();
    return new Draft();
  }

  /** Counts directories that no entry names, too: one deep name makes many. */
  private void countOne() {
    if (++count > AssetTree.MAX_ENTRIES) {
      throw new AssetsRefusedException(
          "The archive has more than " + AssetTree.MAX_ENTRIES + " files and directories.");
    }
  }

  private AssetDirectory build(Draft draft) {
    long id = ++lastId;
    List<AssetDirectory.Entry> entries = new ArrayList<>(draft.items.size());
    draft.items.forEach((name, item) -> entries.add(new AssetDirectory.Entry(name, build(item))));
    return new AssetDirectory(id, draft.modified, entries);
  }

  private AssetNode build(Item item) {
    return switch (item) {
      case Draft draft -> build(draft);
      case Contents(Instant modified, MemorySegment bytes) ->
          new AssetFile(++lastId, modified, bytes);
    };
  }

  private static Instant modified(ZipArchiveEntry entry) {
    return Optional.ofNullable(entry.getLastModifiedTime())
        .map(FileTime::toInstant)
        .orElse(Instant.EPOCH);
  }

  private static AssetsRefusedException twice(ZipArchiveEntry entry) {
    return new AssetsRefusedException(
        "The name " + AssetPath.quoted(entry.getName()) + " stands for two things in the archive.");
  }
}

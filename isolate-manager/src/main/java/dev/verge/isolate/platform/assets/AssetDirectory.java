package dev.verge.isolate.platform.assets;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A directory. Names are compared exactly: case counts. */
public final class AssetDirectory implements AssetNode {
  private final long id;
  private final Instant modified;
  private final List<Entry> entries;
  private final Map<String, Entry> byName;

  AssetDirectory(long id, Instant modified, List<Entry> entries) {
    this.id = id;
    this.modified = modified;
    this.entries = List.copyOf(entries);
    this.byName =
        entries.stream().collect(Collectors.toUnmodifiableMap(Entry::name, Function.identity()));
  }

  /** A name in a directory, and what it stands for. */
  public record Entry(String name, AssetNode node) {}

  @Override
  public long id() {
    return id;
  }

  @Override
  public Instant modified() {
    return modified;
  }

  /** What lies directly in it, by name. */
  public List<Entry> entries() {
    return entries;
  }

  /** The file or directory of that name; {@code .} and {@code ..} are no names here. */
  public Optional<AssetNode> child(String name) {
    return Optional.ofNullable(byName.get(name)).map(Entry::node);
  }
}

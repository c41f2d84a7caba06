package dev.verge.isolate.platform.acl;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.verge.isolate.binding.AclEntry;
import java.util.List;

/** Access control lists, made ready for look-ups once per version. Safe on any thread. */
public final class Acls {
  /** By the identity of a version's list, and no longer than that is used. */
  private final LoadingCache<List<AclEntry>, Acl> prepared =
      Caffeine.newBuilder().weakKeys().build(Acl::of);

  /** None prepared yet. */
  public Acls() {}

  /** The list of these entries, as a version's bindings have it. */
  public Acl prepare(List<AclEntry> entries) {
    return prepared.get(entries);
  }
}

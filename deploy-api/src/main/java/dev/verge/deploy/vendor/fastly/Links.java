package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.manifest.ManifestBindings;
import dev.verge.deploy.manifest.ManifestStores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which of the tenant's stores a version may open, and by which names. */
final class Links {
  private Links() {}

  /**
   * A store by its name in the guest.
   *
   * @param name in the guest
   * @param store whose it is for the guest
   */
  record Link(String name, TenantStore store) {
    /** The same as long as a version of a service has the link. */
    String id(String service, int number) {
      return Ids.of("link", service, Integer.toString(number), store.kind().type(), name);
    }

    private boolean isOf(StoreKind kind) {
      return store.kind() == kind;
    }
  }

  /** All that a manifest binds. */
  static List<Link> of(String tenant, Manifest manifest) {
    return Arrays.stream(StoreKind.values())
        .flatMap(
            kind ->
                stores(manifest.bindings(), kind).links().stream()
                    .map(
                        link -> new Link(link.name(), new TenantStore(tenant, kind, link.store()))))
        .toList();
  }

  /** A manifest that binds these, and no others. */
  static Manifest put(Manifest manifest, List<Link> links) {
    return manifest.withBindings(
        manifest
            .bindings()
            .withStores(
                stores(links, StoreKind.CONFIG),
                stores(links, StoreKind.KV),
                stores(links, StoreKind.SECRET),
                stores(links, StoreKind.ACL)));
  }

  /** The links with one more. */
  static List<Link> with(List<Link> links, Link added) {
    List<Link> all = new ArrayList<>(links);
    all.add(added);
    return all;
  }

  /** The links without one. */
  static List<Link> without(List<Link> links, Link removed) {
    List<Link> rest = new ArrayList<>(links);
    rest.remove(removed);
    return rest;
  }

  private static ManifestStores stores(ManifestBindings bindings, StoreKind kind) {
    return switch (kind) {
      case CONFIG -> bindings.liveConfigStores();
      case KV -> bindings.kvStores();
      case SECRET -> bindings.secretStores();
      case ACL -> bindings.liveAcls();
    };
  }

  private static ManifestStores stores(List<Link> links, StoreKind kind) {
    return new ManifestStores(
        links.stream()
            .filter(link -> link.isOf(kind))
            .map(link -> new ManifestStores.Link(link.name(), link.store().name()))
            .toList());
  }
}

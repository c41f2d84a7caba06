package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.http.Call;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.kv.KvStoreSummary;
import dev.verge.isolate.platform.live.LiveStoreSummary;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a tenant's stores by the identifiers that Fastly's API has for them. */
final class TenantStores {
  private final PlatformServices services;

  TenantStores(PlatformServices services) {
    this.services = services;
  }

  /** Those of a kind, by name; of one name only when the request asks so. */
  List<TenantStore> list(Call call, StoreKind kind) {
    Optional<String> name = call.query("name").filter(text -> !text.isEmpty());
    return stores(Tenancy.of(call), kind)
        .filter(store -> name.filter(wanted -> !wanted.equals(store.name())).isEmpty())
        .toList();
  }

  /** The one that a path names. */
  TenantStore required(Call call, StoreKind kind) {
    String id = call.parameter("store");
    return stores(Tenancy.of(call), kind)
        .filter(store -> store.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                FastlyServices.missing(
                    "There is no %s %s.".formatted(kind.type(), FastlyServices.shown(id))));
  }

  /** One of any kind. */
  Optional<TenantStore> find(String tenant, String id) {
    return Arrays.stream(StoreKind.values())
        .flatMap(kind -> stores(tenant, kind))
        .filter(store -> store.id().equals(id))
        .findFirst();
  }

  private Stream<TenantStore> stores(String tenant, StoreKind kind) {
    return names(tenant, kind).map(name -> new TenantStore(tenant, kind, name));
  }

  private Stream<String> names(String tenant, StoreKind kind) {
    return switch (kind) {
      case CONFIG ->
          services.liveData().configStores().list(tenant).stream().map(LiveStoreSummary::name);
      case ACL -> services.liveData().acls().list(tenant).stream().map(LiveStoreSummary::name);
      case KV -> services.kvStores().list(tenant).stream().map(KvStoreSummary::name);
      case SECRET -> services.secretStores().stores(tenant).stream();
    };
  }
}

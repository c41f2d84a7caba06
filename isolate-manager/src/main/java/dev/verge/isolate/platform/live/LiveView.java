package dev.verge.isolate.platform.live;

import dev.verge.isolate.binding.Bindings;
import dev.verge.isolate.platform.acl.Acl;
import dev.verge.isolate.platform.acl.Acls;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The config stores and access control lists that one request sees: those of its version, and live
 * ones as they are when it first looks at them. Not safe on several threads.
 */
public final class LiveView {
  private final Bindings bindings;
  private final String tenant;
  private final LiveData live;
  private final Acls acls;
  private final Map<String, Optional<Map<String, String>>> configStores = new HashMap<>();
  private final Map<String, Optional<Acl>> lists = new HashMap<>();

  /**
   * Of a request that begins.
   *
   * @param bindings what the version may reach
   * @param tenant whose version it is
   * @param live the tenants' stores
   * @param acls makes the version's own lists ready
   */
  public LiveView(Bindings bindings, String tenant, LiveData live, Acls acls) {
    this.bindings = bindings;
    this.tenant = tenant;
    this.live = live;
    this.acls = acls;
  }

  /** A config store by its name in the guest; empty when the version or the tenant has none. */
  public Optional<Map<String, String>> configStore(String name) {
    Map<String, String> own = bindings.configStores().get(name);
    return own == null
        ? see(configStores, live.configStores(), bindings.liveConfigStores(), name)
        : Optional.of(own);
  }

  /** An access control list by its name in the guest; empty when there is none. */
  public Optional<Acl> acl(String name) {
    return Optional.ofNullable(bindings.acls().get(name))
        .map(acls::prepare)
        .or(() -> see(lists, live.acls(), bindings.liveAcls(), name));
  }

  private <S> Optional<S> see(
      Map<String, Optional<S>> seen, LiveStores<S> stores, Map<String, String> bound, String name) {
    String store = bound.get(name);
    return store == null
        ? Optional.empty()
        : seen.computeIfAbsent(store, wanted -> stores.snapshot(tenant, wanted));
  }
}

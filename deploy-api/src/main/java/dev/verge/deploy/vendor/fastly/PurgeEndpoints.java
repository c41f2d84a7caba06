package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.http.Endpoint;
import dev.verge.deploy.store.StoredService;
import dev.verge.isolate.platform.cache.CacheException;
import dev.verge.isolate.platform.cache.Caches;
import dev.verge.isolate.platform.cache.SurrogateKeys;
import dev.verge.isolate.platform.cache.TenantCache;
import dev.verge.isolate.platform.http.HeaderFields;
import dev.verge.isolate.platform.http.Uri;
import dev.verge.isolate.platform.httpcache.CacheRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Takes objects out of the cache, which is one for all services of a tenant. */
final class PurgeEndpoints {
  private static final String OF_URL = FastlyDialect.ROOT + "/purge/";

  private final Addressed addressed;
  private final Caches caches;

  PurgeEndpoints(Addressed addressed, Caches caches) {
    this.addressed = addressed;
    this.caches = caches;
  }

  private record Purged(String status, String id) implements Document {}

  List<Endpoint> endpoints() {
    Access deploy = Access.own(Scope.DEPLOY);
    return List.of(
        Endpoint.post(
            Addressed.SERVICE + "/purge_all", deploy, AuditAction.CACHE_PURGE, this::purgeAll),
        Endpoint.post(
            Addressed.SERVICE + "/purge", deploy, AuditAction.CACHE_PURGE, this::purgeKeys),
        Endpoint.post(
            Addressed.SERVICE + "/purge/{key}", deploy, AuditAction.CACHE_PURGE, this::purgeKey),
        Endpoint.post(OF_URL + "*", deploy, AuditAction.CACHE_PURGE, this::purgeUrl));
  }

  private void purgeAll(Call call) {
    StoredService service = addressed.service(call);
    int purged = cache(service).purgeAll(soft(call));
    record(call, service, "all", purged);
    call.answer(200, new Purged("ok", Ids.random()));
  }

  private void purgeKey(Call call) {
    Set<String> keys = keys(call.parameter("key"));
    purge(call, keys);
    call.answer(200, new Purged("ok", Ids.random()));
  }

  private void purgeKeys(Call call) {
    Set<String> keys = keys(call.header("Surrogate-Key").orElse(""));
    purge(call, keys);
    Map<String, String> answer = new TreeMap<>();
    keys.forEach(key -> answer.put(key, Ids.random()));
    call.answer(200, answer);
  }

  /** What a backend answered to a URL, whichever of the tenant's services asked for it. */
  private void purgeUrl(Call call) {
    Uri uri = uri(call);
    String tenant = Tenancy.of(call);
    boolean soft = soft(call);
    int purged =
        caches
            .of(tenant)
            .purge(new CacheRequest("GET", uri, new HeaderFields()).surrogateKey(), soft);
    call.record(told(call.changeIn(tenant), "URL " + uri, soft, purged));
    call.answer(200, new Purged("ok", Ids.random()));
  }

  /** The URL as it was sent, since the server would take its slashes for a path's. */
  private static Uri uri(Call call) {
    String url = call.path().startsWith(OF_URL) ? call.path().substring(OF_URL.length()) : "";
    String whole = url.contains("://") ? url : "http://" + url;
    return Uri.parse(whole + call.query().map("?"::concat).orElse(""))
        .filter(uri -> uri.scheme().equals("http") || uri.scheme().equals("https"))
        .orElseThrow(() -> Form.refused("url", "one such as https://www.example.com/page"));
  }

  private void purge(Call call, Set<String> keys) {
    StoredService service = addressed.service(call);
    boolean soft = soft(call);
    TenantCache cache = cache(service);
    int purged = keys.stream().mapToInt(key -> cache.purge(key, soft)).sum();
    record(call, service, "keys " + new TreeSet<>(keys), purged);
  }

  private static void record(Call call, StoredService service, String what, int purged) {
    call.record(told(call.changeTo(service.function()), what, soft(call), purged));
  }

  private static Change told(Change change, String what, boolean soft, int purged) {
    return change.with("%s%s, %d objects".formatted(what, soft ? ", soft" : "", purged));
  }

  private TenantCache cache(StoredService service) {
    return caches.of(service.function().tenant());
  }

  private static boolean soft(Call call) {
    return call.header("Fastly-Soft-Purge").filter("1"::equals).isPresent();
  }

  private static Set<String> keys(String text) {
    try {
      Set<String> keys = SurrogateKeys.parse(text);
      if (!keys.isEmpty()) {
        return keys;
      }
    } catch (CacheException e) {
      throw Form.refused("Surrogate-Key", "a list of keys: " + e.getMessage());
    }
    throw Form.refused("Surrogate-Key", "there");
  }
}

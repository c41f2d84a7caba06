package dev.verge.deploy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.access.Tenants;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.kv.KvException;
import dev.verge.isolate.platform.kv.KvInsert;
import dev.verge.isolate.platform.kv.KvPage;
import dev.verge.isolate.platform.kv.KvQuery;
import dev.verge.isolate.platform.kv.KvStore;
import dev.verge.isolate.platform.kv.KvStoreSummary;
import dev.verge.isolate.platform.kv.KvStores;
import dev.verge.isolate.platform.kv.KvValue;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The KV stores of a tenant: the same data that guests read and write. */
final class KvEndpoints {
  private static final String STORES = "/v1/tenants/{tenant}/kv-stores";
  private static final String STORE = STORES + "/{store}";
  private static final String KEYS = STORE + "/keys";
  private static final String KEY = KEYS + "/{key}";

  /** Escaped as in a URL, since header fields have no other characters. */
  private static final String METADATA = "X-Verge-Metadata";

  private static final String EXPIRES = "X-Verge-Expires";

  /** RFC 9110, section 5.6.7. */
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  private static final String VALUE = "application/octet-stream";

  /** The largest value, as Fastly documents it; the store refuses what is larger. */
  private static final int MAX_VALUE_BYTES = 25_000_000;

  /** About 31 years. */
  private static final int MAX_TTL_SECONDS = 999_999_999;

  private final KvStores stores;
  private final Tenants tenants;

  KvEndpoints(KvStores stores, Tenants tenants) {
    this.stores = stores;
    this.tenants = tenants;
  }

  private record StoreList(@JsonProperty("kv_stores") List<KvStoreSummary> kvStores) {}

  private record KeyList(
      List<String> keys, @JsonProperty("next_cursor") Optional<String> nextCursor) {}

  private record Inserted(String generation) {}

  List<Endpoint> endpoints() {
    Access read = Access.tenant(Scope.READ);
    Access deploy = Access.tenant(Scope.DEPLOY);
    Access admin = Access.tenant(Scope.ADMIN);
    return Stream.of(
            Endpoint.get(STORES, read, this::listStores),
            Endpoint.get(STORE, read, this::show),
            Endpoint.put(STORE, deploy, AuditAction.KV_STORE_CREATE, this::create),
            Endpoint.delete(STORE, admin, AuditAction.KV_STORE_DELETE, this::deleteStore),
            Endpoint.get(KEYS, read, this::listKeys),
            Endpoint.get(KEY, read, this::lookup),
            Endpoint.put(KEY, deploy, AuditAction.KV_ENTRY_PUT, this::insert),
            Endpoint.delete(KEY, deploy, AuditAction.KV_ENTRY_DELETE, this::delete))
        .map(KvEndpoints::refusing)
        .toList();
  }

  /** What a store refuses is the client's problem. */
  private static Endpoint refusing(Endpoint endpoint) {
    return endpoint.with(
        call -> {
          try {
            endpoint.action().answer(call);
          } catch (KvException e) {
            throw new ProblemException(type(e.reason()), e.getMessage());
          }
        });
  }

  private static ProblemType type(KvException.Reason reason) {
    return switch (reason) {
      case BAD_REQUEST -> ProblemType.INVALID_ENTRY;
      case PRECONDITION_FAILED -> ProblemType.PRECONDITION_FAILED;
      case TOO_LARGE -> ProblemType.UPLOAD_TOO_LARGE;
    };
  }

  private void listStores(Call call) {
    call.answer(200, new StoreList(stores.list(call.tenant())));
  }

  private void show(Call call) {
    String name = call.parameter("store");
    call.answer(
        200,
        stores.list(call.tenant()).stream()
            .filter(store -> store.name().equals(name))
            .findFirst()
            .orElseThrow(() -> noSuchStore(call)));
  }

  private void create(Call call) {
    String tenant = call.tenant();
    if (tenants.enter(
        call.caller(), tenant, () -> stores.create(tenant, call.parameter("store")))) {
      call.record(call.parameter("store"));
    }
    call.done();
  }

  private void deleteStore(Call call) {
    if (!stores.delete(call.tenant(), call.parameter("store"))) {
      throw noSuchStore(call);
    }
    call.record(call.parameter("store"));
    call.done();
  }

  private void listKeys(Call call) {
    KvPage page =
        store(call)
            .list(
                new KvQuery(
                    call.query("prefix").filter(prefix -> !prefix.isEmpty()),
                    limit(call),
                    call.query("cursor")));
    call.answer(200, new KeyList(page.keys(), page.nextCursor()));
  }

  private static int limit(Call call) {
    int limit = call.number("limit", KvQuery.MOST, KvQuery.MOST);
    if (limit < 1) {
      throw Call.invalid("limit", "a number from 1 to " + KvQuery.MOST);
    }
    return limit;
  }

  private void lookup(Call call) throws IOException {
    KvValue value = store(call).lookup(call.parameter("key")).orElseThrow(KvEndpoints::noSuchKey);
    try (Source body = value.body()) {
      call.header(HttpHeaders.ETAG, Generations.tag(value.generation()));
      if (!value.metadata().isEmpty()) {
        call.header(METADATA, escaped(value.metadata()));
      }
      value
          .expires()
          .ifPresent(
              instant -> {
                call.header(EXPIRES, instant.toString());
                // How long that is until, whatever the client's clock says.
                call.header(
                    HttpHeaders.DATE, HTTP_DATE.format(Instant.now().atOffset(ZoneOffset.UTC)));
              });
      call.answer(VALUE, body);
    }
  }

  private void insert(Call call) throws IOException {
    KvInsert how =
        new KvInsert(
            mode(call),
            Generations.expected(call, "an entry"),
            call.header(METADATA).map(KvEndpoints::unescaped).orElse(""),
            timeToLive(call));
    KvStore.requireKey(call.parameter("key"));
    RequestSource source = new RequestSource(call.body(MAX_VALUE_BYTES));
    KvStore store = opened(call);
    try {
      long generation = store.insert(call.parameter("key"), source, how);
      call.record(named(call));
      call.header(HttpHeaders.ETAG, Generations.tag(generation));
      call.answer(200, new Inserted(Long.toUnsignedString(generation)));
    } catch (BrokenBodyException e) {
      throw source.failure().orElseThrow(() -> e);
    } catch (InterruptedException e) {
      throw Call.stopping(e);
    }
  }

  /**
   * The store, which keeps its tenant from being deleted while a value arrives. One that is made
   * for the value stays when that is refused, so it is told of by itself.
   */
  private KvStore opened(Call call) {
    String tenant = call.tenant();
    String name = call.parameter("store");
    if (tenants.enter(
        call.caller(),
        tenant,
        () -> stores.find(tenant, name).isEmpty() && stores.create(tenant, name))) {
      call.record(call.change().as(AuditAction.KV_STORE_CREATE).with(name));
    }
    return store(call);
  }

  private void delete(Call call) {
    if (call.header(HttpHeaders.IF_MATCH).isPresent()) {
      throw Call.invalid("If-Match", "left out, since entries are deleted whatever they are");
    }
    if (!store(call).delete(call.parameter("key"))) {
      throw noSuchKey();
    }
    call.record(named(call));
    call.done();
  }

  private static String named(Call call) {
    return "%s/%s".formatted(call.parameter("store"), call.parameter("key"));
  }

  private KvStore store(Call call) {
    return stores.find(call.tenant(), call.parameter("store")).orElseThrow(() -> noSuchStore(call));
  }

  private static KvInsert.Mode mode(Call call) {
    return call.query("mode")
        .map(
            text ->
                Stream.of(KvInsert.Mode.values())
                    .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst()
                    .orElseThrow(() -> Call.invalid("mode", "overwrite, add, append or prepend")))
        .orElse(KvInsert.Mode.OVERWRITE);
  }

  private static Optional<Duration> timeToLive(Call call) {
    return call.query("ttl_s")
        .map(
            text -> {
              int seconds = call.number("ttl_s", 0, MAX_TTL_SECONDS);
              if (seconds < 1) {
                throw Call.invalid("ttl_s", "a number of seconds from 1 to " + MAX_TTL_SECONDS);
              }
              return Duration.ofSeconds(seconds);
            });
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static String unescaped(String text) {
    try {
      // A plus sign means itself here, unlike in forms.
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      throw Call.invalid(METADATA, "text escaped as in a URL");
    }
  }

  private static ProblemException noSuchStore(Call call) {
    return new ProblemException(
        ProblemType.NO_SUCH_STORE,
        "The tenant %s has no KV store of this name.".formatted(call.tenant()));
  }

  private static ProblemException noSuchKey() {
    return new ProblemException(
        ProblemType.NO_SUCH_KEY,
        "The store has no entry under this key; slashes in it are written %2F.");
  }
}

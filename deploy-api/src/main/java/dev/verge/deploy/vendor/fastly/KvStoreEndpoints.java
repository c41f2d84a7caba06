package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.access.Tenants;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.http.Endpoint;
import dev.verge.deploy.http.RequestSource;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.vendor.fastly.StoreDocuments.Page;
import dev.verge.deploy.vendor.fastly.StoreDocuments.StoreDocument;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.kv.KvException;
import dev.verge.isolate.platform.kv.KvInsert;
import dev.verge.isolate.platform.kv.KvPage;
import dev.verge.isolate.platform.kv.KvQuery;
import dev.verge.isolate.platform.kv.KvStore;
import dev.verge.isolate.platform.kv.KvStores;
import dev.verge.isolate.platform.kv.KvValue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** {@code /resources/stores/kv}: the tenant's KV stores. */
final class KvStoreEndpoints {
  private static final String STORES = FastlyDialect.ROOT + "/resources/stores/kv";
  private static final String STORE = STORES + "/{store}";
  private static final String KEY = STORE + "/keys/{key}";

  /** The largest value, as Fastly documents it; the store refuses what is larger. */
  private static final int MAX_VALUE_BYTES = 25_000_000;

  private final TenantStores directory;
  private final KvStores stores;
  private final Tenants tenants;

  KvStoreEndpoints(TenantStores directory, KvStores stores, Tenants tenants) {
    this.directory = directory;
    this.stores = stores;
    this.tenants = tenants;
  }

  List<Endpoint> endpoints() {
    Access read = Access.own(Scope.READ);
    Access deploy = Access.own(Scope.DEPLOY);
    return Stream.of(
            Endpoint.get(STORES, read, this::list),
            Endpoint.post(STORES, deploy, AuditAction.KV_STORE_CREATE, this::create),
            Endpoint.get(STORE, read, call -> call.answer(200, document(required(call)))),
            Endpoint.delete(
                STORE, Access.own(Scope.ADMIN), AuditAction.KV_STORE_DELETE, this::delete),
            Endpoint.get(STORE + "/keys", read, this::keys),
            Endpoint.put(STORE + "/batch", deploy, AuditAction.KV_ENTRY_PUT, this::batch),
            Endpoint.get(KEY, read, this::lookup),
            Endpoint.put(KEY, deploy, AuditAction.KV_ENTRY_PUT, this::insert),
            Endpoint.delete(KEY, deploy, AuditAction.KV_ENTRY_DELETE, this::remove))
        .map(KvStoreEndpoints::refusing)
        .toList();
  }

  private static Endpoint refusing(Endpoint endpoint) {
    return endpoint.with(
        call -> {
          try {
            endpoint.action().answer(call);
          } catch (KvException e) {
            throw refused(e);
          }
        });
  }

  /** What a store refuses is the client's problem. */
  static ProblemException refused(KvException e) {
    return new ProblemException(
        switch (e.reason()) {
          case BAD_REQUEST -> ProblemType.INVALID_ENTRY;
          case PRECONDITION_FAILED -> ProblemType.PRECONDITION_FAILED;
          case TOO_LARGE -> ProblemType.UPLOAD_TOO_LARGE;
        },
        e.getMessage());
  }

  private void list(Call call) {
    call.answer(
        200, Page.of(directory.list(call, StoreKind.KV).stream().map(this::document).toList()));
  }

  private void create(Call call) throws IOException {
    TenantStore store = new TenantStore(Tenancy.of(call), StoreKind.KV, StoreDocuments.name(call));
    if (!tenants.enter(
        call.caller(), store.tenant(), () -> stores.create(store.tenant(), store.name()))) {
      throw StoreDocuments.taken(store.name());
    }
    call.record(call.changeIn(store.tenant()).with(store.name()));
    call.answer(201, document(store));
  }

  private StoreDocument document(TenantStore store) {
    Instant created = stores.created(store.tenant(), store.name()).orElse(Instant.EPOCH);
    return StoreDocument.of(store, created, created);
  }

  private void delete(Call call) {
    TenantStore store = required(call);
    var _ = stores.delete(store.tenant(), store.name());
    call.record(call.changeIn(store.tenant()).with(store.name()));
    call.done();
  }

  private void keys(Call call) {
    int limit = Math.max(1, call.number("limit", KvQuery.MOST, KvQuery.MOST));
    KvPage page =
        open(required(call))
            .list(
                new KvQuery(
                    call.query("prefix").filter(prefix -> !prefix.isEmpty()),
                    limit,
                    call.query("cursor").filter(cursor -> !cursor.isEmpty())));
    call.answer(200, Keys.of(page));
  }

  private record Keys(List<String> data, KeysMeta meta) implements Document {
    static Keys of(KvPage page) {
      return new Keys(page.keys(), new KeysMeta(page.limit(), page.prefix(), page.nextCursor()));
    }
  }

  private record KeysMeta(int limit, Optional<String> prefix, Optional<String> nextCursor)
      implements Document {}

  private void lookup(Call call) throws IOException {
    KvValue value =
        open(required(call)).lookup(call.parameter("key")).orElseThrow(KvStoreEndpoints::noSuchKey);
    try (Source body = value.body()) {
      call.header("generation", Long.toUnsignedString(value.generation()));
      if (isHeaderText(value.metadata())) {
        call.header("metadata", value.metadata());
      }
      call.answer("application/octet-stream", body);
    }
  }

  /** Metadata that fits no header cannot be told by this API. */
  private static boolean isHeaderText(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private void insert(Call call) throws IOException {
    TenantStore store = required(call);
    KvInsert how =
        new KvInsert(
            mode(call),
            generation(call),
            call.header("metadata").orElse(""),
            call.header("time_to_live_sec").map(KvStoreEndpoints::timeToLive));
    RequestSource source = new RequestSource(call.body(MAX_VALUE_BYTES));
    try {
      long _ = open(store).insert(call.parameter("key"), source, how);
    } catch (BrokenBodyException e) {
      throw source.failure().orElseThrow(() -> e);
    } catch (InterruptedException e) {
      throw Call.stopping(e);
    }
    record(call, store, call.parameter("key"));
    call.answer(200, Document.OK);
  }

  private void batch(Call call) throws IOException {
    TenantStore store = required(call);
    KvBatch batch =
        new KvBatch(
            entry -> {
              try {
                long _ = open(store).insert(entry.key(), entry.value(), entry.how());
              } catch (InterruptedException e) {
                throw Call.stopping(e);
              }
            });
    try {
      batch.read(call);
    } finally {
      // What came before a failure stays.
      if (batch.count() > 0) {
        call.record(
            call.changeIn(store.tenant())
                .with("%s, %d keys".formatted(store.name(), batch.count())));
      }
    }
    call.answer(200, Document.OK);
  }

  private void remove(Call call) {
    TenantStore store = required(call);
    boolean there = open(store).delete(call.parameter("key"), generation(call));
    if (!there && call.query("force").filter("true"::equals).isEmpty()) {
      throw noSuchKey();
    }
    record(call, store, call.parameter("key"));
    call.done();
  }

  private static void record(Call call, TenantStore store, String key) {
    call.record(call.changeIn(store.tenant()).with("%s/%s".formatted(store.name(), key)));
  }

  private TenantStore required(Call call) {
    return directory.required(call, StoreKind.KV);
  }

  private KvStore open(TenantStore store) {
    return stores
        .find(store.tenant(), store.name())
        .orElseThrow(() -> FastlyServices.missing("The store was just deleted."));
  }

  private static KvInsert.Mode mode(Call call) {
    if (asked(call, "add")) {
      return KvInsert.Mode.ADD;
    }
    if (asked(call, "append")) {
      return KvInsert.Mode.APPEND;
    }
    return asked(call, "prepend") ? KvInsert.Mode.PREPEND : KvInsert.Mode.OVERWRITE;
  }

  private static boolean asked(Call call, String mode) {
    return call.query(mode).filter("true"::equals).isPresent();
  }

  private static OptionalLong generation(Call call) {
    Optional<String> text = call.header("if-generation-match");
    try {
      return text.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseUnsignedLong(text.get()));
    } catch (NumberFormatException e) {
      throw Form.refused("if-generation-match", "an entry's generation");
    }
  }

  static Duration timeToLive(String text) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw Form.refused("time_to_live_sec", "a number of seconds from 1 to 999999999");
    }
    return Duration.ofSeconds(Integer.parseInt(text));
  }

  private static ProblemException noSuchKey() {
    return new ProblemException(ProblemType.NO_SUCH_KEY, "The store has no entry under this key.");
  }
}

package dev.verge.deploy.http;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.access.Tenants;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.isolate.platform.live.LiveChange;
import dev.verge.isolate.platform.live.LiveException;
import dev.verge.isolate.platform.live.LivePage;
import dev.verge.isolate.platform.live.LiveStoreSummary;
import dev.verge.isolate.platform.live.LiveStores;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a tenant's live stores of all kinds have in common. */
final class LiveEndpoints {
  /** The largest document of items or changes, in bytes. */
  static final int MAX_BYTES = 16 << 20;

  private final Kind kind;
  private final LiveStores<?> stores;
  private final Tenants tenants;

  LiveEndpoints(Kind kind, LiveStores<?> stores, Tenants tenants) {
    this.kind = kind;
    this.stores = stores;
    this.tenants = tenants;
  }

  /**
   * One kind of store.
   *
   * @param path of all of a tenant's
   * @param parameter of the path, with the store's name
   * @param member of the document that lists them
   * @param noun in sentences
   */
  record Kind(
      String path,
      String parameter,
      String member,
      String noun,
      AuditAction create,
      AuditAction delete) {
    String store() {
      return "%s/{%s}".formatted(path, parameter);
    }
  }

  private record StoreDocument(
      String name,
      long items,
      long bytes,
      @JsonSerialize(using = ToStringSerializer.class) Instant created,
      @JsonSerialize(using = ToStringSerializer.class) Instant updated) {
    static StoreDocument of(LiveStoreSummary store) {
      return new StoreDocument(
          store.name(), store.items(), store.bytes(), store.created(), store.updated());
    }
  }

  /** The stores themselves. */
  List<Endpoint> endpoints() {
    Access read = Access.tenant(Scope.READ);
    return List.of(
        Endpoint.get(kind.path, read, this::list),
        Endpoint.get(kind.store(), read, this::show),
        Endpoint.put(kind.store(), Access.tenant(Scope.DEPLOY), kind.create, this::create),
        Endpoint.delete(kind.store(), Access.tenant(Scope.ADMIN), kind.delete, this::delete));
  }

  /** What a store refuses is the client's problem. */
  static List<Endpoint> refusing(Stream<Endpoint> endpoints) {
    return endpoints
        .map(
            endpoint ->
                endpoint.with(
                    call -> {
                      try {
                        endpoint.action().answer(call);
                      } catch (LiveException e) {
                        throw new ProblemException(type(e.reason()), e.getMessage());
                      }
                    }))
        .toList();
  }

  private static ProblemType type(LiveException.Reason reason) {
    return switch (reason) {
      case NOT_ACCEPTABLE -> ProblemType.INVALID_ENTRY;
      case NOT_THERE -> ProblemType.NO_SUCH_KEY;
      case ALREADY_THERE, OTHER_GENERATION -> ProblemType.PRECONDITION_FAILED;
      case TOO_LARGE -> ProblemType.UPLOAD_TOO_LARGE;
    };
  }

  private void list(Call call) {
    call.answer(
        200,
        Map.of(kind.member, stores.list(call.tenant()).stream().map(StoreDocument::of).toList()));
  }

  private void show(Call call) {
    LiveStoreSummary store =
        stores.find(call.tenant(), name(call)).orElseThrow(() -> noSuchStore(call));
    call.header(HttpHeaders.ETAG, Generations.tag(store.generation()));
    call.answer(200, StoreDocument.of(store));
  }

  private void create(Call call) {
    if (enter(call, () -> stores.create(call.tenant(), name(call)))) {
      call.record(name(call));
    }
    call.done();
  }

  private void delete(Call call) {
    if (!stores.delete(call.tenant(), name(call))) {
      throw noSuchStore(call);
    }
    call.record(name(call));
    call.done();
  }

  /** The page of items that is asked for, whose entity tag is the store's. */
  LivePage page(Call call) {
    int limit = call.number("limit", LivePage.MOST, LivePage.MOST);
    if (limit < 1) {
      throw Call.invalid("limit", "a number from 1 to " + LivePage.MOST);
    }
    LivePage page =
        stores
            .items(call.tenant(), name(call), limit, call.query("cursor"))
            .orElseThrow(() -> noSuchStore(call));
    call.header(HttpHeaders.ETAG, Generations.tag(page.generation()));
    return page;
  }

  /** Puts other items in place of all that there are, and answers. */
  void replace(Call call, Map<String, String> items) {
    changed(
        call,
        enter(
            call,
            () ->
                stores.replace(
                    call.tenant(), name(call), items, Generations.expected(call, "the store"))),
        "%s, all replaced by %d".formatted(name(call), items.size()));
  }

  /** Makes changes, all or none, and answers. */
  void change(Call call, List<LiveChange> changes) {
    changed(
        call,
        enter(
            call,
            () ->
                stores.change(
                    call.tenant(), name(call), changes, Generations.expected(call, "the store"))),
        "%s, %d changes".formatted(name(call), changes.size()));
  }

  /** Answers when something was changed. */
  void changed(Call call, long generation, String what) {
    call.record(what);
    call.header(HttpHeaders.ETAG, Generations.tag(generation));
    call.done();
  }

  /** Puts something into the path's tenant. */
  <T> T enter(Call call, Supplier<T> put) {
    return tenants.enter(call.caller(), call.tenant(), put);
  }

  String name(Call call) {
    return call.parameter(kind.parameter);
  }

  /**
   * One change of a document of them.
   *
   * @param op a {@link LiveChange.Kind} in lower case
   * @param value there, unless the operation is to delete
   * @param shape what the document must look like, for the problem's detail
   */
  static LiveChange change(
      Optional<String> op, Optional<String> key, Optional<String> value, String shape) {
    LiveChange.Kind kind =
        op.flatMap(
                text ->
                    Arrays.stream(LiveChange.Kind.values())
                        .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(text))
                        .findFirst())
            .orElseThrow(() -> Json.malformed(shape));
    if (value.isEmpty() != (kind == LiveChange.Kind.DELETE)) {
      throw Json.malformed(shape);
    }
    return new LiveChange(
        kind, key.orElseThrow(() -> Json.malformed(shape)), value.orElse(""), OptionalLong.empty());
  }

  ProblemException noSuchStore(Call call) {
    return new ProblemException(
        ProblemType.NO_SUCH_STORE,
        "The tenant %s has no live %s of this name.".formatted(call.tenant(), kind.noun));
  }
}

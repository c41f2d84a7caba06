package dev.verge.deploy.vendor.fastly;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.access.Tenants;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.http.Endpoint;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.StoredService;
import dev.verge.deploy.vendor.fastly.StoreDocuments.StoreDocument;
import dev.verge.isolate.platform.live.LiveChange;
import dev.verge.isolate.platform.live.LiveItem;
import dev.verge.isolate.platform.live.LivePage;
import dev.verge.isolate.platform.live.LiveStoreSummary;
import dev.verge.isolate.platform.live.LiveStores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** {@code /resources/stores/config}: the tenant's live config stores. */
final class ConfigStoreEndpoints {
  private static final String STORES = FastlyDialect.ROOT + "/resources/stores/config";
  private static final String STORE = STORES + "/{store}";
  private static final String ITEM = STORE + "/item/{key}";
  private static final int MAX_BYTES = 16 << 20;
  private static final String SHAPE =
      "{\"items\":[{\"op\":\"upsert\",\"item_key\":\"a\",\"item_value\":\"b\"}]}";

  private final TenantStores directory;
  private final LiveStores<Map<String, String>> stores;
  private final Tenants tenants;
  private final FastlyServices services;

  ConfigStoreEndpoints(
      TenantStores directory,
      LiveStores<Map<String, String>> stores,
      Tenants tenants,
      FastlyServices services) {
    this.directory = directory;
    this.stores = stores;
    this.tenants = tenants;
    this.services = services;
  }

  private record ItemDocument(
      String storeId, String itemKey, String itemValue, String createdAt, String updatedAt)
      implements Document {}

  private record Count(long itemCount) implements Document {}

  private record Linked(String id, String name, String type) implements Document {}

  /** Changes as they come. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Batch(Optional<List<Change>> items) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Change(
      Optional<String> op,
      @JsonProperty("item_key") Optional<String> key,
      @JsonProperty("item_value") Optional<String> value) {
    LiveChange change() {
      return LiveChanges.of(op, "item_key", key, value);
    }
  }

  List<Endpoint> endpoints() {
    Access read = Access.own(Scope.READ);
    Access deploy = Access.own(Scope.DEPLOY);
    return Stream.of(
            Endpoint.get(STORES, read, this::list),
            Endpoint.post(STORES, deploy, AuditAction.CONFIG_STORE_CREATE, this::create),
            Endpoint.get(STORE, read, call -> call.answer(200, document(required(call)))),
            Endpoint.put(STORE, deploy, AuditAction.CONFIG_STORE_CREATE, this::rename),
            Endpoint.delete(
                STORE, Access.own(Scope.ADMIN), AuditAction.CONFIG_STORE_DELETE, this::delete),
            Endpoint.get(
                STORE + "/info",
                read,
                call -> call.answer(200, new Count(summary(required(call)).items()))),
            Endpoint.get(STORE + "/services", read, this::linked),
            Endpoint.get(STORE + "/items", read, this::items),
            Endpoint.patch(STORE + "/items", deploy, AuditAction.CONFIG_ITEMS_CHANGE, this::batch),
            Endpoint.post(STORE + "/item", deploy, AuditAction.CONFIG_ITEM_PUT, this::add),
            Endpoint.get(ITEM, read, this::item),
            Endpoint.put(
                ITEM,
                deploy,
                AuditAction.CONFIG_ITEM_PUT,
                call -> change(call, LiveChange.Kind.UPSERT)),
            Endpoint.patch(
                ITEM,
                deploy,
                AuditAction.CONFIG_ITEM_PUT,
                call -> change(call, LiveChange.Kind.UPDATE)),
            Endpoint.delete(ITEM, deploy, AuditAction.CONFIG_ITEM_DELETE, this::remove))
        .map(LiveRefusals::told)
        .toList();
  }

  private void list(Call call) {
    call.answer(
        200,
        directory.list(call, StoreKind.CONFIG).stream()
            .flatMap(
                store ->
                    stores
                        .find(store.tenant(), store.name())
                        .map(there -> document(store, there))
                        .stream())
            .toList());
  }

  private void create(Call call) throws IOException {
    TenantStore store =
        new TenantStore(Tenancy.of(call), StoreKind.CONFIG, Form.of(call).name("name"));
    if (!tenants.enter(
        call.caller(), store.tenant(), () -> stores.create(store.tenant(), store.name()))) {
      throw StoreDocuments.taken(store.name());
    }
    call.record(call.changeIn(store.tenant()).with(store.name()));
    call.answer(200, document(store));
  }

  /** Versions are linked to a store by its name, so it keeps that. */
  private void rename(Call call) throws IOException {
    TenantStore store = required(call);
    if (!Form.of(call).name("name").equals(store.name())) {
      throw Form.refused(
          "name",
          "%s: a store keeps its name, since versions are linked to it by that. Guests know it by the name of a resource link; for another name make another link, or another store"
              .formatted(store.name()));
    }
    call.answer(200, document(store));
  }

  private void delete(Call call) {
    TenantStore store = required(call);
    var _ = stores.delete(store.tenant(), store.name());
    call.record(call.changeIn(store.tenant()).with(store.name()));
    call.answer(200, Document.OK);
  }

  /** Services whose current version may open the store. */
  private void linked(Call call) {
    TenantStore store = required(call);
    call.answer(
        200,
        services.list(store.tenant()).stream()
            .filter(service -> links(service, store))
            .map(service -> new Linked(service.id(), service.name(), "wasm"))
            .toList());
  }

  private boolean links(StoredService service, TenantStore store) {
    return Links.of(store.tenant(), services.current(service).manifest()).stream()
        .anyMatch(link -> link.store().equals(store));
  }

  private void items(Call call) {
    TenantStore store = required(call);
    List<ItemDocument> all = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      LivePage page =
          stores
              .items(store.tenant(), store.name(), LivePage.MOST, cursor)
              .orElseThrow(ConfigStoreEndpoints::gone);
      page.items().forEach(item -> all.add(document(store, item)));
      cursor = page.nextCursor();
    } while (cursor.isPresent());
    call.answer(200, all);
  }

  private void item(Call call) {
    TenantStore store = required(call);
    call.answer(200, item(store, call.parameter("key")));
  }

  private void add(Call call) throws IOException {
    TenantStore store = required(call);
    Form form = Form.of(call);
    String key = form.text("item_key").orElseThrow(() -> Form.refused("item_key", "there"));
    put(call, store, LiveChange.Kind.CREATE, key, value(form));
  }

  private void change(Call call, LiveChange.Kind kind) throws IOException {
    TenantStore store = required(call);
    put(call, store, kind, call.parameter("key"), value(Form.of(call)));
  }

  private static String value(Form form) {
    return form.text("item_value").orElseThrow(() -> Form.refused("item_value", "there"));
  }

  private void put(Call call, TenantStore store, LiveChange.Kind kind, String key, String value) {
    change(store, List.of(new LiveChange(kind, key, value, OptionalLong.empty())));
    call.record(call.changeIn(store.tenant()).with("%s/%s".formatted(store.name(), key)));
    call.answer(200, item(store, key));
  }

  private void remove(Call call) {
    TenantStore store = required(call);
    String key = call.parameter("key");
    change(store, List.of(LiveChange.delete(key)));
    call.record(call.changeIn(store.tenant()).with("%s/%s".formatted(store.name(), key)));
    call.answer(200, Document.OK);
  }

  private void batch(Call call) throws IOException {
    TenantStore store = required(call);
    List<Change> items =
        call.json(MAX_BYTES, Batch.class, SHAPE)
            .items()
            .orElseThrow(() -> Form.refused("items", "there"));
    change(store, items.stream().map(Change::change).toList());
    call.record(
        call.changeIn(store.tenant()).with("%s, %d changes".formatted(store.name(), items.size())));
    call.answer(200, Document.OK);
  }

  private void change(TenantStore store, List<LiveChange> changes) {
    long _ = stores.change(store.tenant(), store.name(), changes, OptionalLong.empty());
  }

  private TenantStore required(Call call) {
    return directory.required(call, StoreKind.CONFIG);
  }

  private LiveStoreSummary summary(TenantStore store) {
    return stores.find(store.tenant(), store.name()).orElseThrow(ConfigStoreEndpoints::gone);
  }

  private StoreDocument document(TenantStore store) {
    return document(store, summary(store));
  }

  private static StoreDocument document(TenantStore store, LiveStoreSummary there) {
    return StoreDocument.of(store, there.created(), there.updated());
  }

  private ItemDocument item(TenantStore store, String key) {
    return stores
        .item(store.tenant(), store.name(), key)
        .map(item -> document(store, item))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NO_SUCH_KEY, "The store has no item under this key."));
  }

  private static ItemDocument document(TenantStore store, LiveItem item) {
    return new ItemDocument(
        store.id(),
        item.key(),
        item.value(),
        Document.time(item.created()),
        Document.time(item.updated()));
  }

  private static ProblemException gone() {
    return FastlyServices.missing("The store was just deleted.");
  }
}

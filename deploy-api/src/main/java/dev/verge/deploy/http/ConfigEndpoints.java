package dev.verge.deploy.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.access.Tenants;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.isolate.platform.live.LiveChange;
import dev.verge.isolate.platform.live.LiveData;
import dev.verge.isolate.platform.live.LiveItem;
import dev.verge.isolate.platform.live.LivePage;
import dev.verge.isolate.platform.live.LiveStores;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The live config stores of a tenant. */
final class ConfigEndpoints {
  private static final LiveEndpoints.Kind KIND =
      new LiveEndpoints.Kind(
          "/v1/tenants/{tenant}/config-stores",
          "store",
          "config_stores",
          "config store",
          AuditAction.CONFIG_STORE_CREATE,
          AuditAction.CONFIG_STORE_DELETE);

  private static final String ITEMS = KIND.store() + "/items";
  private static final String ITEM = ITEMS + "/{key}";
  private static final String ITEMS_SHAPE = "{\"items\":{\"key\":\"value\"}}";
  private static final String CHANGES_SHAPE =
      "{\"changes\":[{\"op\":\"upsert\",\"key\":\"a\",\"value\":\"b\"},{\"op\":\"delete\",\"key\":\"c\"}]}, with the operations create, update, upsert and delete";

  /** In UTF-8. */
  private static final int MAX_VALUE_BYTES = 4 * LiveData.MOST_VALUE_CHARACTERS;

  private final LiveStores<Map<String, String>> stores;
  private final LiveEndpoints live;

  ConfigEndpoints(LiveStores<Map<String, String>> stores, Tenants tenants) {
    this.stores = stores;
    this.live = new LiveEndpoints(KIND, stores, tenants);
  }

  private record ItemDocument(
      String key,
      String value,
      @JsonSerialize(using = ToStringSerializer.class) Instant created,
      @JsonSerialize(using = ToStringSerializer.class) Instant updated) {
    static ItemDocument of(LiveItem item) {
      return new ItemDocument(item.key(), item.value(), item.created(), item.updated());
    }
  }

  private record ItemList(
      List<ItemDocument> items, @JsonProperty("next_cursor") Optional<String> nextCursor) {}

  private record AllItems(Optional<Map<String, String>> items) {}

  private record Changes(Optional<List<ChangeDocument>> changes) {}

  private record ChangeDocument(Optional<String> op, Optional<String> key, Optional<String> value) {
    LiveChange toChange() {
      return LiveEndpoints.change(op, key, value, CHANGES_SHAPE);
    }
  }

  List<Endpoint> endpoints() {
    Access read = Access.tenant(Scope.READ);
    Access deploy = Access.tenant(Scope.DEPLOY);
    return LiveEndpoints.refusing(
        Stream.concat(
            live.endpoints().stream(),
            Stream.of(
                Endpoint.get(ITEMS, read, this::list),
                Endpoint.put(ITEMS, deploy, AuditAction.CONFIG_ITEMS_CHANGE, this::replace),
                Endpoint.patch(ITEMS, deploy, AuditAction.CONFIG_ITEMS_CHANGE, this::change),
                Endpoint.get(ITEM, read, this::show),
                Endpoint.put(ITEM, deploy, AuditAction.CONFIG_ITEM_PUT, this::put),
                Endpoint.delete(ITEM, deploy, AuditAction.CONFIG_ITEM_DELETE, this::delete))));
  }

  private void list(Call call) {
    LivePage page = live.page(call);
    call.answer(
        200, new ItemList(page.items().stream().map(ItemDocument::of).toList(), page.nextCursor()));
  }

  private void replace(Call call) throws IOException {
    AllItems wanted = call.json(LiveEndpoints.MAX_BYTES, AllItems.class, ITEMS_SHAPE);
    live.replace(call, wanted.items().orElseThrow(() -> Json.malformed(ITEMS_SHAPE)));
  }

  private void change(Call call) throws IOException {
    Changes wanted = call.json(LiveEndpoints.MAX_BYTES, Changes.class, CHANGES_SHAPE);
    live.change(
        call,
        wanted.changes().orElseThrow(() -> Json.malformed(CHANGES_SHAPE)).stream()
            .map(ChangeDocument::toChange)
            .toList());
  }

  private void show(Call call) {
    LiveItem item =
        stores
            .item(call.tenant(), live.name(call), call.parameter("key"))
            .orElseThrow(() -> missing(call));
    call.header(HttpHeaders.ETAG, Generations.tag(item.generation()));
    call.answer(200, ItemDocument.of(item));
  }

  private ProblemException missing(Call call) {
    return stores.find(call.tenant(), live.name(call)).isEmpty()
        ? live.noSuchStore(call)
        : new ProblemException(
            ProblemType.NO_SUCH_KEY,
            "The store has no item under this key; slashes in it are written %2F.");
  }

  private void put(Call call) throws IOException {
    String value = text(call.body(MAX_VALUE_BYTES).readAllBytes());
    apply(call, new LiveChange(kind(call), call.parameter("key"), value, generation(call)));
  }

  private void delete(Call call) {
    if (stores.item(call.tenant(), live.name(call), call.parameter("key")).isEmpty()) {
      throw missing(call);
    }
    apply(
        call, new LiveChange(LiveChange.Kind.DELETE, call.parameter("key"), "", generation(call)));
  }

  private void apply(Call call, LiveChange change) {
    String name = live.name(call);
    live.changed(
        call,
        live.enter(
            call, () -> stores.change(call.tenant(), name, List.of(change), OptionalLong.empty())),
        "%s/%s".formatted(name, change.key()));
  }

  private static OptionalLong generation(Call call) {
    return Generations.expected(call, "the item");
  }

  private static LiveChange.Kind kind(Call call) {
    Optional<String> condition = call.header(HttpHeaders.IF_NONE_MATCH);
    if (condition.filter(text -> !text.equals("*")).isPresent()) {
      throw Call.invalid("If-None-Match", "*, for an item that is not there yet");
    }
    return condition.isPresent() ? LiveChange.Kind.CREATE : LiveChange.Kind.UPSERT;
  }

  private static String text(byte[] value) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      throw new ProblemException(ProblemType.INVALID_ENTRY, "The value is not text in UTF-8.");
    }
  }
}

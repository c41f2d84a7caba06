package dev.verge.deploy.vendor.fastly;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.access.Tenants;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.http.Endpoint;
import dev.verge.deploy.vendor.fastly.StoreDocuments.Page;
import dev.verge.deploy.vendor.fastly.StoreDocuments.StoreDocument;
import dev.verge.isolate.binding.AclEntry;
import dev.verge.isolate.binding.AddressLiteral;
import dev.verge.isolate.platform.acl.Acl;
import dev.verge.isolate.platform.acl.AclMatch;
import dev.verge.isolate.platform.live.LivePage;
import dev.verge.isolate.platform.live.LiveStores;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** {@code /resources/acls}: the tenant's live access control lists. */
final class AclEndpoints {
  private static final String LISTS = FastlyDialect.ROOT + "/resources/acls";
  private static final String LIST = LISTS + "/{store}";
  private static final String ENTRIES = LIST + "/entries";
  private static final int MAX_BYTES = 4 << 20;
  private static final int PAGE = 100;
  private static final String SHAPE =
      "{\"entries\":[{\"op\":\"create\",\"prefix\":\"192.0.2.0/24\",\"action\":\"BLOCK\"}]}";

  private final TenantStores directory;
  private final LiveStores<Acl> lists;
  private final Tenants tenants;

  AclEndpoints(TenantStores directory, LiveStores<Acl> lists, Tenants tenants) {
    this.directory = directory;
    this.lists = lists;
    this.tenants = tenants;
  }

  private record EntryDocument(String prefix, String action) implements Document {}

  private record Entries(List<EntryDocument> entries, EntriesMeta meta) implements Document {}

  private record EntriesMeta(int limit, Optional<String> nextCursor) implements Document {}

  /** Changes as they come. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Batch(Optional<List<Change>> entries) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Change(Optional<String> op, Optional<String> prefix, Optional<String> action) {}

  List<Endpoint> endpoints() {
    Access read = Access.own(Scope.READ);
    Access deploy = Access.own(Scope.DEPLOY);
    return Stream.of(
            Endpoint.get(LISTS, read, this::list),
            Endpoint.post(LISTS, deploy, AuditAction.ACL_CREATE, this::create),
            Endpoint.get(LIST, read, call -> call.answer(200, StoreDocument.of(required(call)))),
            Endpoint.delete(LIST, Access.own(Scope.ADMIN), AuditAction.ACL_DELETE, this::delete),
            Endpoint.get(ENTRIES, read, this::entries),
            Endpoint.patch(ENTRIES, deploy, AuditAction.ACL_ENTRIES_CHANGE, this::change),
            Endpoint.get(LIST + "/entry/{address}", read, this::lookup))
        .map(LiveRefusals::told)
        .toList();
  }

  private void list(Call call) {
    call.answer(
        200, Page.of(directory.list(call, StoreKind.ACL).stream().map(StoreDocument::of).toList()));
  }

  private void create(Call call) throws IOException {
    TenantStore list = new TenantStore(Tenancy.of(call), StoreKind.ACL, StoreDocuments.name(call));
    if (!tenants.enter(
        call.caller(), list.tenant(), () -> lists.create(list.tenant(), list.name()))) {
      throw StoreDocuments.taken(list.name());
    }
    call.record(call.changeIn(list.tenant()).with(list.name()));
    call.answer(200, StoreDocument.of(list));
  }

  private void delete(Call call) {
    TenantStore list = required(call);
    var _ = lists.delete(list.tenant(), list.name());
    call.record(call.changeIn(list.tenant()).with(list.name()));
    call.answer(200, Document.OK);
  }

  private void entries(Call call) {
    TenantStore list = required(call);
    int limit = Math.max(1, call.number("limit", PAGE, LivePage.MOST));
    LivePage page =
        lists
            .items(
                list.tenant(),
                list.name(),
                limit,
                call.query("cursor").filter(cursor -> !cursor.isEmpty()))
            .orElseThrow(() -> FastlyServices.missing("The list was just deleted."));
    call.answer(
        200,
        new Entries(
            page.items().stream().map(item -> new EntryDocument(item.key(), item.value())).toList(),
            new EntriesMeta(limit, page.nextCursor())));
  }

  private void change(Call call) throws IOException {
    TenantStore list = required(call);
    List<Change> changes =
        call.json(MAX_BYTES, Batch.class, SHAPE)
            .entries()
            .orElseThrow(() -> Form.refused("entries", "there"));
    long _ =
        lists.change(
            list.tenant(),
            list.name(),
            changes.stream()
                .map(
                    change ->
                        LiveChanges.of(change.op(), "prefix", change.prefix(), change.action()))
                .toList(),
            OptionalLong.empty());
    call.record(
        call.changeIn(list.tenant()).with("%s, %d changes".formatted(list.name(), changes.size())));
    call.answer(202, Document.OK);
  }

  private void lookup(Call call) {
    TenantStore list = required(call);
    InetAddress address =
        AddressLiteral.parse(call.parameter("address"))
            .orElseThrow(() -> Form.refused("ip", "an address"));
    Optional<AclEntry> found =
        lists
            .snapshot(list.tenant(), list.name())
            .flatMap(acl -> acl.lookup(address))
            .map(AclMatch::entry);
    if (found.isPresent()) {
      call.answer(200, new EntryDocument(found.get().prefix(), found.get().action()));
    } else {
      call.done();
    }
  }

  private TenantStore required(Call call) {
    return directory.required(call, StoreKind.ACL);
  }
}

package dev.verge.deploy.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.access.Tenants;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.isolate.platform.acl.Acl;
import dev.verge.isolate.platform.live.LiveChange;
import dev.verge.isolate.platform.live.LivePage;
import dev.verge.isolate.platform.live.LiveStores;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The live access control lists of a tenant. */
final class AclEndpoints {
  private static final LiveEndpoints.Kind KIND =
      new LiveEndpoints.Kind(
          "/v1/tenants/{tenant}/acls",
          "acl",
          "acls",
          "access control list",
          AuditAction.ACL_CREATE,
          AuditAction.ACL_DELETE);

  private static final String ENTRIES = KIND.store() + "/entries";
  private static final String ENTRIES_SHAPE =
      "{\"entries\":[{\"prefix\":\"192.0.2.0/24\",\"action\":\"BLOCK\"}]}";
  private static final String CHANGES_SHAPE =
      "{\"changes\":[{\"op\":\"upsert\",\"prefix\":\"192.0.2.0/24\",\"action\":\"BLOCK\"},{\"op\":\"delete\",\"prefix\":\"2001:db8::/32\"}]}, with the operations create, update, upsert and delete";

  private final LiveEndpoints live;

  AclEndpoints(LiveStores<Acl> lists, Tenants tenants) {
    this.live = new LiveEndpoints(KIND, lists, tenants);
  }

  private record EntryDocument(Optional<String> prefix, Optional<String> action) {}

  private record EntryList(
      List<EntryDocument> entries, @JsonProperty("next_cursor") Optional<String> nextCursor) {}

  private record AllEntries(Optional<List<EntryDocument>> entries) {}

  private record Changes(Optional<List<ChangeDocument>> changes) {}

  private record ChangeDocument(
      Optional<String> op, Optional<String> prefix, Optional<String> action) {
    LiveChange toChange() {
      return LiveEndpoints.change(op, prefix, action, CHANGES_SHAPE);
    }
  }

  List<Endpoint> endpoints() {
    Access deploy = Access.tenant(Scope.DEPLOY);
    return LiveEndpoints.refusing(
        Stream.concat(
            live.endpoints().stream(),
            Stream.of(
                Endpoint.get(ENTRIES, Access.tenant(Scope.READ), this::list),
                Endpoint.put(ENTRIES, deploy, AuditAction.ACL_ENTRIES_CHANGE, this::replace),
                Endpoint.patch(ENTRIES, deploy, AuditAction.ACL_ENTRIES_CHANGE, this::change))));
  }

  private void list(Call call) {
    LivePage page = live.page(call);
    call.answer(
        200,
        new EntryList(
            page.items().stream()
                .map(item -> new EntryDocument(Optional.of(item.key()), Optional.of(item.value())))
                .toList(),
            page.nextCursor()));
  }

  private void replace(Call call) throws IOException {
    AllEntries wanted = call.json(LiveEndpoints.MAX_BYTES, AllEntries.class, ENTRIES_SHAPE);
    Map<String, String> entries = new LinkedHashMap<>();
    for (EntryDocument entry : wanted.entries().orElseThrow(() -> Json.malformed(ENTRIES_SHAPE))) {
      entries.put(
          entry.prefix().orElseThrow(() -> Json.malformed(ENTRIES_SHAPE)),
          entry.action().orElseThrow(() -> Json.malformed(ENTRIES_SHAPE)));
    }
    live.replace(call, entries);
  }

  private void change(Call call) throws IOException {
    Changes wanted = call.json(LiveEndpoints.MAX_BYTES, Changes.class, CHANGES_SHAPE);
    live.change(
        call,
        wanted.changes().orElseThrow(() -> Json.malformed(CHANGES_SHAPE)).stream()
            .map(ChangeDocument::toChange)
            .toList());
  }
}

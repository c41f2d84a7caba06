package dev.verge.deploy.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.access.Tenants;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.Quotas;
import dev.verge.deploy.store.StoredTenant;
import dev.verge.deploy.store.TenantUse;
import dev.verge.isolate.pool.TenantLoad;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tenants, with what they have and may have. */
final class TenantEndpoints {
  private static final String TENANTS = "/v1/tenants";
  private static final String TENANT = TENANTS + "/{tenant}";
  private static final int MAX_BYTES = 4 << 10;
  private static final String SHAPE =
      "{\"quotas\":{\"functions\":10,\"stored_bytes\":1073741824}}, where all may be left out; the quotas are functions, stored_bytes, memory_bytes, cpu_ms_per_request (at least 1), cpu_ms_per_minute and in_flight";

  private final Tenants tenants;

  TenantEndpoints(Tenants tenants) {
    this.tenants = tenants;
  }

  private record Wanted(Optional<Quotas> quotas) {
    private static final Wanted NOTHING = new Wanted(Optional.empty());

    boolean isSound() {
      return quotas.isEmpty() || quotas.get().areSound();
    }
  }

  private record TenantList(List<TenantDocument> tenants) {}

  private record TenantDocument(
      String tenant,
      @JsonSerialize(using = ToStringSerializer.class) Instant created,
      Quotas quotas,
      Use use) {}

  private record Use(
      @JsonUnwrapped TenantUse stored,
      @JsonProperty("memory_bytes") long memoryBytes,
      @JsonProperty("cpu_ms_last_minute") long cpuMsLastMinute,
      @JsonProperty("in_flight") int inFlight) {}

  private TenantDocument document(StoredTenant tenant) {
    TenantLoad load = tenants.load(tenant.name());
    return new TenantDocument(
        tenant.name(),
        tenant.created(),
        tenant.quotas(),
        new Use(tenant.use(), load.memoryBytes(), load.cpuMillis(), load.inFlight()));
  }

  List<Endpoint> endpoints() {
    Access everywhere = Access.platform(Scope.ADMIN);
    return List.of(
        Endpoint.get(TENANTS, Access.own(Scope.READ), this::list),
        Endpoint.get(TENANT, Access.tenant(Scope.READ), this::show),
        Endpoint.put(TENANT, everywhere, AuditAction.TENANT_PUT, this::put),
        Endpoint.delete(TENANT, everywhere, AuditAction.TENANT_DELETE, this::delete));
  }

  private void list(Call call) {
    call.answer(
        200, new TenantList(tenants.list(call.caller()).stream().map(this::document).toList()));
  }

  private void show(Call call) {
    call.answer(200, document(tenants.tenant(call.tenant())));
  }

  private void put(Call call) throws IOException {
    String tenant = call.tenant();
    Wanted wanted = wanted(call);
    if (!wanted.isSound()) {
      throw new ProblemException(
          ProblemType.MALFORMED_JSON, "The body is not a JSON document like %s.".formatted(SHAPE));
    }
    boolean made = tenants.put(tenant, wanted.quotas(), call.change());
    TenantDocument document = document(tenants.tenant(tenant));
    if (made) {
      call.created(call.path(), document);
    } else {
      call.answer(200, document);
    }
  }

  /** Nothing needs to be said to make a tenant. */
  private static Wanted wanted(Call call) throws IOException {
    if (!call.mediaType().isEmpty()) {
      return call.json(MAX_BYTES, Wanted.class, SHAPE);
    }
    if (call.body(0).read() >= 0) {
      throw new ProblemException(
          ProblemType.UNSUPPORTED_MEDIA_TYPE, "The content type must be application/json.");
    }
    return Wanted.NOTHING;
  }

  private void delete(Call call) {
    tenants.delete(call.tenant(), call.change());
    call.done();
  }
}

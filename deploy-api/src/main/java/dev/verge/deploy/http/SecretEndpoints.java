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
import dev.verge.isolate.platform.secrets.SecretRefusedException;
import dev.verge.isolate.platform.secrets.SecretStores;
import dev.verge.isolate.platform.secrets.SecretSummary;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The secret stores of a tenant. A secret comes in, and never out. */
final class SecretEndpoints {
  private static final String STORES = "/v1/tenants/{tenant}/secret-stores";
  private static final String STORE = STORES + "/{store}";
  private static final String SECRETS = STORE + "/secrets";
  private static final String SECRET = SECRETS + "/{secret}";

  private final SecretStores stores;
  private final Tenants tenants;

  SecretEndpoints(SecretStores stores, Tenants tenants) {
    this.stores = stores;
    this.tenants = tenants;
  }

  private record StoreList(@JsonProperty("secret_stores") List<String> secretStores) {}

  private record SecretList(List<SecretDocument> secrets) {}

  private record SecretDocument(
      String name,
      String digest,
      @JsonSerialize(using = ToStringSerializer.class) Instant created) {
    static SecretDocument of(SecretSummary secret) {
      return new SecretDocument(secret.name(), secret.digest(), secret.created());
    }
  }

  List<Endpoint> endpoints() {
    Access read = Access.tenant(Scope.READ);
    Access admin = Access.tenant(Scope.ADMIN);
    return Stream.of(
            Endpoint.get(STORES, read, this::listStores),
            Endpoint.put(STORE, admin, AuditAction.SECRET_STORE_CREATE, this::create),
            Endpoint.delete(STORE, admin, AuditAction.SECRET_STORE_DELETE, this::deleteStore),
            Endpoint.get(SECRETS, read, this::list),
            Endpoint.put(SECRET, admin, AuditAction.SECRET_PUT, this::put),
            Endpoint.delete(SECRET, admin, AuditAction.SECRET_DELETE, this::delete))
        .map(SecretEndpoints::refusing)
        .toList();
  }

  /** What a store refuses is the client's problem. */
  private static Endpoint refusing(Endpoint endpoint) {
    return endpoint.with(
        call -> {
          try {
            endpoint.action().answer(call);
          } catch (SecretRefusedException e) {
            throw new ProblemException(ProblemType.INVALID_SECRET, e.getMessage());
          }
        });
  }

  private void listStores(Call call) {
    call.answer(200, new StoreList(stores.stores(call.tenant())));
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
    if (!stores.deleteStore(call.tenant(), call.parameter("store"))) {
      throw noSuchStore(call);
    }
    call.record(call.parameter("store"));
    call.done();
  }

  private void list(Call call) {
    String store = call.parameter("store");
    if (!stores.exists(call.tenant(), store)) {
      throw noSuchStore(call);
    }
    call.answer(
        200,
        new SecretList(
            stores.list(call.tenant(), store).stream().map(SecretDocument::of).toList()));
  }

  private void put(Call call) throws IOException {
    byte[] secret = call.body(SecretStores.MOST_SECRET_BYTES).readAllBytes();
    String tenant = call.tenant();
    tenants.enter(
        call.caller(),
        tenant,
        () -> {
          stores.put(tenant, call.parameter("store"), call.parameter("secret"), secret);
          return tenant;
        });
    call.record(named(call));
    call.done();
  }

  private void delete(Call call) {
    if (!stores.delete(call.tenant(), call.parameter("store"), call.parameter("secret"))) {
      throw new ProblemException(
          ProblemType.NO_SUCH_SECRET,
          "The tenant %s has no secret of this name in a store of this name."
              .formatted(call.tenant()));
    }
    call.record(named(call));
    call.done();
  }

  private static String named(Call call) {
    return "%s/%s".formatted(call.parameter("store"), call.parameter("secret"));
  }

  private static ProblemException noSuchStore(Call call) {
    return new ProblemException(
        ProblemType.NO_SUCH_STORE,
        "The tenant %s has no secret store of this name.".formatted(call.tenant()));
  }
}

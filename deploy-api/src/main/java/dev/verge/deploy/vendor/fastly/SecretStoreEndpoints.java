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
import dev.verge.deploy.vendor.fastly.StoreDocuments.Page;
import dev.verge.deploy.vendor.fastly.StoreDocuments.StoreDocument;
import dev.verge.deploy.vendor.fastly.SubmissionKeys.SubmissionKey;
import dev.verge.isolate.platform.secrets.SecretRefusedException;
import dev.verge.isolate.platform.secrets.SecretStores;
import dev.verge.isolate.platform.secrets.SecretSummary;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code /resources/stores/secret}: the tenant's secret stores. A secret never comes out. */
final class SecretStoreEndpoints {
  private static final String STORES = FastlyDialect.ROOT + "/resources/stores/secret";
  private static final String STORE = STORES + "/{store}";
  private static final String SECRETS = STORE + "/secrets";
  private static final String SECRET = SECRETS + "/{secret}";

  /** A secret in Base64, sealed, beside its name and key. */
  private static final int MAX_BYTES = 2 * SecretStores.MOST_SECRET_BYTES;

  private static final String SHAPE = "{\"name\":\"a\",\"secret\":\"Yg==\"}";

  private final TenantStores directory;
  private final SecretStores stores;
  private final Tenants tenants;
  private final SubmissionKeys keys = new SubmissionKeys();

  SecretStoreEndpoints(TenantStores directory, SecretStores stores, Tenants tenants) {
    this.directory = directory;
    this.stores = stores;
    this.tenants = tenants;
  }

  private record SecretDocument(String name, String digest, String createdAt, boolean recreated)
      implements Document {
    static SecretDocument of(SecretSummary secret, boolean recreated) {
      return new SecretDocument(
          secret.name(),
          StoreDocuments.base64(HexFormat.of().parseHex(secret.digest())),
          Document.time(secret.created()),
          recreated);
    }
  }

  private record ClientKey(String publicKey, String signature, String expiresAt)
      implements Document {}

  private record SigningKey(String signingKey) implements Document {}

  /**
   * A secret as it comes.
   *
   * @param secret in the clear, or sealed when there is a key
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Submitted(
      Optional<String> name,
      Optional<String> secret,
      @JsonProperty("client_key") Optional<String> clientKey) {}

  List<Endpoint> endpoints() {
    Access read = Access.own(Scope.READ);
    Access admin = Access.own(Scope.ADMIN);
    return Stream.of(
            Endpoint.ask(STORES + "/client-key", admin, this::clientKey),
            Endpoint.get(
                STORES + "/signing-key",
                admin,
                call -> call.answer(200, new SigningKey(StoreDocuments.base64(keys.signingKey())))),
            Endpoint.get(STORES, read, this::listStores),
            Endpoint.post(STORES, admin, AuditAction.SECRET_STORE_CREATE, this::create),
            Endpoint.get(STORE, read, call -> call.answer(200, StoreDocument.of(required(call)))),
            Endpoint.delete(STORE, admin, AuditAction.SECRET_STORE_DELETE, this::deleteStore),
            Endpoint.get(SECRETS, read, this::list),
            Endpoint.post(SECRETS, admin, AuditAction.SECRET_PUT, call -> put(call)),
            Endpoint.put(SECRETS, admin, AuditAction.SECRET_PUT, call -> put(call)),
            Endpoint.patch(SECRETS, admin, AuditAction.SECRET_PUT, call -> put(call)),
            Endpoint.get(SECRET, read, this::show),
            Endpoint.delete(SECRET, admin, AuditAction.SECRET_DELETE, this::delete))
        .map(SecretStoreEndpoints::refusing)
        .toList();
  }

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

  private void clientKey(Call call) {
    SubmissionKey key = keys.make();
    call.answer(200, new ClientKey(key.publicKey(), key.signature(), Document.time(key.expires())));
  }

  private void listStores(Call call) {
    call.answer(
        200,
        Page.of(directory.list(call, StoreKind.SECRET).stream().map(StoreDocument::of).toList()));
  }

  private void create(Call call) throws IOException {
    TenantStore store =
        new TenantStore(Tenancy.of(call), StoreKind.SECRET, StoreDocuments.name(call));
    if (!tenants.enter(
        call.caller(), store.tenant(), () -> stores.create(store.tenant(), store.name()))) {
      throw StoreDocuments.taken(store.name());
    }
    call.record(call.changeIn(store.tenant()).with(store.name()));
    call.answer(200, StoreDocument.of(store));
  }

  private void deleteStore(Call call) {
    TenantStore store = required(call);
    var _ = stores.deleteStore(store.tenant(), store.name());
    call.record(call.changeIn(store.tenant()).with(store.name()));
    call.done();
  }

  private void list(Call call) {
    TenantStore store = required(call);
    call.answer(
        200,
        Page.of(
            stores.list(store.tenant(), store.name()).stream()
                .map(secret -> SecretDocument.of(secret, false))
                .toList()));
  }

  private void show(Call call) {
    call.answer(
        200,
        SecretDocument.of(
            find(required(call), call.parameter("secret"))
                .orElseThrow(SecretStoreEndpoints::noSuchSecret),
            false));
  }

  /** {@code POST} makes one, {@code PATCH} replaces one, {@code PUT} does either. */
  private void put(Call call) throws IOException {
    TenantStore store = required(call);
    Submitted submitted = call.json(MAX_BYTES, Submitted.class, SHAPE);
    String name = submitted.name().orElseThrow(() -> Form.refused("name", "there"));
    boolean there = find(store, name).isPresent();
    if (there && call.method().equals(HttpMethod.POST)) {
      throw new ProblemException(
          ProblemType.NAME_TAKEN,
          "The store has a secret of this name. Put another in its place with --recreate-allow.");
    }
    if (!there && call.method().equals(HttpMethod.PATCH)) {
      throw noSuchSecret();
    }
    stores.put(store.tenant(), store.name(), name, plaintext(submitted));
    record(call, store, name);
    call.answer(200, SecretDocument.of(find(store, name).orElseThrow(), there));
  }

  private byte[] plaintext(Submitted submitted) {
    byte[] secret = StoreDocuments.bytes("secret", submitted.secret());
    if (submitted.clientKey().isEmpty()) {
      return secret;
    }
    return keys.open(StoreDocuments.bytes("client_key", submitted.clientKey()), secret)
        .orElseThrow(
            () ->
                Form.refused(
                    "secret", "encrypted to a client key that is not older than its time"));
  }

  private void delete(Call call) {
    TenantStore store = required(call);
    String name = call.parameter("secret");
    if (!stores.delete(store.tenant(), store.name(), name)) {
      throw noSuchSecret();
    }
    record(call, store, name);
    call.done();
  }

  private static void record(Call call, TenantStore store, String name) {
    call.record(call.changeIn(store.tenant()).with("%s/%s".formatted(store.name(), name)));
  }

  private TenantStore required(Call call) {
    return directory.required(call, StoreKind.SECRET);
  }

  private Optional<SecretSummary> find(TenantStore store, String name) {
    return stores.list(store.tenant(), store.name()).stream()
        .filter(secret -> secret.name().equals(name))
        .findFirst();
  }

  private static ProblemException noSuchSecret() {
    return new ProblemException(
        ProblemType.NO_SUCH_SECRET, "The store has no secret of this name.");
  }
}

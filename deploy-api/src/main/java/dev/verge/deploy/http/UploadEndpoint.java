package dev.verge.deploy.http;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.access.Tenants;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.catalogue.Activation;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.catalogue.TenantPlaces;
import dev.verge.deploy.catalogue.Upload;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.store.Staging;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.platform.PlatformServices;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code PUT} of a function: a module alone, or with a manifest and assets; or a package. */
final class UploadEndpoint {
  private static final String WASM = "application/wasm";
  private static final String MULTIPART = "multipart/form-data";
  private static final String PACKAGE = "application/gzip";

  private final Catalogue catalogue;
  private final Store store;
  private final UploadLimits limits;
  private final PlatformServices services;
  private final Tenants tenants;
  private final Documents documents;
  private final Uploads uploads;

  UploadEndpoint(
      Catalogue catalogue,
      Store store,
      UploadLimits limits,
      PlatformServices services,
      Tenants tenants,
      Documents documents,
      Uploads uploads) {
    this.catalogue = catalogue;
    this.store = store;
    this.limits = limits;
    this.services = services;
    this.tenants = tenants;
    this.documents = documents;
    this.uploads = uploads;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.put(
            FunctionEndpoints.FUNCTION,
            Access.tenant(Scope.DEPLOY),
            AuditAction.VERSION_UPLOAD,
            call -> uploads.count(call, this::upload)));
  }

  private void upload(Call call) throws IOException {
    FunctionId function = call.function();
    Activation activation = activation(call);
    call.accept(List.of(WASM, MULTIPART, PACKAGE));
    StoredVersion version;
    try (TenantPlaces.Place _ = uploads.take(function.tenant())) {
      version = add(call, function, activation);
    }
    call.created(
        "%s/versions/%d".formatted(call.path(), version.id().number()),
        documents.version(version, catalogue.function(function), catalogue.description(version)));
  }

  /** What the query says of activation. */
  static Activation activation(Call call) {
    boolean whenWarm = call.flag("wait_warm", false);
    if (!call.flag("activate", true)) {
      return Activation.NONE;
    }
    return whenWarm ? Activation.WHEN_WARM : Activation.AT_ONCE;
  }

  /** What the author says about the version. */
  static String note(Call call) {
    String note = call.query("note").orElse("");
    if (!Notes.allow(note)) {
      throw Call.invalid(
          "note",
          "a text of at most %d characters without control characters"
              .formatted(Notes.MOST_CHARACTERS));
    }
    return note;
  }

  private StoredVersion add(Call call, FunctionId function, Activation activation)
      throws IOException {
    if (call.mediaType().equals(PACKAGE)) {
      return new PackageUpload(catalogue, store, limits, services, tenants)
          .receive(call, function, activation);
    }
    try (Upload upload = receive(call, activation)) {
      return catalogue.add(function, upload, call.caller().makesTenants(), call.change());
    }
  }

  private Upload receive(Call call, Activation activation) throws IOException {
    Staging staging = store.staging();
    if (call.mediaType().equals(WASM)) {
      return new Upload(
          staging.receive(call.body(limits.moduleBytes()), limits.moduleBytes()),
          Optional.empty(),
          Manifest.DEFAULT,
          activation,
          note(call));
    }
    return new MultipartUpload(staging, limits).receive(call, activation);
  }
}

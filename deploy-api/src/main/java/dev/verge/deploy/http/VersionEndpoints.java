package dev.verge.deploy.http;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.catalogue.Activation;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.Blob;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.store.StoredFunction;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Versions, their files, and which one is deployed. */
final class VersionEndpoints {
  private static final String VERSIONS = FunctionEndpoints.FUNCTION + "/versions";
  private static final String VERSION = VERSIONS + "/{version}";
  private static final String DEPLOYMENT = FunctionEndpoints.FUNCTION + "/deployment";
  private static final int MAX_DEPLOYMENT_BYTES = 4 << 10;
  private static final String DEPLOYMENT_SHAPE = "{\"version\":1}";

  private final Catalogue catalogue;
  private final Store store;
  private final Documents documents;

  VersionEndpoints(Catalogue catalogue, Store store, Documents documents) {
    this.catalogue = catalogue;
    this.store = store;
    this.documents = documents;
  }

  List<Endpoint> endpoints() {
    Access read = Access.tenant(Scope.READ);
    Access deploy = Access.tenant(Scope.DEPLOY);
    return List.of(
        Endpoint.get(VERSIONS, read, this::list),
        Endpoint.get(VERSION, read, this::show),
        Endpoint.delete(VERSION, deploy, AuditAction.VERSION_DELETE, this::delete),
        Endpoint.get(VERSION + "/module", read, this::module),
        Endpoint.get(VERSION + "/assets", read, this::assets),
        Endpoint.get(DEPLOYMENT, read, this::deployment),
        Endpoint.put(DEPLOYMENT, deploy, AuditAction.DEPLOYMENT_ACTIVATE, this::activate),
        Endpoint.delete(DEPLOYMENT, deploy, AuditAction.DEPLOYMENT_END, this::deactivate));
  }

  private void list(Call call) {
    call.answer(200, documents.versions(catalogue.function(call.function())));
  }

  private void show(Call call) {
    VersionId id = call.version();
    StoredVersion version = catalogue.version(id);
    call.answer(200, documents.version(version, catalogue.function(id.function())));
  }

  private void delete(Call call) {
    catalogue.delete(call.version(), call.change());
    call.done();
  }

  private void module(Call call) throws IOException {
    StoredVersion version = catalogue.version(call.version());
    download(call, version, version.module(), "application/wasm", "wasm");
  }

  private void assets(Call call) throws IOException {
    StoredVersion version = catalogue.version(call.version());
    Blob archive =
        version
            .assets()
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.NO_ASSETS,
                        "Version %d was uploaded without assets."
                            .formatted(version.id().number())));
    download(call, version, archive, "application/zip", "zip");
  }

  private void download(
      Call call, StoredVersion version, Blob blob, String mediaType, String extension)
      throws IOException {
    call.header("ETag", '"' + blob.sha256() + '"');
    call.header(
        "Repr-Digest", // RFC 9530, section 3
        "sha-256=:%s:"
            .formatted(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(blob.sha256()))));
    call.header(
        "Content-Disposition",
        "attachment; filename=\"%s-%d.%s\""
            .formatted(version.id().function().name(), version.id().number(), extension));
    call.answer(mediaType, store.file(blob));
  }

  private void deployment(Call call) {
    FunctionId id = call.function();
    StoredVersion active =
        catalogue.function(id).activeVersion().orElseThrow(() -> Catalogue.noDeployment(id));
    call.answer(200, documents.deployment(active, catalogue.deployment(id)));
  }

  /** What a client says is to be deployed. */
  private record Wanted(int version) {}

  private void activate(Call call) throws IOException {
    FunctionId id = call.function();
    StoredFunction function = catalogue.function(id);
    int number = call.json(MAX_DEPLOYMENT_BYTES, Wanted.class, DEPLOYMENT_SHAPE).version();
    if (number < 1) {
      throw new ProblemException(
          ProblemType.NO_SUCH_VERSION, "%s has no version %d.".formatted(function.id(), number));
    }
    catalogue.activate(
        new VersionId(id, number),
        call.flag("wait_warm", false) ? Activation.WHEN_WARM : Activation.AT_ONCE,
        call.change());
    deployment(call);
  }

  private void deactivate(Call call) {
    catalogue.deactivate(call.function(), call.change());
    call.done();
  }
}

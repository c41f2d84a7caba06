package dev.verge.deploy.http;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.Blob;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.VersionId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Versions and their files. */
final class VersionEndpoints {
  private static final String VERSIONS = FunctionEndpoints.FUNCTION + "/versions";
  private static final String VERSION = VERSIONS + "/{version}";

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
        Endpoint.get(VERSION + "/assets", read, this::assets));
  }

  private void list(Call call) {
    call.answer(200, documents.versions(catalogue.function(call.function())));
  }

  private void show(Call call) {
    VersionId id = call.version();
    StoredVersion version = catalogue.version(id);
    call.answer(
        200,
        documents.version(
            version, catalogue.function(id.function()), catalogue.description(version)));
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
    FileChannel content = open(version, blob);
    call.header("ETag", '"' + blob.sha256() + '"');
    call.header(
        "Repr-Digest", // RFC 9530, section 3
        "sha-256=:%s:"
            .formatted(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(blob.sha256()))));
    call.header(
        "Content-Disposition",
        "attachment; filename=\"%s-%d.%s\""
            .formatted(version.id().function().name(), version.id().number(), extension));
    call.answer(mediaType, content);
  }

  /** Open from here on, so that a deletion meanwhile does not disturb the download. */
  private FileChannel open(StoredVersion version, Blob blob) throws IOException {
    try {
      return FileChannel.open(store.file(blob), StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      // It was deleted since it was found, which this tells; else a file is lost.
      var _ = catalogue.version(version.id());
      throw e;
    }
  }
}

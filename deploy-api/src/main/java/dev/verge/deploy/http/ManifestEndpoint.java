package dev.verge.deploy.http;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.catalogue.Activation;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.manifest.ManifestReader;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.VersionId;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Makes new versions of stored ones, with another manifest. */
final class ManifestEndpoint {
  /** RFC 7396, section 4. */
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final Catalogue catalogue;
  private final Documents documents;

  ManifestEndpoint(Catalogue catalogue, Documents documents) {
    this.catalogue = catalogue;
    this.documents = documents;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.patch(
            FunctionEndpoints.FUNCTION + "/versions/{version}/manifest",
            Access.tenant(Scope.DEPLOY),
            AuditAction.VERSION_EDIT,
            this::edit));
  }

  private void edit(Call call) throws IOException {
    VersionId from = call.version();
    Activation activation = UploadEndpoint.activation(call);
    call.accept(List.of(MERGE_PATCH));
    byte[] patch = call.document(ManifestReader.MAX_BYTES, InputStream::readAllBytes);
    StoredVersion version =
        catalogue.edit(
            from,
            manifest -> ManifestReader.patched(manifest, patch),
            activation,
            UploadEndpoint.note(call),
            DeploymentEndpoints.precondition(call),
            call.change());
    call.created(
        "/v1/tenants/%s/functions/%s/versions/%d"
            .formatted(from.function().tenant(), from.function().name(), version.id().number()),
        documents.version(version, catalogue.function(from.function())));
  }
}

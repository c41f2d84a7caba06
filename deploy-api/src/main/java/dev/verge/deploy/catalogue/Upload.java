package dev.verge.deploy.catalogue;

import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.store.StagedFile;
import java.util.Optional;

/**
 * What has been received to become a version. Closing removes the files, unless they were stored.
 *
 * @param module the Wasm binary
 * @param assets an archive of assets
 * @param manifest the settings; its hostnames are not checked yet
 * @param activation whether and when the version is deployed
 * @param note what its author says about it; may be empty
 */
public record Upload(
    StagedFile module,
    Optional<StagedFile> assets,
    Manifest manifest,
    Activation activation,
    String note)
    implements AutoCloseable {
  @Override
  public void close() {
    module.close();
    assets.ifPresent(StagedFile::close);
  }
}

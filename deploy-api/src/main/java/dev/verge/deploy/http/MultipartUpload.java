package dev.verge.deploy.http;

import dev.verge.deploy.catalogue.Activation;
import dev.verge.deploy.catalogue.Upload;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.manifest.ManifestReader;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.StagedFile;
import dev.verge.deploy.store.Staging;
import dev.verge.deploy.store.TooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Receives {@code multipart/form-data} with the parts {@code module}, {@code manifest} and {@code
 * assets}, each at most once, in any order, each bounded while it is read.
 */
final class MultipartUpload {
  private final Staging staging;
  private final UploadLimits limits;
  private Optional<StagedFile> module = Optional.empty();
  private Optional<StagedFile> assets = Optional.empty();
  private Optional<Manifest> manifest = Optional.empty();

  MultipartUpload(Staging staging, UploadLimits limits) {
    this.staging = staging;
    this.limits = limits;
  }

  /**
   * @throws IOException when the body breaks off; nothing is left of it then
   */
  Upload receive(Call call, Activation activation) throws IOException {
    boolean received = false;
    try {
      FormData.read(call, limits.multipartBytes(), this::take);
      Upload upload =
          new Upload(
              module.orElseThrow(() -> FormData.malformed("The part \"module\" is missing.")),
              assets,
              manifest.orElse(Manifest.DEFAULT),
              activation,
              UploadEndpoint.note(call));
      received = true;
      return upload;
    } finally {
      if (!received) {
        module.ifPresent(StagedFile::close);
        assets.ifPresent(StagedFile::close);
      }
    }
  }

  private void take(String name, InputStream content) throws IOException {
    switch (name) {
      case "module" -> module = Optional.of(file(name, module, content, limits.moduleBytes()));
      case "assets" -> assets = Optional.of(file(name, assets, content, limits.assetsBytes()));
      case "manifest" -> {
        requireFirst(name, manifest);
        manifest = Optional.of(ManifestReader.read(manifestBytes(content)));
      }
      default ->
          throw FormData.malformed(
              "There is no part of the name \"%s\"; known are module, manifest and assets."
                  .formatted(name.replaceAll("\\p{Cntrl}", "?")));
    }
  }

  private StagedFile file(String name, Optional<StagedFile> present, InputStream content, long most)
      throws IOException {
    requireFirst(name, present);
    try {
      return staging.receive(content, most);
    } catch (TooLargeException e) {
      throw new ProblemException(
          ProblemType.UPLOAD_TOO_LARGE,
          "The part \"%s\" has more than the %d bytes that are accepted."
              .formatted(name, e.most()));
    }
  }

  private static byte[] manifestBytes(InputStream content) throws IOException {
    byte[] bytes = content.readNBytes(ManifestReader.MAX_BYTES + 1);
    if (bytes.length > ManifestReader.MAX_BYTES) {
      throw new ProblemException(
          ProblemType.UPLOAD_TOO_LARGE,
          "The manifest has more than the %d bytes that are accepted."
              .formatted(ManifestReader.MAX_BYTES));
    }
    return bytes;
  }

  private static void requireFirst(String name, Optional<?> present) {
    if (present.isPresent()) {
      throw FormData.malformed("The part \"%s\" comes twice.".formatted(name));
    }
  }
}

package dev.verge.deploy.http;

import dev.verge.deploy.manifest.ManifestReader;

/**
 * How large uploads may be.
 *
 * @param moduleBytes the Wasm binary, in bytes
 * @param assetsBytes the archive of assets, in bytes
 */
public record UploadLimits(long moduleBytes, long assetsBytes) {
  /** For the multipart format itself: boundaries and the parts' headers. */
  private static final int FRAMING_BYTES = 16 << 10;

  /**
   * @throws IllegalArgumentException when a limit is not positive, or a module would not fit an
   *     array
   */
  public UploadLimits {
    if (moduleBytes < 1 || moduleBytes > 1 << 30 || assetsBytes < 1 || assetsBytes > 1L << 32) {
      throw new IllegalArgumentException(
          "Upload limits must be positive, at most 1 GiB for a module and 4 GiB for assets, not %s."
              .formatted(this));
    }
  }

  /** A whole multipart body, in bytes. */
  long multipartBytes() {
    return moduleBytes + assetsBytes + ManifestReader.MAX_BYTES + FRAMING_BYTES;
  }
}

package dev.verge.deploy.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verge.deploy.manifest.Manifest;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.platform.secrets.SecretStores;

/**
 * Encrypts the private keys of client certificates in manifests. A sealed key opens only as that of
 * the same backend of the same version.
 *
 * @param secrets whose key encrypts them
 */
record ClientKeys(SecretStores secrets) {
  Manifest seal(VersionId version, Manifest manifest) {
    return manifest.sealed(
        (backend, key) -> secrets.seal(context(version, backend), key.getBytes(UTF_8)));
  }

  Manifest open(VersionId version, Manifest manifest) {
    return manifest.unsealed(
        (backend, text) -> new String(secrets.unseal(context(version, backend), text), UTF_8));
  }

  private static String context(VersionId version, String backend) {
    return "key of the client certificate for %s of %s".formatted(backend, version);
  }
}

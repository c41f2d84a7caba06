package dev.verge.deploy.manifest;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.verge.isolate.binding.Backend;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A client certificate. Its key is readable only between upload and store.
 *
 * @param certificate the chain, in PEM
 * @param key the private key in PEM, as uploaded; never stored and never told
 * @param sealedKey the private key as it is stored
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ManifestCertificate(
    Optional<String> certificate, Optional<String> key, Optional<String> sealedKey) {

  void check(String member) {
    Pem.checkCertificates(
        Refusals.required(certificate, member + ".certificate"), member + ".certificate");
    Pem.checkKey(Refusals.required(key, member + ".key"), member + ".key");
    if (sealedKey.isPresent()) {
      throw Refusals.refused(
          "%s.sealed_key is not for uploads; give the key itself as key.".formatted(member));
    }
  }

  ManifestCertificate sealed(UnaryOperator<String> seal) {
    return new ManifestCertificate(
        certificate, Optional.empty(), key.map(seal).or(() -> sealedKey));
  }

  ManifestCertificate unsealed(UnaryOperator<String> unseal) {
    return new ManifestCertificate(
        certificate, key.or(() -> sealedKey.map(unseal)), Optional.empty());
  }

  ManifestCertificate withoutKey() {
    return new ManifestCertificate(certificate, Optional.empty(), Optional.empty());
  }

  Backend.ClientCertificate toClientCertificate() {
    return new Backend.ClientCertificate(
        certificate.orElseThrow(),
        key.orElseThrow(
            () -> new IllegalStateException("A client certificate's key is still sealed.")));
  }

  /** Without the keys. */
  @Override
  public String toString() {
    return "ManifestCertificate[]";
  }
}

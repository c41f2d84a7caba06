package dev.verge.deploy.manifest;

import dev.verge.isolate.binding.Shield;
import java.util.Optional;

/**
 * A shielding site: either local, or two URLs.
 *
 * @param local whether this Verge is said to run there; there once made
 * @param unencrypted the URL that stands for it without TLS
 * @param encrypted the URL that stands for it with TLS
 */
public record ManifestShield(
    Optional<Boolean> local, Optional<String> unencrypted, Optional<String> encrypted) {
  public ManifestShield {
    local = Optional.of(local.orElse(false));
  }

  Shield toShield(String member) {
    if (local.orElseThrow()) {
      if (unencrypted.isPresent() || encrypted.isPresent()) {
        throw Refusals.refused("%s is local, so it has no URLs.".formatted(member));
      }
      return new Shield.Local();
    }
    return new Shield.Remote(
        url(unencrypted, member + ".unencrypted"), url(encrypted, member + ".encrypted"));
  }

  private static String url(Optional<String> url, String member) {
    String text = Refusals.required(url, member);
    BackendUrl.parse(text, member);
    return text;
  }
}

package dev.verge.gateway.tls;

import dev.verge.deploy.manifest.HostnameRules;
import java.util.Collection;
import java.util.List;

/** The domains that an authority is made for. */
final class Domains {
  private static final int MOST = 32;

  private Domains() {}

  /**
   * The domains in canonical form.
   *
   * @throws TlsException when one is no domain, or there are too many
   */
  static List<String> checked(Collection<String> domains) {
    if (domains.size() > MOST) {
      throw new TlsException("An authority may vouch for %d domains at most.".formatted(MOST));
    }
    try {
      return domains.stream().map(domain -> new HostnameRules(domain, 1).domain()).toList();
    } catch (IllegalArgumentException e) {
      throw new TlsException(e.getMessage(), e);
    }
  }
}

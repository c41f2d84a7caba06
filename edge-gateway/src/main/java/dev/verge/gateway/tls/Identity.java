package dev.verge.gateway.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What the server can prove to be.
 *
 * @param alias tells it from all others
 * @param chain its certificate, and those that it rests on; the first is the server's own
 * @param key the first certificate's
 * @param names the first certificate's
 */
record Identity(String alias, List<X509Certificate> chain, PrivateKey key, SubjectNames names) {
  X509Certificate certificate() {
    return chain.getFirst();
  }

  /** That of two which is good for longer; the first when both are as long. */
  static Identity later(Identity one, Identity other) {
    return other.end().isAfter(one.end()) ? other : one;
  }

  /** When it is not good any more. */
  Instant end() {
    return certificate().getNotAfter().toInstant();
  }
}

package dev.verge.gateway.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Gives the JDK's TLS one identity, or none, whatever it is asked for: the JDK asks when it takes
 * up an earlier session too, and does not tell for which name.
 */
final class IdentityKeys extends X509ExtendedKeyManager {
  private static final String[] NONE = {};

  private final Optional<Identity> identity;

  IdentityKeys(Optional<Identity> identity) {
    this.identity = identity;
  }

  @Override
  @SuppressWarnings("ReturnMissingNullable") // as the JDK has it
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return identity
        .filter(its -> its.key().getAlgorithm().equals(keyType))
        .map(Identity::alias)
        .orElse(null);
  }

  @Override
  @SuppressWarnings("ReturnMissingNullable") // as the JDK has it
  public X509Certificate[] getCertificateChain(String alias) {
    return identity.map(its -> its.chain().toArray(X509Certificate[]::new)).orElse(null);
  }

  @Override
  @SuppressWarnings("ReturnMissingNullable") // as the JDK has it
  public PrivateKey getPrivateKey(String alias) {
    return identity.map(Identity::key).orElse(null);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return NONE;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return NONE;
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return null;
  }

  @Override
  public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
    return null;
  }
}

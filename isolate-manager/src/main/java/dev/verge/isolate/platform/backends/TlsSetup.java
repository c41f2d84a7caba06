package dev.verge.isolate.platform.backends;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.binding.Backend.TlsVersion;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.net.IDN;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * How connections to one backend are encrypted. The HTTP client is given its TLS engines from here,
 * since its own options cannot tell the certificate's name from the one in the handshake, nor leave
 * the latter out.
 */
final class TlsSetup extends SSLEngineOptions {
  private final X509ExtendedTrustManager trust;
  private final Optional<KeyManagerFactory> identity;
  private final List<SNIServerName> serverNames;
  private final List<String> protocols;
  private final Optional<List<String>> ciphers;

  private TlsSetup(
      X509ExtendedTrustManager trust,
      Optional<KeyManagerFactory> identity,
      List<SNIServerName> serverNames,
      List<String> protocols,
      Optional<List<String>> ciphers) {
    this.trust = trust;
    this.identity = identity;
    this.serverNames = serverNames;
    this.protocols = protocols;
    this.ciphers = ciphers;
  }

  /**
   * Prepares what a backend asks for.
   *
   * @throws SendException {@link SendError.Kind#TLS_CONFIGURATION_ERROR} when that cannot be had
   */
  static TlsSetup of(Backend backend, Backend.Tls tls, Vertx vertx) {
    try {
      return new TlsSetup(
          new NamedPeerTrust(
              authorities(tls, vertx), hostOf(tls.certificateHost().orElse(backend.host()))),
          identity(tls, vertx),
          serverNames(backend, tls),
          protocols(tls),
          tls.ciphers().map(CipherList::parse));
    } catch (Exception e) { // keys and certificates fail in many ways, checked and not
      throw SendException.of(
          SendError.Kind.TLS_CONFIGURATION_ERROR,
          "the TLS settings of backend %s cannot be used: %s",
          backend.name(),
          e.getMessage());
    }
  }

  private static X509ExtendedTrustManager authorities(Backend.Tls tls, Vertx vertx)
      throws Exception {
    TrustManagerFactory factory;
    if (tls.certificateAuthorities().isPresent()) {
      Buffer pem = Buffer.buffer(tls.certificateAuthorities().get());
      factory = new PemTrustOptions().addCertValue(pem).getTrustManagerFactory(vertx);
    } else {
      factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
    }
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager chains) {
        return chains;
      }
    }
    throw new IllegalStateException("this JDK verifies no X.509 certificates");
  }

  private static Optional<KeyManagerFactory> identity(Backend.Tls tls, Vertx vertx)
      throws Exception {
    if (tls.clientCertificate().isEmpty()) {
      return Optional.empty();
    }
    Backend.ClientCertificate certificate = tls.clientCertificate().get();
    return Optional.of(
        new PemKeyCertOptions()
            .addCertValue(Buffer.buffer(certificate.chain()))
            .addKeyValue(Buffer.buffer(certificate.key()))
            .getKeyManagerFactory(vertx));
  }

  /** Addresses are not sent (RFC 6066, section 3). */
  private static List<SNIServerName> serverNames(Backend backend, Backend.Tls tls) {
    String name =
        hostOf(
            tls.serverName()
                .or(tls::certificateHost)
                .or(backend::overrideHost)
                .orElse(backend.host()));
    return tls.sendServerName() && NetUtil.createByteArrayFromIpAddressString(name) == null
        ? List.of(new SNIHostName(IDN.toASCII(name)))
        : List.of();
  }

  /** A host without the port and the brackets that it may have in a {@code Host}. */
  private static String hostOf(String authority) {
    if (authority.startsWith("[")) {
      return authority.substring(1, authority.indexOf(']'));
    }
    int colon = authority.indexOf(':');
    return colon < 0 || colon != authority.lastIndexOf(':')
        ? authority
        : authority.substring(0, colon);
  }

  private static List<String> protocols(Backend.Tls tls) {
    TlsVersion maximum = tls.maximum().orElse(TlsVersion.TLS_1_3);
    TlsVersion minimum =
        tls.minimum()
            .orElse(maximum.compareTo(TlsVersion.TLS_1_2) < 0 ? maximum : TlsVersion.TLS_1_2);
    if (minimum.compareTo(maximum) > 0) {
      throw new IllegalArgumentException("the lowest version is above the highest");
    }
    return Arrays.stream(TlsVersion.values())
        .filter(v -> v.compareTo(minimum) >= 0 && v.compareTo(maximum) <= 0)
        .map(TlsSetup::jdkName)
        .toList();
  }

  private static String jdkName(TlsVersion version) {
    return switch (version) {
      case TLS_1_0 -> "TLSv1";
      case TLS_1_1 -> "TLSv1.1";
      case TLS_1_2 -> "TLSv1.2";
      case TLS_1_3 -> "TLSv1.3";
    };
  }

  @Override
  public SSLEngineOptions copy() {
    return this; // does not change
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new Contexts();
  }

  /** Told by the HTTP client which application protocols to offer; the rest is known. */
  private final class Contexts implements SslContextFactory {
    private Optional<List<String>> applicationProtocols = Optional.empty();

    @Override
    public SslContextFactory applicationProtocols(List<String> offered) {
      applicationProtocols = Optional.ofNullable(offered);
      return this;
    }

    @Override
    public SslContext create() throws SSLException {
      SslContextBuilder builder =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .trustManager(trust)
              .endpointIdentificationAlgorithm("") // see NamedPeerTrust
              .protocols(protocols)
              .ciphers(ciphers.orElse(null));
      applicationProtocols.map(Contexts::alpn).ifPresent(builder::applicationProtocolConfig);
      identity.ifPresent(builder::keyManager);
      return new DelegatingSslContext(builder.build()) {
        @Override
        protected void initEngine(SSLEngine engine) {
          SSLParameters parameters = engine.getSSLParameters();
          parameters.setServerNames(serverNames);
          engine.setSSLParameters(parameters);
        }
      };
    }

    private static ApplicationProtocolConfig alpn(List<String> offered) {
      return new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          offered);
    }
  }
}

package dev.verge.gateway.tls;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.verge.isolate.exchange.TlsFacts;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.CipherSuiteConverter;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.StandardConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of TLS 1.2 and 1.3, by the JDK's own implementation, with HTTP/2 and HTTP/1.1
 * by ALPN (RFC 7301). Safe on any thread.
 */
public final class ServerTls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  /** Of a ClientHello; more has no place in one. */
  private static final int MOST_HELLO_BYTES = 16 << 10;

  private static final int MOST_CONTEXTS = 10_000;
  private static final Duration CONTEXT_KEPT = Duration.ofDays(1);

  static {
    // A client could have one connection agree on keys again and again. The JDK looks at this once,
    // at the first handshake.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  private final Identities identities;

  /**
   * What encrypts, by the alias of its identity. Each has keys of its own for the sessions that its
   * clients resume, so that none is taken up again under another certificate.
   */
  private final Cache<String, SslContext> contexts =
      Caffeine.newBuilder().maximumSize(MOST_CONTEXTS).expireAfterAccess(CONTEXT_KEPT).build();

  /** Proves nothing to anybody. */
  private final SslContext refusing = context(Optional.empty());

  private final ExecutorService handshakes =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(), new DefaultThreadFactory("tls", true));

  /**
   * Makes it ready for connections.
   *
   * @param routed whether something answers under a host; called during handshakes
   * @throws TlsException when the JVM's TLS cannot be used
   */
  public static ServerTls of(TlsSettings settings, Predicate<String> routed) {
    Identities local =
        settings.localAuthority()
            ? new LocalIdentities(settings.home(), settings.domain(), routed)
            : _ -> Optional.empty();
    return new ServerTls(
        settings
            .certificates()
            .map(CertificateFolder::new)
            .map(folder -> folder.or(local).or(folder.byDefault()))
            .orElse(local));
  }

  /**
   * @param identities asked during handshakes, on threads of their own
   */
  private ServerTls(Identities identities) {
    this.identities = identities;
  }

  private static SslContext context(Optional<Identity> identity) {
    try {
      return SslContextBuilder.forServer(new IdentityKeys(identity))
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  ApplicationProtocolConfig.Protocol.ALPN,
                  ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                  ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                  ApplicationProtocolNames.HTTP_2,
                  ApplicationProtocolNames.HTTP_1_1))
          .build();
    } catch (SSLException e) {
      throw new TlsException("This JVM's TLS cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * Adds what encrypts a new connection to its pipeline.
   *
   * @param timeout what its first message may take, and the rest of the handshake
   */
  public void encrypt(Channel channel, Duration timeout) {
    channel.pipeline().addLast(new HelloRecorder(), new ByName(timeout));
  }

  /** What a connection agreed on whose handshake is done. */
  public static Secured secured(Channel channel) {
    SSLSession session = channel.pipeline().get(SslHandler.class).engine().getSession();
    Certificate[] shown = session.getLocalCertificates();
    String cipher = CipherSuiteConverter.toOpenSsl(session.getCipherSuite(), false);
    return new Secured(
        new TlsFacts(
            session.getProtocol(),
            cipher == null ? session.getCipherSuite() : cipher,
            serverName(session),
            Optional.ofNullable(channel.attr(HelloRecorder.HELLO).get())),
        shown == null ? Optional.empty() : Optional.of(shown[0]));
  }

  /** The name that a client has asked for, in lower case; of a session resumed, the same. */
  private static Optional<String> serverName(SSLSession session) {
    List<SNIServerName> asked =
        session instanceof ExtendedSSLSession extended
            ? extended.getRequestedServerNames()
            : List.of();
    return asked.stream()
        .filter(SNIHostName.class::isInstance)
        .map(SNIHostName.class::cast)
        .map(name -> SubjectNames.normalized(name.getAsciiName()))
        .findFirst();
  }

  @Override
  public void close() {
    handshakes.shutdownNow();
  }

  /** Finds what a connection is encrypted with by the name in its first message. */
  private final class ByName extends SniHandler {
    ByName(Duration timeout) {
      super(ServerTls.this::choose, MOST_HELLO_BYTES, timeout.toMillis());
    }

    @Override
    protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
      SslHandler handler = context.newHandler(allocator, handshakes);
      handler.setHandshakeTimeoutMillis(handshakeTimeoutMillis);
      SSLParameters parameters = handler.engine().getSSLParameters();
      parameters.setSNIMatchers(List.of(new Matcher(!context.equals(refusing))));
      parameters.setUseCipherSuitesOrder(true);
      handler.engine().setSSLParameters(parameters);
      return handler;
    }
  }

  /**
   * Has the JDK keep the name with the session, which it resumes for the same name only. A name
   * that nothing answers for is told so, by the alert {@code unrecognized_name}.
   */
  private static final class Matcher extends SNIMatcher {
    private final boolean known;

    Matcher(boolean known) {
      super(StandardConstants.SNI_HOST_NAME);
      this.known = known;
    }

    @Override
    public boolean matches(SNIServerName asked) {
      return known;
    }
  }

  /**
   * Event loop: looks elsewhere for what answers for a name.
   *
   * @param name as the client sent it; null when it named no server
   */
  private Future<SslContext> choose(String name, Promise<SslContext> chosen) {
    try {
      handshakes.execute(() -> choose(Optional.ofNullable(name), chosen));
    } catch (RejectedExecutionException e) {
      var _ = chosen.setFailure(e);
    }
    return chosen;
  }

  private void choose(Optional<String> name, Promise<SslContext> chosen) {
    try {
      var _ =
          chosen.setSuccess(
              found(name)
                  .map(it -> contexts.get(it.alias(), _ -> context(Optional.of(it))))
                  .orElse(refusing));
    } catch (RuntimeException e) {
      LOG.error("Nothing can be shown to a client that asks for {}", name, e);
      var _ = chosen.setFailure(e);
    }
  }

  private Optional<Identity> found(Optional<String> name) {
    try {
      return identities.find(
          name.map(sent -> SubjectNames.normalized(new SNIHostName(sent).getAsciiName())));
    } catch (IllegalArgumentException e) {
      LOG.debug("Not the name of a server: {}", e.getMessage());
      return Optional.empty();
    }
  }
}

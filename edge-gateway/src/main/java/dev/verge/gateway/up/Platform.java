package dev.verge.gateway.up;

import dev.verge.deploy.ControlPlane;
import dev.verge.deploy.ControlPlaneSettings;
import dev.verge.deploy.HomeLock;
import dev.verge.deploy.backup.BackupException;
import dev.verge.deploy.backup.Restoration;
import dev.verge.deploy.http.UploadLimits;
import dev.verge.gateway.access.AccessLog;
import dev.verge.gateway.http.DataPlane;
import dev.verge.gateway.http.DataPlaneSettings;
import dev.verge.gateway.tls.ServerTls;
import dev.verge.gateway.tracing.Tracing;
import dev.verge.gateway.tracing.TracingSettings;
import dev.verge.isolate.pool.EngineState;
import dev.verge.isolate.pool.IsolateSettings;
import dev.verge.isolate.pool.Isolates;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that makes a Verge: isolates, control plane, data plane, in one state directory.
 * Started and closed by one thread.
 */
public final class Platform implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Platform.class);

  /** Where the commands find a control plane whose port was picked. */
  private static final String URL_FILE = "control-plane.url";

  private final Parts parts;
  private final Isolates isolates;
  private final ControlPlane controlPlane;
  private final DataPlane dataPlane;
  private final Optional<InetSocketAddress> secure;

  private Platform(
      Parts parts,
      Isolates isolates,
      ControlPlane controlPlane,
      DataPlane dataPlane,
      Optional<InetSocketAddress> secure) {
    this.parts = parts;
    this.isolates = isolates;
    this.controlPlane = controlPlane;
    this.dataPlane = dataPlane;
    this.secure = secure;
  }

  /**
   * Starts all parts; when this returns, both planes answer. A restore that was asked for is
   * completed first.
   *
   * @param restart has this closed and another started, and returns at once
   * @throws UpException when a port or the state directory is not to be had
   */
  public static Platform start(Settings settings, Runnable restart) {
    Parts parts = new Parts();
    try {
      restored(settings.home());
      return start(settings, restart, parts);
    } catch (RuntimeException e) {
      try {
        parts.close();
      } catch (UpException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static Platform start(Settings settings, Runnable restart, Parts parts) {
    Path home = settings.home();
    CollectorRegistry registry = new CollectorRegistry();
    DefaultExports.register(registry);
    Foundation foundation =
        Foundation.lay(
            Foundation.Kind.ANY,
            new IsolateSettings(
                settings.idleIsolateBytes(),
                settings.idleIsolateExpiry(),
                settings.guestMemoryBytes(),
                settings.reserveBytes()),
            settings.services(),
            parts);
    Isolates isolates = foundation.isolates();
    ControlPlane controlPlane = parts.add(opened(settings, foundation, registry));
    AccessLog accessLog = parts.add(accessLog(settings, registry));
    Tracing tracing =
        parts.add(
            Tracing.open(
                settings
                    .otlpEndpoint()
                    .map(
                        url ->
                            new TracingSettings(
                                url, settings.otlpHeaders(), settings.traceSample(), version())),
                registry));
    Optional<ServerTls> encryption =
        settings
            .tlsPort()
            .map(
                _ -> parts.add(ServerTls.of(settings.tls(), host -> isRouted(controlPlane, host))));
    DataPlane dataPlane =
        parts.add(
            Listening.on(
                new InetSocketAddress(settings.bind(), settings.port()),
                Settings.PORT.flag(),
                () ->
                    DataPlane.start(
                        dataPlane(settings),
                        controlPlane.routes()::lookup,
                        isolates,
                        registry,
                        controlPlane.requests(),
                        accessLog,
                        tracing)));
    Optional<InetSocketAddress> secure =
        encryption.map(tls -> listenSecurely(settings, dataPlane, tls));
    Listening.on(
        new InetSocketAddress(settings.adminBind(), settings.adminPort()),
        Settings.ADMIN_PORT.flag(),
        () -> {
          controlPlane.listen(dataPlane.address(), dataPlane.triggered(isolates), restart);
          return controlPlane;
        });
    Platform platform = new Platform(parts, isolates, controlPlane, dataPlane, secure);
    parts.add(announced(home.resolve(URL_FILE), platform.controlPlane()));
    return platform;
  }

  /** Where functions answer, by hostname. */
  public URI dataPlane() {
    return Urls.of(dataPlane.address());
  }

  /** Where functions answer over TLS, by hostname, if they do. */
  public Optional<URI> secureDataPlane() {
    return secure.map(address -> Urls.of("https", address));
  }

  /** Where versions are managed. */
  public URI controlPlane() {
    return Urls.of(controlPlane.address());
  }

  /** Whether guests run compiled. */
  public EngineState engine() {
    return isolates.engineState();
  }

  /** Takes no more requests, waits for those in flight as long as the settings say, and stops. */
  @Override
  public void close() {
    parts.close();
  }

  private static void restored(Path home) {
    try (HomeLock _ = HomeLock.take(home)) {
      new Restoration(home).complete();
    } catch (IllegalStateException | BackupException e) {
      throw new UpException(e.getMessage(), e);
    }
  }

  private static InetSocketAddress listenSecurely(
      Settings settings, DataPlane dataPlane, ServerTls tls) {
    InetSocketAddress bind =
        new InetSocketAddress(settings.bind(), settings.tlsPort().orElseThrow());
    return Listening.on(bind, Settings.TLS_PORT.flag(), () -> dataPlane.listenSecurely(bind, tls));
  }

  private static boolean isRouted(ControlPlane controlPlane, String host) {
    return controlPlane.routes().lookup(host).isPresent();
  }

  private static ControlPlane opened(
      Settings settings, Foundation foundation, CollectorRegistry registry) {
    ControlPlaneSettings its =
        ControlPlaneSettings.in(settings.home())
            .listeningOn(new InetSocketAddress(settings.adminBind(), settings.adminPort()))
            .knownAs(settings.adminHosts())
            .withDomain(settings.domain())
            .withUploads(new UploadLimits(settings.maxModuleBytes(), settings.maxAssetsBytes()))
            .withWarmUps(settings.warmUp())
            .withMetricsNeedToken(settings.metricsNeedToken());
    try {
      return ControlPlane.open(
          its, foundation.isolates(), foundation.logs(), foundation.services(), registry);
    } catch (IllegalStateException e) {
      throw new UpException(e.getMessage(), e);
    }
  }

  private static AccessLog accessLog(Settings settings, CollectorRegistry registry) {
    try {
      return AccessLog.open(settings.accessLog(), registry);
    } catch (IllegalStateException e) {
      throw new UpException(e.getMessage(), e);
    }
  }

  /** As the jar's manifest has it. */
  private static String version() {
    return Optional.ofNullable(Platform.class.getPackage().getImplementationVersion())
        .orElse("unknown");
  }

  private static DataPlaneSettings dataPlane(Settings settings) {
    return new DataPlaneSettings(
        new InetSocketAddress(settings.bind(), settings.port()),
        settings.maxUriBytes(),
        settings.maxHeaderBytes(),
        settings.idleTimeout(),
        settings.requestHeadTimeout(),
        settings.requestBodyTimeout(),
        settings.responseWriteTimeout(),
        settings.drain(),
        settings.maxConnections());
  }

  /** Only a convenience of the command line's, without which a full disk has to let it start. */
  private static AutoCloseable announced(Path file, URI controlPlane) {
    try {
      Files.writeString(file, controlPlane + "\n");
    } catch (IOException e) {
      LOGGER.warn("{} cannot be written, so give --url {} to ./verge", file, controlPlane, e);
    }
    return () -> Files.deleteIfExists(file);
  }
}

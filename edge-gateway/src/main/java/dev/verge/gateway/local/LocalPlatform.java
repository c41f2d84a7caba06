package dev.verge.gateway.local;

import dev.verge.deploy.HomeLock;
import dev.verge.deploy.client.AssetsZip;
import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.routing.Deployment;
import dev.verge.gateway.access.AccessLog;
import dev.verge.gateway.http.DataPlane;
import dev.verge.gateway.http.DataPlaneSettings;
import dev.verge.gateway.tracing.Tracing;
import dev.verge.gateway.up.Foundation;
import dev.verge.gateway.up.Listening;
import dev.verge.gateway.up.Parts;
import dev.verge.gateway.up.UpException;
import dev.verge.gateway.up.Urls;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLog;
import dev.verge.isolate.pool.EngineState;
import dev.verge.isolate.pool.IsolateSettings;
import dev.verge.isolate.pool.Outcome;
import dev.verge.isolate.template.Template;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One function on a platform of its own, which answers under every hostname. Used by one thread at
 * a time, but for what runs guests.
 */
final class LocalPlatform implements AutoCloseable {
  /** As one who deploys without saying anything else. */
  private static final FunctionId FUNCTION = new FunctionId("local", "main");

  /** A developer who stops it does not want to wait. */
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private static final Duration IDLE_ISOLATES = Duration.ofMinutes(5);

  private final Path home;
  private final Parts parts;
  private final Foundation foundation;
  private int versions;
  private volatile Optional<Deployment> deployment = Optional.empty();

  private LocalPlatform(Path home, Parts parts, Foundation foundation) {
    this.home = home;
    this.parts = parts;
    this.foundation = foundation;
  }

  /**
   * Starts what runs guests.
   *
   * @param parts closes all of it
   * @param home the directory of state
   * @param kind which programs it is for
   * @param privateBackends whether backends that guests make may have private addresses
   */
  static LocalPlatform start(
      Parts parts, Path home, Foundation.Kind kind, boolean privateBackends) {
    parts.add(locked(home));
    PlatformServices.Settings defaults = PlatformServices.Settings.in(home);
    PlatformServices.Settings services =
        new PlatformServices.Settings(
            home,
            defaults.cacheBytesPerTenant(),
            defaults.kvBytesPerTenant(),
            privateBackends,
            defaults.geoDatabase());
    long heap = Runtime.getRuntime().maxMemory();
    return new LocalPlatform(
        home,
        parts,
        Foundation.lay(
            kind, new IsolateSettings(heap / 4, IDLE_ISOLATES, heap / 2), services, parts));
  }

  /** What the function has to say. */
  FunctionLog log() {
    return foundation.logs().log(FUNCTION);
  }

  PlatformServices services() {
    return foundation.services();
  }

  EngineState engine() {
    return foundation.isolates().engineState();
  }

  /**
   * Makes a program the one that answers. When it cannot be, the one before goes on.
   *
   * @param args arguments of the program, behind those that it has itself
   * @return the number of the version that it is
   * @throws RuntimeException whose message says why, when it cannot be served
   */
  int load(Program program, List<String> args) {
    VersionId version = new VersionId(FUNCTION, versions + 1);
    Template template =
        foundation
            .isolates()
            .prepare(
                version, bytes(program.module()), assets(program, version), config(program, args));
    new Seeds(program).plantIn(foundation.services(), FUNCTION.tenant());
    versions = version.number();
    deployment = Optional.of(new Deployment.Ready(template));
    foundation.isolates().activate(template);
    return versions;
  }

  /**
   * Opens the data plane.
   *
   * @param flag with which another port can be chosen
   * @return its URL
   * @throws UpException when the address cannot be had
   */
  URI listen(InetSocketAddress address, String flag) {
    DataPlaneSettings defaults = DataPlaneSettings.DEFAULT;
    DataPlaneSettings settings =
        new DataPlaneSettings(
            address,
            defaults.uriBytes(),
            defaults.headerBytes(),
            defaults.idleTimeout(),
            defaults.headTimeout(),
            defaults.bodyTimeout(),
            defaults.writeTimeout(),
            DRAIN,
            defaults.maxConnections());
    DataPlane plane =
        parts.add(
            Listening.on(
                address,
                flag,
                () ->
                    DataPlane.start(
                        settings,
                        _ -> deployment,
                        foundation.isolates(),
                        new CollectorRegistry(),
                        new RequestRecords(),
                        AccessLog.NONE,
                        Tracing.NONE)));
    return Urls.of(plane.address());
  }

  /** Serves one exchange on this thread, which must be virtual. */
  Outcome serve(Exchange exchange) {
    return deployment
        .filter(Deployment.Ready.class::isInstance)
        .map(Deployment.Ready.class::cast)
        .map(ready -> foundation.isolates().serve(ready.template(), exchange))
        .orElseThrow(() -> new IllegalStateException("No program is loaded"));
  }

  @Override
  public void close() {
    parts.close();
  }

  private static HomeLock locked(Path home) {
    try {
      return HomeLock.take(home);
    } catch (IllegalStateException e) {
      throw new UpException(e.getMessage(), e);
    }
  }

  private static byte[] bytes(Path module) {
    try {
      return Files.readAllBytes(module);
    } catch (IOException e) {
      throw new UpException("%s cannot be read: %s".formatted(module, e), e);
    }
  }

  /** By this programs know that they run on a developer's machine, as under Fastly's emulator. */
  private static final String LOCAL_SERVICE_VERSION = "0";

  private static GuestConfig config(Program program, List<String> args) {
    GuestConfig config = program.manifest().guestConfig();
    List<String> all = new ArrayList<>(config.args());
    all.addAll(args);
    Map<String, String> env = new HashMap<>();
    env.put("FASTLY_SERVICE_VERSION", LOCAL_SERVICE_VERSION);
    env.putAll(config.env());
    return new GuestConfig(
        config.entrypoint(),
        config.initializer(),
        all,
        env,
        config.assetsMount(),
        program.limits(),
        config.bindings());
  }

  private AssetTree assets(Program program, VersionId version) {
    if (program.assets().isEmpty()) {
      return AssetTree.EMPTY;
    }
    Path unpacked = home.resolve("assets-" + version.number());
    try (AssetsZip zip = AssetsZip.of(program.assets().get())) {
      // Of a program that was refused, or of an earlier process in the same state directory.
      if (Files.exists(unpacked)) {
        TemporaryHome.remove(unpacked);
      }
      AssetTree.unpack(zip.file(), unpacked);
      return AssetTree.open(unpacked);
    } catch (IOException e) {
      throw new UpException("%s cannot be replaced: %s".formatted(unpacked, e), e);
    }
  }
}

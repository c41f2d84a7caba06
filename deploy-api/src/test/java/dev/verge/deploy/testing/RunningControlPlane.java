package dev.verge.deploy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verge.deploy.ControlPlane;
import dev.verge.deploy.ControlPlaneSettings;
import dev.verge.deploy.http.Pace;
import dev.verge.deploy.http.UploadLimits;
import dev.verge.deploy.requests.Ending;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.triggers.TriggerRun;
import dev.verge.deploy.triggers.TriggeredRequest;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.pool.IsolateSettings;
import dev.verge.isolate.pool.Isolates;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A control plane on a free port of loopback, over real isolates, with a client. */
public final class RunningControlPlane implements AutoCloseable {
  /** The most that a module or an archive may have here. */
  public static final int MAX_UPLOAD = 1 << 20;

  /** A name that the control plane has beside its address. */
  public static final String NAME = "admin.example.com";

  private static final InetSocketAddress DATA_PLANE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 8787);

  private final Path home;
  private final FunctionLogs logs;
  private final PlatformServices services;
  private final Isolates isolates;
  private final ControlPlane controlPlane;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private RunningControlPlane(
      Path home,
      FunctionLogs logs,
      PlatformServices services,
      Isolates isolates,
      ControlPlane controlPlane) {
    this.home = home;
    this.logs = logs;
    this.services = services;
    this.isolates = isolates;
    this.controlPlane = controlPlane;
  }

  public static RunningControlPlane in(Path home) {
    return in(home, "localhost");
  }

  public static RunningControlPlane in(Path home, String domain) {
    return in(home, domain, false);
  }

  /** One that warms up what is deployed. */
  public static RunningControlPlane warmingUp(Path home) {
    return in(home, "localhost", true);
  }

  /** One whose data plane is somewhere in particular, if there is one. */
  public static RunningControlPlane beside(InetSocketAddress dataPlane, Path home) {
    return in(home, "localhost", false, dataPlane);
  }

  /** One whose metrics are not for everybody. */
  public static RunningControlPlane withMetricsForTokens(Path home) {
    return in(home, settings -> settings.withMetricsNeedToken(true), DATA_PLANE);
  }

  /** One whose clients must keep to a pace. */
  public static RunningControlPlane withPace(Pace pace, InetSocketAddress dataPlane, Path home) {
    return in(home, settings -> settings.withPace(pace), dataPlane);
  }

  /** As the other, without a data plane. */
  public static RunningControlPlane withPace(Pace pace, Path home) {
    return withPace(pace, DATA_PLANE, home);
  }

  private static RunningControlPlane in(Path home, String domain, boolean warmUps) {
    return in(home, domain, warmUps, DATA_PLANE);
  }

  private static RunningControlPlane in(
      Path home, String domain, boolean warmUps, InetSocketAddress dataPlane) {
    return in(home, settings -> settings.withDomain(domain).withWarmUps(warmUps), dataPlane);
  }

  private static RunningControlPlane in(
      Path home, UnaryOperator<ControlPlaneSettings> more, InetSocketAddress dataPlane) {
    FunctionLogs logs = FunctionLogs.open(home.resolve("logs"));
    PlatformServices services = PlatformServices.open(PlatformServices.Settings.in(home));
    Isolates isolates =
        Isolates.start(
            new IsolateSettings(64L << 20, Duration.ofMinutes(1), 1L << 30), logs, services);
    ControlPlaneSettings settings =
        more.apply(
            ControlPlaneSettings.in(home)
                .listeningOn(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .knownAs(List.of(NAME))
                .withUploads(new UploadLimits(MAX_UPLOAD, MAX_UPLOAD))
                .withWarmUps(false));
    ControlPlane controlPlane;
    try {
      controlPlane = ControlPlane.open(settings, isolates, logs, services, new CollectorRegistry());
    } catch (RuntimeException e) {
      isolates.close();
      services.close();
      logs.close();
      throw e;
    }
    controlPlane.listen(dataPlane, RunningControlPlane::served, () -> {});
    return new RunningControlPlane(home, logs, services, isolates, controlPlane);
  }

  /** What a data plane would do; what has this path fails as a function does that answers so. */
  private static TriggerRun served(Deployment.Single version, TriggeredRequest request) {
    int status = request.trigger().path().equals("/fails") ? 500 : version.version().number();
    return new TriggerRun(Instant.EPOCH, request.authority(), status, Ending.SERVED, 1_000);
  }

  public ControlPlane controlPlane() {
    return controlPlane;
  }

  public FunctionLogs logs() {
    return logs;
  }

  public PlatformServices services() {
    return services;
  }

  public HttpClient client() {
    return client;
  }

  public String token() {
    try {
      return Files.readString(home.resolve("root-token"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A request with the token. */
  public HttpRequest.Builder request(String path) {
    return anonymous(path).header("Authorization", "Bearer " + token());
  }

  public HttpRequest.Builder anonymous(String path) {
    InetSocketAddress address = controlPlane.address();
    return HttpRequest.newBuilder(
        URI.create(
            "http://%s:%d%s"
                .formatted(address.getAddress().getHostAddress(), address.getPort(), path)));
  }

  public Answer send(HttpRequest.Builder request) {
    return Answer.of(send(request, BodyHandlers.ofByteArray()));
  }

  public <T> HttpResponse<T> send(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
    try {
      return client.send(request.build(), handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  public Answer delete(String path) {
    return send(request(path).DELETE());
  }

  public Answer put(String path, String type, byte[] body) {
    return send(request(path).header("Content-Type", type).PUT(BodyPublishers.ofByteArray(body)));
  }

  /** Uploads a module alone. */
  public Answer upload(String function, byte[] module) {
    return put(path(function), "application/wasm", module);
  }

  /** Uploads a module with a manifest. */
  public Answer upload(String function, String manifest, byte[] module) {
    return put(
        path(function), Multipart.TYPE, new Multipart().manifest(manifest).module(module).end());
  }

  public Answer activate(String function, int version) {
    return put(
        path(function) + "/deployment",
        "application/json",
        "{\"version\":%d}".formatted(version).getBytes(UTF_8));
  }

  /** The path of a function written as {@code tenant/name}. */
  public static String path(String function) {
    List<String> names = List.of(function.split("/", -1));
    return "/v1/tenants/%s/functions/%s".formatted(names.get(0), names.get(1));
  }

  /** Files of a part of the home directory, at any depth. */
  public List<Path> files(String directory) {
    return files(home, directory);
  }

  public static List<Path> files(Path home, String directory) {
    try (Stream<Path> found = Files.walk(home.resolve(directory))) {
      return found.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    controlPlane.close();
    isolates.close();
    services.close();
    logs.close();
  }
}

package dev.verge.deploy;

import dev.verge.deploy.http.Pace;
import dev.verge.deploy.http.UploadLimits;
import dev.verge.deploy.manifest.HostnameRules;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * What an operator may set about the control plane.
 *
 * @param home the directory of all state; made when it is missing
 * @param address where to listen; port 0 takes a free one
 * @param names under which it is asked beside its address, without ports
 * @param hostnames the platform's own domain, and how many hostnames a version may claim
 * @param uploads how large uploads may be
 * @param pace how slow clients may be
 * @param warmUps whether the code of what is deployed is warmed up unasked
 * @param metricsNeedToken whether {@code /metrics} is only for who has a token for all tenants
 */
public record ControlPlaneSettings(
    Path home,
    InetSocketAddress address,
    List<String> names,
    HostnameRules hostnames,
    UploadLimits uploads,
    Pace pace,
    boolean warmUps,
    boolean metricsNeedToken) {
  public ControlPlaneSettings {
    names = List.copyOf(names);
  }

  /** The port of {@link #in}. */
  public static final int DEFAULT_PORT = 8788;

  private static final HostnameRules DEFAULT_HOSTNAMES = new HostnameRules("localhost", 20);
  private static final UploadLimits DEFAULT_UPLOADS = new UploadLimits(64L << 20, 64L << 20);

  /**
   * The defaults: loopback, port 8788, the domain {@code localhost}, 20 hostnames a version, 64 MiB
   * each for modules and archives, warm-ups, and metrics for everybody.
   */
  public static ControlPlaneSettings in(Path home) {
    return new ControlPlaneSettings(
        home,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), DEFAULT_PORT),
        List.of(),
        DEFAULT_HOSTNAMES,
        DEFAULT_UPLOADS,
        Pace.DEFAULT,
        true,
        false);
  }

  /** These settings with another address. */
  public ControlPlaneSettings listeningOn(InetSocketAddress other) {
    return new ControlPlaneSettings(
        home, other, names, hostnames, uploads, pace, warmUps, metricsNeedToken);
  }

  /** These settings with other names of the control plane. */
  public ControlPlaneSettings knownAs(List<String> others) {
    return new ControlPlaneSettings(
        home, address, others, hostnames, uploads, pace, warmUps, metricsNeedToken);
  }

  /**
   * These settings with another domain.
   *
   * @throws IllegalArgumentException when it is not a hostname
   */
  public ControlPlaneSettings withDomain(String domain) {
    return new ControlPlaneSettings(
        home,
        address,
        names,
        new HostnameRules(domain, hostnames.most()),
        uploads,
        pace,
        warmUps,
        metricsNeedToken);
  }

  /** These settings with other limits on uploads. */
  public ControlPlaneSettings withUploads(UploadLimits other) {
    return new ControlPlaneSettings(
        home, address, names, hostnames, other, pace, warmUps, metricsNeedToken);
  }

  /** These settings with another pace of clients. */
  public ControlPlaneSettings withPace(Pace other) {
    return new ControlPlaneSettings(
        home, address, names, hostnames, uploads, other, warmUps, metricsNeedToken);
  }

  /** These settings with or without warm-ups that nobody asked for. */
  public ControlPlaneSettings withWarmUps(boolean other) {
    return new ControlPlaneSettings(
        home, address, names, hostnames, uploads, pace, other, metricsNeedToken);
  }

  /** These settings with metrics that are for everybody, or are not. */
  public ControlPlaneSettings withMetricsNeedToken(boolean other) {
    return new ControlPlaneSettings(home, address, names, hostnames, uploads, pace, warmUps, other);
  }
}

package dev.verge.deploy.manifest;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.verge.isolate.binding.Backend;
import java.time.Duration;
import java.util.Optional;

/**
 * How a backend's connections are kept. All but {@code tcp} is there once made.
 *
 * @param reuse whether a connection serves more than one request
 * @param idleMs how long an unused connection is kept
 * @param maxUses requests per connection; 0 for no limit
 * @param maxLifetimeMs of a connection; 0 for no limit
 * @param tcp probes of idle connections; none when absent
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ManifestKeepAlive(
    Optional<Boolean> reuse,
    Optional<Long> idleMs,
    Optional<Integer> maxUses,
    Optional<Long> maxLifetimeMs,
    Optional<Tcp> tcp) {

  static final ManifestKeepAlive DEFAULT =
      new ManifestKeepAlive(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public ManifestKeepAlive {
    Backend.Pooling defaults = Backend.Pooling.DEFAULT;
    reuse = Optional.of(reuse.orElse(defaults.reuse()));
    idleMs = Optional.of(idleMs.orElse(defaults.idle().toMillis()));
    maxUses = Optional.of(maxUses.orElse(defaults.mostUses()));
    maxLifetimeMs = Optional.of(maxLifetimeMs.orElse(defaults.mostLifetime().toMillis()));
  }

  /**
   * TCP keep-alive, in the terms of tcp(7). All is there once made.
   *
   * @param intervalS between two probes, in seconds
   * @param probes without an answer, after which the connection is given up
   * @param timeS of idleness before the first probe, in seconds
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Tcp(
      Optional<Integer> intervalS, Optional<Integer> probes, Optional<Integer> timeS) {
    /** Fastly's defaults for backends: 10 s, 3 probes, 300 s. */
    public Tcp {
      intervalS = Optional.of(intervalS.orElse(10));
      probes = Optional.of(probes.orElse(3));
      timeS = Optional.of(timeS.orElse(300));
    }
  }

  void check(String member) {
    BackendRules.milliseconds(idleMs, member + ".idle_ms");
    BackendRules.number(maxUses, BackendRules.MAX_COUNT, member + ".max_uses");
    BackendRules.milliseconds(maxLifetimeMs, member + ".max_lifetime_ms");
    tcp.ifPresent(
        probing -> {
          BackendRules.number(
              probing.intervalS(), BackendRules.MAX_COUNT, member + ".tcp.interval_s");
          BackendRules.number(probing.probes(), BackendRules.MAX_COUNT, member + ".tcp.probes");
          BackendRules.number(probing.timeS(), BackendRules.MAX_COUNT, member + ".tcp.time_s");
        });
  }

  Backend.Pooling toPooling(int maxConnections) {
    return new Backend.Pooling(
        reuse.orElseThrow(),
        Duration.ofMillis(idleMs.orElseThrow()),
        tcp.map(
            probing ->
                new Backend.TcpKeepAlive(
                    probing.intervalS().orElseThrow(),
                    probing.probes().orElseThrow(),
                    probing.timeS().orElseThrow())),
        maxConnections,
        maxUses.orElseThrow(),
        Duration.ofMillis(maxLifetimeMs.orElseThrow()));
  }
}

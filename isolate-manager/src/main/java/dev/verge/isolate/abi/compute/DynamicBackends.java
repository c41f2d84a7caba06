package dev.verge.isolate.abi.compute;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.binding.Backend.TlsVersion;
import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.platform.http.Uri;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a guest wants of a backend that it makes: {@code $dynamic_backend_config} of
 * typenames.witx. A field is looked at only if the mask says so, since older guests' records are
 * shorter.
 */
final class DynamicBackends {
  /** {@code $tls_version} in its order. */
  static final List<TlsVersion> TLS_VERSIONS =
      List.of(TlsVersion.TLS_1_0, TlsVersion.TLS_1_1, TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);

  private static final int RESERVED = 1;
  private static final int HOST_OVERRIDE = 1 << 1;
  private static final int CONNECT_TIMEOUT = 1 << 2;
  private static final int FIRST_BYTE_TIMEOUT = 1 << 3;
  private static final int BETWEEN_BYTES_TIMEOUT = 1 << 4;
  private static final int USE_SSL = 1 << 5;
  private static final int SSL_MIN_VERSION = 1 << 6;
  private static final int SSL_MAX_VERSION = 1 << 7;
  private static final int CERT_HOSTNAME = 1 << 8;
  private static final int CA_CERT = 1 << 9;
  private static final int CIPHERS = 1 << 10;
  private static final int SNI_HOSTNAME = 1 << 11;
  private static final int DONT_POOL = 1 << 12;
  private static final int CLIENT_CERT = 1 << 13;
  private static final int GRPC = 1 << 14;
  private static final int KEEPALIVE = 1 << 15;
  private static final int POOLING_LIMITS = 1 << 16;
  private static final int PREFER_IPV4 = 1 << 17;
  private static final int HEALTHCHECK = 1 << 18;
  private static final int KNOWN = (1 << 19) - 1;

  /** As in Fastly's emulator. */
  private static final int MOST_NAME_BYTES = 1024;

  private static final int MOST_PEM_BYTES = 64 * 1024;

  /** What Fastly's API of health checks allows. */
  private static final long SHORTEST_INTERVAL_MILLIS = 1000;

  private static final long LONGEST_INTERVAL_MILLIS = 3_600_000;
  private static final int MOST_WINDOW = 128;

  private final GuestMemory memory;
  private final Session session;
  private final int mask;
  private final int config;

  private DynamicBackends(GuestMemory memory, Session session, int mask, int config) {
    this.memory = memory;
    this.session = session;
    this.mask = mask;
    this.config = config;
  }

  /**
   * A backend as described.
   *
   * @param name how the guest will call it
   * @param target a host, or a host and a port
   * @throws StatusException {@link Status#INVAL} when the description makes no sense, {@link
   *     Status#BADF} when the client's key is no secret
   */
  static Backend read(
      GuestMemory memory, Session session, String name, String target, int mask, int config) {
    if ((mask & RESERVED) != 0 || (mask & ~KNOWN) != 0) {
      throw StatusException.invalid("the mask of a backend's configuration has unknown bits");
    }
    return new DynamicBackends(memory, session, mask, config).backend(name, target);
  }

  private Backend backend(String name, String target) {
    boolean secure = has(USE_SSL);
    Target place = Target.parse(target, secure);
    return new Backend(
        name,
        place.host,
        place.port,
        "",
        name(HOST_OVERRIDE, 0).map(DynamicBackends::fieldValue),
        secure ? Optional.of(tls()) : Optional.empty(),
        timeouts(),
        pooling(),
        has(GRPC),
        has(PREFER_IPV4),
        Backend.Health.UNKNOWN,
        has(HEALTHCHECK) ? Optional.of(healthCheck()) : Optional.empty(),
        true);
  }

  private Backend.Tls tls() {
    // An empty name is how a guest says that none shall be sent.
    Optional<String> serverName = field(SNI_HOSTNAME, 56, MOST_NAME_BYTES);
    return new Backend.Tls(
        name(CERT_HOSTNAME, 28),
        serverName.filter(sent -> !sent.isEmpty()),
        serverName.filter(String::isEmpty).isEmpty(),
        required(CA_CERT, 36, MOST_PEM_BYTES),
        has(CLIENT_CERT) ? Optional.of(clientCertificate()) : Optional.empty(),
        version(SSL_MIN_VERSION, 20),
        version(SSL_MAX_VERSION, 24),
        required(CIPHERS, 44, MOST_PEM_BYTES));
  }

  private Backend.ClientCertificate clientCertificate() {
    String key =
        new String(session.secrets().find(memory.loadInt(config + 68)), StandardCharsets.UTF_8);
    return new Backend.ClientCertificate(
        required(CLIENT_CERT, 60, MOST_PEM_BYTES).orElseThrow(), key);
  }

  private Optional<TlsVersion> version(int bit, int offset) {
    if (!has(bit)) {
      return Optional.empty();
    }
    int version = memory.loadInt(config + offset);
    if (version < 0 || version >= TLS_VERSIONS.size()) {
      throw StatusException.invalid("there is no such version of TLS");
    }
    return Optional.of(TLS_VERSIONS.get(version));
  }

  private Backend.Timeouts timeouts() {
    Backend.Timeouts usual = Backend.Timeouts.DEFAULT;
    return new Backend.Timeouts(
        millis(CONNECT_TIMEOUT, 8, usual.connect()),
        millis(FIRST_BYTE_TIMEOUT, 12, usual.firstByte()),
        millis(BETWEEN_BYTES_TIMEOUT, 16, usual.betweenBytes()));
  }

  private Duration millis(int bit, int offset, Duration otherwise) {
    return has(bit)
        ? Duration.ofMillis(Integer.toUnsignedLong(memory.loadInt(config + offset)))
        : otherwise;
  }

  private Backend.Pooling pooling() {
    Backend.Pooling usual = Backend.Pooling.DEFAULT;
    Duration idle = millis(KEEPALIVE, 72, usual.idle());
    boolean probes = has(KEEPALIVE) && memory.loadInt(config + 76) != 0;
    boolean limits = has(POOLING_LIMITS);
    return new Backend.Pooling(
        !has(DONT_POOL),
        idle.isZero() ? usual.idle() : idle,
        probes
            ? Optional.of(
                new Backend.TcpKeepAlive(
                    count(config + 80), count(config + 84), count(config + 88)))
            : Optional.empty(),
        limits ? count(config + 92) : 0,
        limits ? count(config + 96) : 0,
        millis(POOLING_LIMITS, 100, Duration.ZERO));
  }

  private Backend.HealthCheck healthCheck() {
    int check = memory.loadInt(config + 104);
    long interval = memory.loadLong(check);
    long timeout = memory.loadLong(check + 8);
    int status = count(check + 40);
    int window = count(check + 44);
    int threshold = count(check + 48);
    int initial = count(check + 52);
    if (interval < SHORTEST_INTERVAL_MILLIS
        || interval > LONGEST_INTERVAL_MILLIS
        || timeout < 1
        || timeout > LONGEST_INTERVAL_MILLIS
        || status < 200
        || status > 599
        || window < 1
        || window > MOST_WINDOW
        || threshold < 1
        || threshold > window
        || initial > window) {
      throw StatusException.invalid("a health check's numbers make no sense");
    }
    String path = text(check + 32, MOST_NAME_BYTES);
    if (!path.startsWith("/") || Uri.parse(path).isEmpty()) {
      throw StatusException.invalid("a health check's path is none");
    }
    String host = text(check + 16, MOST_NAME_BYTES);
    String method = text(check + 24, MOST_NAME_BYTES);
    if (!method.isEmpty() && !method.matches("[A-Za-z-]+")) {
      throw StatusException.invalid("a health check's method is none");
    }
    return new Backend.HealthCheck(
        Duration.ofMillis(interval),
        Duration.ofMillis(timeout),
        host.isEmpty() ? Optional.empty() : Optional.of(fieldValue(host)),
        method.isEmpty() ? "HEAD" : method,
        path,
        status,
        window,
        threshold,
        initial);
  }

  private boolean has(int bit) {
    return (mask & bit) != 0;
  }

  private int count(int address) {
    int value = memory.loadInt(address);
    if (value < 0) {
      throw StatusException.invalid("a number in a backend's configuration is too large");
    }
    return value;
  }

  private Optional<String> name(int bit, int offset) {
    return required(bit, offset, MOST_NAME_BYTES);
  }

  private Optional<String> required(int bit, int offset, int most) {
    Optional<String> value = field(bit, offset, most);
    if (value.filter(String::isEmpty).isPresent()) {
      throw StatusException.invalid("a text in a backend's configuration is empty");
    }
    return value;
  }

  private Optional<String> field(int bit, int offset, int most) {
    return has(bit) ? Optional.of(text(config + offset, most)) : Optional.empty();
  }

  /** A pointer and a length. */
  private String text(int address, int most) {
    int length = memory.loadInt(address + Integer.BYTES);
    if (Integer.compareUnsigned(length, most) > 0) {
      throw StatusException.invalid("a text in a backend's configuration is too long");
    }
    return GuestStore.text(memory, memory.loadInt(address), length);
  }

  private static String fieldValue(String text) {
    if (!text.chars().allMatch(c -> c > ' ' && c != 0x7f)) {
      throw StatusException.invalid("a host has characters that no host has");
    }
    return text;
  }

  /** Where a backend is. */
  record Target(String host, int port) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** A name or an address, with or without a port; IPv6 in brackets if with one. */
    static Target parse(String target, boolean secure) {
      int colon = target.lastIndexOf(':');
      boolean bracketed = target.startsWith("[");
      boolean withPort =
          bracketed
              ? target.indexOf("]:") == colon - 1
              : colon >= 0 && target.indexOf(':') == colon;
      String host = withPort ? target.substring(0, colon) : target;
      if (bracketed) {
        if (!host.endsWith("]")) {
          throw StatusException.invalid("a backend's target has an open bracket");
        }
        host = host.substring(1, host.length() - 1);
      }
      String authority = host.contains(":") ? "[" + host + "]" : host;
      boolean valid =
          host.length() <= MOST_NAME_BYTES
              && Uri.parse("http://" + authority)
                  .filter(uri -> uri.authority().equals(authority))
                  .isPresent();
      if (!valid) {
        throw StatusException.invalid("a backend's target is no host");
      }
      return new Target(host, withPort ? port(target.substring(colon + 1)) : secure ? HTTPS : HTTP);
    }

    private static int port(String digits) {
      int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
      if (port < 1 || port > 65_535) {
        throw StatusException.invalid("a backend's target has no valid port");
      }
      return port;
    }
  }
}

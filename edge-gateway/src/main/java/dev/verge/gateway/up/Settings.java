package dev.verge.gateway.up;

import dev.verge.gateway.access.AccessLogTarget;
import dev.verge.gateway.tls.TlsSettings;
import dev.verge.gateway.tracing.ExportHeaders;
import dev.verge.isolate.platform.PlatformServices;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an operator may set. Each has a flag, a {@code VERGE_…} variable and a key in {@code
 * verge.toml}, in this order of strength.
 *
 * @param bind the data plane's address
 * @param port the data plane's port; 0 picks a free one
 * @param tlsPort the data plane's port for encrypted connections, on the same address; 0 picks a
 *     free one
 * @param tlsCertificates a folder of certificates and keys
 * @param tlsLocalCa whether the local certificate authority vouches for other names
 * @param adminBind the control plane's address
 * @param adminPort the control plane's port; 0 picks a free one
 * @param adminHosts names under which the control plane is asked beside its address
 * @param metricsNeedToken whether metrics are only for who has a token for all tenants
 * @param home the state directory, absolute
 * @param domain what the names {@code {function}.{tenant}} stand under
 * @param logFormat how log lines look
 * @param logLevel the least severe event that is logged
 * @param accessLog where a line for each request goes
 * @param otlpEndpoint where traces go
 * @param otlpHeaders what the collector gets beside the traces
 * @param traceSample which share of the traces that begin here are told, from 0 to 1
 * @param idleIsolateBytes the most that idle isolates may weigh together
 * @param idleIsolateExpiry an isolate idle for longer is closed
 * @param reserveBytes the most that isolates made ahead of a request may weigh together
 * @param guestMemoryBytes the most linear memory that all running guests may have together
 * @param maxModuleBytes the largest Wasm binary
 * @param maxAssetsBytes the largest archive of assets
 * @param maxUriBytes the longest request line
 * @param maxHeaderBytes all header fields of a request together
 * @param idleTimeout a connection without traffic for longer is closed
 * @param requestHeadTimeout a request whose head takes longer to arrive is refused
 * @param requestBodyTimeout how long a request's body may stand still
 * @param responseWriteTimeout how long a client may take nothing of its response
 * @param maxConnections connections open at once
 * @param drain how long a stop waits for requests in flight
 * @param samples whether the first start deploys the samples
 * @param warmUp whether functions are warmed up unasked
 * @param cacheBytes the most that one tenant's cached objects may have
 * @param kvBytes the most that one tenant's KV stores may have
 * @param geoDatabase a database of addresses in MaxMind's format
 * @param privateBackends whether backends that guests make may have loopback, link-local or private
 *     addresses
 */
public record Settings(
    InetAddress bind,
    int port,
    Optional<Integer> tlsPort,
    Optional<Path> tlsCertificates,
    boolean tlsLocalCa,
    InetAddress adminBind,
    int adminPort,
    List<String> adminHosts,
    boolean metricsNeedToken,
    Path home,
    String domain,
    LogFormat logFormat,
    LogLevel logLevel,
    AccessLogTarget accessLog,
    Optional<URI> otlpEndpoint,
    ExportHeaders otlpHeaders,
    double traceSample,
    long idleIsolateBytes,
    Duration idleIsolateExpiry,
    long reserveBytes,
    long guestMemoryBytes,
    long maxModuleBytes,
    long maxAssetsBytes,
    int maxUriBytes,
    int maxHeaderBytes,
    Duration idleTimeout,
    Duration requestHeadTimeout,
    Duration requestBodyTimeout,
    Duration responseWriteTimeout,
    int maxConnections,
    Duration drain,
    boolean samples,
    boolean warmUp,
    long cacheBytes,
    long kvBytes,
    Optional<Path> geoDatabase,
    boolean privateBackends) {

  static final Setting<InetAddress> BIND =
      new Setting<>("bind", Kind.address(), "127.0.0.1", "Address of the data plane");
  static final Setting<Integer> PORT =
      new Setting<>("port", Kind.port(), "8787", "Port of the data plane; 0 picks a free one");
  static final Setting<Optional<Integer>> TLS_PORT =
      new Setting<>(
          "tls_port",
          Kind.optionalPort(),
          "none",
          "Port of the data plane for https, such as 8443; 0 picks a free one, none has no https");
  static final Setting<Optional<Path>> TLS_CERTIFICATES =
      new Setting<>(
          "tls_certificates",
          Kind.optionalDirectory(),
          "none",
          "Directory of certificates NAME.crt with keys NAME.key in PEM, read again when they change");
  static final Setting<Boolean> TLS_LOCAL_CA =
      new Setting<>(
          "tls_local_ca",
          Kind.yesOrNo(),
          "true",
          "Let the authority that ./verge ca makes vouch for names without a certificate in the directory");
  static final Setting<InetAddress> ADMIN_BIND =
      new Setting<>("admin_bind", Kind.address(), "127.0.0.1", "Address of the control plane");
  static final Setting<Integer> ADMIN_PORT =
      new Setting<>(
          "admin_port", Kind.port(), "8788", "Port of the control plane; 0 picks a free one");
  static final Setting<List<String>> ADMIN_HOSTS =
      new Setting<>(
          "admin_hosts",
          Kind.hostNames(),
          "none",
          "Names under which the control plane may be asked, beside its address and localhost, separated by commas");
  static final Setting<Boolean> METRICS_NEED_TOKEN =
      new Setting<>(
          "metrics_need_token",
          Kind.yesOrNo(),
          "false",
          "Show /metrics, which name every tenant's functions, only to who has a token with the scope read for all tenants");
  static final Setting<Path> HOME =
      new Setting<>(
          "home",
          Kind.directory(),
          ".verge",
          "State directory: versions, logs, the root token. The default lies beside the launcher");
  static final Setting<String> DOMAIN =
      new Setting<>(
          "domain",
          Kind.domain(),
          "localhost",
          "Every function answers at {function}.{tenant}.{domain}");
  static final Setting<LogFormat> LOG_FORMAT =
      new Setting<>(
          "log_format", Kind.oneOf(LogFormat.class), "text", "How log lines look: text or json");
  static final Setting<LogLevel> LOG_LEVEL =
      new Setting<>(
          "log_level",
          Kind.oneOf(LogLevel.class),
          "info",
          "The least severe event that is logged: error, warn, info, debug or trace");
  static final Setting<AccessLogTarget> ACCESS_LOG =
      new Setting<>(
          "access_log",
          Kind.accessLog(),
          "none",
          "Where a line for each request goes, in the Combined Log Format: none, - for standard output, or a file, of which there are up to eight of about 64 MiB");
  static final Setting<Optional<URI>> OTLP_ENDPOINT =
      new Setting<>(
          "otlp_endpoint",
          Kind.optionalUrl(),
          "none",
          "Where traces of requests go: an OpenTelemetry collector that takes OTLP over HTTP, such as http://127.0.0.1:4318");
  static final Setting<ExportHeaders> OTLP_HEADERS =
      new Setting<>(
          "otlp_headers",
          Kind.exportHeaders(),
          "none",
          "Header fields that the collector gets, such as a key: api-key=secret,x-team=edge, as in OTEL_EXPORTER_OTLP_HEADERS. Others see flags; say it in the environment or the file");
  static final Setting<Double> TRACE_SAMPLE =
      new Setting<>(
          "trace_sample",
          Kind.ratio(),
          "1",
          "Which share of requests is traced, from 0 to 1; what belongs to a client's trace is traced as the client says");
  static final Setting<Long> IDLE_ISOLATE_BYTES =
      new Setting<>(
          "idle_isolate_bytes",
          Kind.bytes(0, 1L << 50),
          "25%",
          "The most that idle isolates may weigh together, in bytes or as a share of the heap");
  static final Setting<Duration> IDLE_ISOLATE_SECONDS =
      new Setting<>(
          "idle_isolate_seconds",
          Kind.seconds(1, 86_400),
          "300",
          "An isolate idle for longer is closed");
  static final Setting<Long> RESERVE_BYTES =
      new Setting<>(
          "reserve_bytes",
          Kind.bytes(0, 1L << 50),
          "5%",
          "The most that isolates made ahead of requests may weigh together, in bytes or as a share of the heap; 0 makes none");
  static final Setting<Long> GUEST_MEMORY_BYTES =
      new Setting<>(
          "guest_memory_bytes",
          Kind.bytes(64 << 10, 1L << 50),
          "50%",
          "The most linear memory that all running guests may have together, in bytes or as a share of the heap");
  static final Setting<Long> MAX_MODULE_BYTES =
      new Setting<>(
          "max_module_bytes", Kind.bytes(1024, 1L << 30), "64MiB", "The largest Wasm binary");
  static final Setting<Long> MAX_ASSETS_BYTES =
      new Setting<>(
          "max_assets_bytes",
          Kind.bytes(1024, 1L << 32),
          "64MiB",
          "The largest archive of a version's assets");
  static final Setting<Integer> MAX_URI_BYTES =
      new Setting<>(
          "max_uri_bytes",
          Kind.count(256, 1 << 20),
          "8192",
          "The longest request line; longer ones get 414");
  static final Setting<Integer> MAX_HEADER_BYTES =
      new Setting<>(
          "max_header_bytes",
          Kind.count(1024, 1 << 20),
          "32768",
          "All header fields of a request together; more get 431");
  static final Setting<Duration> IDLE_TIMEOUT_SECONDS =
      new Setting<>(
          "idle_timeout_seconds",
          Kind.seconds(1, 3600),
          "60",
          "A connection without traffic for longer is closed");
  static final Setting<Duration> REQUEST_HEAD_SECONDS =
      new Setting<>(
          "request_head_seconds",
          Kind.seconds(1, 3600),
          "10",
          "A request whose head takes longer to arrive gets 408");
  static final Setting<Duration> REQUEST_BODY_SECONDS =
      new Setting<>(
          "request_body_seconds",
          Kind.seconds(1, 3600),
          "30",
          "A request whose body stands still for longer is given up");
  static final Setting<Duration> RESPONSE_WRITE_SECONDS =
      new Setting<>(
          "response_write_seconds",
          Kind.seconds(1, 3600),
          "30",
          "A client that takes nothing of its response for longer is cut off");
  static final Setting<Integer> MAX_CONNECTIONS =
      new Setting<>(
          "max_connections",
          Kind.count(1, 1_000_000),
          "10000",
          "Connections open at once; more get 503");
  static final Setting<Duration> DRAIN_SECONDS =
      new Setting<>(
          "drain_seconds",
          Kind.seconds(0, 3600),
          "10",
          "How long a stop waits for requests in flight");
  static final Setting<Boolean> SAMPLES =
      new Setting<>(
          "samples", Kind.yesOrNo(), "true", "Deploy the sample functions at the first start");

  static final Setting<Boolean> WARM_UP =
      new Setting<>(
          "warm_up",
          Kind.yesOrNo(),
          "true",
          "Exercise functions when they are deployed and at the start, until their code is compiled");
  static final Setting<Long> CACHE_BYTES =
      new Setting<>(
          "cache_bytes",
          Kind.bytes(0, 1L << 50),
          "256MiB",
          "The most that one tenant's cached objects may have, in bytes or as a share of the heap");
  static final Setting<Long> KV_BYTES =
      new Setting<>(
          "kv_bytes",
          Kind.bytes(0, 1L << 50),
          "1GiB",
          "The most that one tenant's KV stores may have on disk");
  static final Setting<Optional<Path>> GEO_DATABASE =
      new Setting<>(
          "geo_database",
          Kind.optionalFile(),
          "none",
          "A database of where addresses are, in MaxMind's format (.mmdb)");
  static final Setting<Boolean> PRIVATE_BACKENDS =
      new Setting<>(
          "private_backends",
          Kind.yesOrNo(),
          "false",
          "Let backends that guests make at run time have loopback, link-local and private addresses");

  /** All of them, in the order of the help. */
  static final List<Setting<?>> ALL =
      List.of(
          BIND,
          PORT,
          TLS_PORT,
          TLS_CERTIFICATES,
          TLS_LOCAL_CA,
          ADMIN_BIND,
          ADMIN_PORT,
          ADMIN_HOSTS,
          METRICS_NEED_TOKEN,
          HOME,
          DOMAIN,
          LOG_FORMAT,
          LOG_LEVEL,
          ACCESS_LOG,
          OTLP_ENDPOINT,
          OTLP_HEADERS,
          TRACE_SAMPLE,
          IDLE_ISOLATE_BYTES,
          IDLE_ISOLATE_SECONDS,
          RESERVE_BYTES,
          GUEST_MEMORY_BYTES,
          MAX_MODULE_BYTES,
          MAX_ASSETS_BYTES,
          MAX_URI_BYTES,
          MAX_HEADER_BYTES,
          IDLE_TIMEOUT_SECONDS,
          REQUEST_HEAD_SECONDS,
          REQUEST_BODY_SECONDS,
          RESPONSE_WRITE_SECONDS,
          MAX_CONNECTIONS,
          DRAIN_SECONDS,
          SAMPLES,
          WARM_UP,
          CACHE_BYTES,
          KV_BYTES,
          GEO_DATABASE,
          PRIVATE_BACKENDS);

  /**
   * What holds for a start.
   *
   * @throws UpException when a text is not allowed, or the configuration file is wrong
   */
  public static Settings of(Asked asked) {
    Sources sources = Sources.of(asked, ALL, HOME);
    return new Settings(
        sources.value(BIND),
        sources.value(PORT),
        sources.value(TLS_PORT),
        sources.value(TLS_CERTIFICATES),
        sources.value(TLS_LOCAL_CA),
        sources.value(ADMIN_BIND),
        sources.value(ADMIN_PORT),
        sources.value(ADMIN_HOSTS),
        sources.value(METRICS_NEED_TOKEN),
        sources.value(HOME),
        sources.value(DOMAIN),
        sources.value(LOG_FORMAT),
        sources.value(LOG_LEVEL),
        sources.value(ACCESS_LOG),
        sources.value(OTLP_ENDPOINT),
        sources.value(OTLP_HEADERS),
        sources.value(TRACE_SAMPLE),
        sources.value(IDLE_ISOLATE_BYTES),
        sources.value(IDLE_ISOLATE_SECONDS),
        sources.value(RESERVE_BYTES),
        sources.value(GUEST_MEMORY_BYTES),
        sources.value(MAX_MODULE_BYTES),
        sources.value(MAX_ASSETS_BYTES),
        sources.value(MAX_URI_BYTES),
        sources.value(MAX_HEADER_BYTES),
        sources.value(IDLE_TIMEOUT_SECONDS),
        sources.value(REQUEST_HEAD_SECONDS),
        sources.value(REQUEST_BODY_SECONDS),
        sources.value(RESPONSE_WRITE_SECONDS),
        sources.value(MAX_CONNECTIONS),
        sources.value(DRAIN_SECONDS),
        sources.value(SAMPLES),
        sources.value(WARM_UP),
        sources.value(CACHE_BYTES),
        sources.value(KV_BYTES),
        sources.value(GEO_DATABASE),
        sources.value(PRIVATE_BACKENDS));
  }

  /** What the services under the functions need to know. */
  PlatformServices.Settings services() {
    return new PlatformServices.Settings(home, cacheBytes, kvBytes, privateBackends, geoDatabase);
  }

  /** Where certificates come from. */
  TlsSettings tls() {
    return new TlsSettings(tlsCertificates, tlsLocalCa, home, domain);
  }

  /** The platform's domain alone. */
  public static String domain(Asked asked) {
    return Sources.of(asked, ALL, HOME).value(DOMAIN);
  }

  /** The state directory alone, for the commands that only need its token. */
  public static Path home(Asked asked) {
    return Sources.of(asked, ALL, HOME).value(HOME);
  }
}

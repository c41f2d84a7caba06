package dev.verge.isolate.abi.compute;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.binding.Backend.TlsVersion;
import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * What is known of backends: module {@code fastly_backend} of compute-at-edge.witx. All but {@code
 * exists} end with {@link Status#INVAL} when there is no backend of the name.
 */
@HostModule(value = "fastly_backend", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class BackendCalls {
  private final Session session;

  BackendCalls(Session session) {
    this.session = session;
  }

  /** Whether there is one. */
  @Hostcall
  public int exists(GuestMemory memory, int backend, int backendLen, int backendExistsOut) {
    memory.requireRange(backendExistsOut, Integer.BYTES);
    boolean exists = session.backend(GuestStore.text(memory, backend, backendLen)).isPresent();
    memory.storeInt(backendExistsOut, exists ? 1 : 0);
    return Status.OK;
  }

  /** {@code $backend_health}. */
  @Hostcall
  public int is_healthy(GuestMemory memory, int backend, int backendLen, int backendHealthOut) {
    return store(
        memory,
        backend,
        backendLen,
        backendHealthOut,
        found ->
            switch (session.services().origins().health(found)) {
              case UNKNOWN -> 0;
              case HEALTHY -> 1;
              case UNHEALTHY -> 2;
            });
  }

  /** Whether this guest has made it. */
  @Hostcall
  public int is_dynamic(GuestMemory memory, int backend, int backendLen, int isDynamicOut) {
    return store(
        memory,
        backend,
        backendLen,
        isDynamicOut,
        found -> session.bindings().backends().containsKey(found.name()) ? 0 : 1);
  }

  /** Where it is: a name or an address. */
  @Hostcall
  public int get_host(
      GuestMemory memory,
      int backend,
      int backendLen,
      int value,
      int valueMaxLen,
      int nwrittenOut) {
    Backend found = find(memory, backend, backendLen);
    return GuestStore.store(memory, found.host(), value, valueMaxLen, nwrittenOut);
  }

  /** What it wants as {@code Host}; {@link Status#NONE} when the request's own. */
  @Hostcall
  public int get_override_host(
      GuestMemory memory,
      int backend,
      int backendLen,
      int value,
      int valueMaxLen,
      int nwrittenOut) {
    String host =
        find(memory, backend, backendLen).overrideHost().orElseThrow(StatusException::absent);
    return GuestStore.store(memory, host, value, valueMaxLen, nwrittenOut);
  }

  /** Its port, in 16 bits. */
  @Hostcall
  public int get_port(GuestMemory memory, int backend, int backendLen, int portOut) {
    memory.requireRange(portOut, Short.BYTES);
    memory.storeShort(portOut, (short) find(memory, backend, backendLen).port());
    return Status.OK;
  }

  @Hostcall
  public int get_connect_timeout_ms(
      GuestMemory memory, int backend, int backendLen, int timeoutMsOut) {
    return store(memory, backend, backendLen, timeoutMsOut, b -> millis(b.timeouts().connect()));
  }

  @Hostcall
  public int get_first_byte_timeout_ms(
      GuestMemory memory, int backend, int backendLen, int timeoutMsOut) {
    return store(memory, backend, backendLen, timeoutMsOut, b -> millis(b.timeouts().firstByte()));
  }

  @Hostcall
  public int get_between_bytes_timeout_ms(
      GuestMemory memory, int backend, int backendLen, int timeoutMsOut) {
    return store(
        memory, backend, backendLen, timeoutMsOut, b -> millis(b.timeouts().betweenBytes()));
  }

  /** How long an unused connection is kept, in milliseconds. */
  @Hostcall
  public int get_http_keepalive_time(
      GuestMemory memory, int backend, int backendLen, int timeoutMsOut) {
    return store(memory, backend, backendLen, timeoutMsOut, b -> millis(b.pooling().idle()));
  }

  @Hostcall
  public int get_tcp_keepalive_enable(
      GuestMemory memory, int backend, int backendLen, int isKeepaliveOut) {
    return store(
        memory,
        backend,
        backendLen,
        isKeepaliveOut,
        b -> b.pooling().tcpKeepAlive().isPresent() ? 1 : 0);
  }

  @Hostcall
  public int get_tcp_keepalive_interval(
      GuestMemory memory, int backend, int backendLen, int timeoutSecsOut) {
    return store(
        memory,
        backend,
        backendLen,
        timeoutSecsOut,
        b -> keepAlive(b, Backend.TcpKeepAlive::intervalSeconds));
  }

  @Hostcall
  public int get_tcp_keepalive_probes(
      GuestMemory memory, int backend, int backendLen, int probeCountOut) {
    return store(
        memory,
        backend,
        backendLen,
        probeCountOut,
        b -> keepAlive(b, Backend.TcpKeepAlive::probes));
  }

  @Hostcall
  public int get_tcp_keepalive_time(
      GuestMemory memory, int backend, int backendLen, int timeoutSecsOut) {
    return store(
        memory,
        backend,
        backendLen,
        timeoutSecsOut,
        b -> keepAlive(b, Backend.TcpKeepAlive::timeSeconds));
  }

  /** Whether connections are encrypted. */
  @Hostcall
  public int is_ssl(GuestMemory memory, int backend, int backendLen, int isSslOut) {
    return store(memory, backend, backendLen, isSslOut, b -> b.tls().isPresent() ? 1 : 0);
  }

  /** {@code $tls_version}; {@link Status#NONE} when none was set. */
  @Hostcall
  public int get_ssl_min_version(
      GuestMemory memory, int backend, int backendLen, int tlsVersionOut) {
    return store(
        memory,
        backend,
        backendLen,
        tlsVersionOut,
        b -> version(b.tls().flatMap(Backend.Tls::minimum)));
  }

  /** As {@link #get_ssl_min_version}. */
  @Hostcall
  public int get_ssl_max_version(
      GuestMemory memory, int backend, int backendLen, int tlsVersionOut) {
    return store(
        memory,
        backend,
        backendLen,
        tlsVersionOut,
        b -> version(b.tls().flatMap(Backend.Tls::maximum)));
  }

  private Backend find(GuestMemory memory, int name, int nameLen) {
    return session
        .backend(GuestStore.text(memory, name, nameLen))
        .orElseThrow(() -> StatusException.invalid("there is no such backend"));
  }

  private int store(
      GuestMemory memory, int name, int nameLen, int out, ToIntFunction<Backend> property) {
    memory.requireRange(out, Integer.BYTES);
    memory.storeInt(out, property.applyAsInt(find(memory, name, nameLen)));
    return Status.OK;
  }

  private static int millis(Duration duration) {
    return (int) Math.min(duration.toMillis(), 0xffff_ffffL);
  }

  /** 0 when the system's own times hold. */
  private static int keepAlive(Backend backend, ToIntFunction<Backend.TcpKeepAlive> property) {
    return backend.pooling().tcpKeepAlive().map(property::applyAsInt).orElse(0);
  }

  private static int version(Optional<TlsVersion> version) {
    return DynamicBackends.TLS_VERSIONS.indexOf(version.orElseThrow(StatusException::absent));
  }
}

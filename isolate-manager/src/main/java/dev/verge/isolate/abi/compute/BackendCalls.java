package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** What is known of backends: module {@code fastly_backend} of compute-at-edge.witx. */
@HostModule(value = "fastly_backend", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class BackendCalls {
  private final Session session;

  BackendCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int exists(GuestMemory memory, int backend, int backendLen, int backendExistsOut) {
    throw session.unsupported("fastly_backend.exists");
  }

  @Hostcall
  public int is_healthy(GuestMemory memory, int backend, int backendLen, int backendHealthOut) {
    throw session.unsupported("fastly_backend.is_healthy");
  }

  @Hostcall
  public int is_dynamic(GuestMemory memory, int backend, int backendLen, int isDynamicOut) {
    throw session.unsupported("fastly_backend.is_dynamic");
  }

  @Hostcall
  public int get_host(
      GuestMemory memory,
      int backend,
      int backendLen,
      int value,
      int valueMaxLen,
      int nwrittenOut) {
    throw session.unsupported("fastly_backend.get_host");
  }

  @Hostcall
  public int get_override_host(
      GuestMemory memory,
      int backend,
      int backendLen,
      int value,
      int valueMaxLen,
      int nwrittenOut) {
    throw session.unsupported("fastly_backend.get_override_host");
  }

  @Hostcall
  public int get_port(GuestMemory memory, int backend, int backendLen, int portOut) {
    throw session.unsupported("fastly_backend.get_port");
  }

  @Hostcall
  public int get_connect_timeout_ms(
      GuestMemory memory, int backend, int backendLen, int timeoutMsOut) {
    throw session.unsupported("fastly_backend.get_connect_timeout_ms");
  }

  @Hostcall
  public int get_first_byte_timeout_ms(
      GuestMemory memory, int backend, int backendLen, int timeoutMsOut) {
    throw session.unsupported("fastly_backend.get_first_byte_timeout_ms");
  }

  @Hostcall
  public int get_between_bytes_timeout_ms(
      GuestMemory memory, int backend, int backendLen, int timeoutMsOut) {
    throw session.unsupported("fastly_backend.get_between_bytes_timeout_ms");
  }

  @Hostcall
  public int get_http_keepalive_time(
      GuestMemory memory, int backend, int backendLen, int timeoutMsOut) {
    throw session.unsupported("fastly_backend.get_http_keepalive_time");
  }

  @Hostcall
  public int get_tcp_keepalive_enable(
      GuestMemory memory, int backend, int backendLen, int isKeepaliveOut) {
    throw session.unsupported("fastly_backend.get_tcp_keepalive_enable");
  }

  @Hostcall
  public int get_tcp_keepalive_interval(
      GuestMemory memory, int backend, int backendLen, int timeoutSecsOut) {
    throw session.unsupported("fastly_backend.get_tcp_keepalive_interval");
  }

  @Hostcall
  public int get_tcp_keepalive_probes(
      GuestMemory memory, int backend, int backendLen, int probeCountOut) {
    throw session.unsupported("fastly_backend.get_tcp_keepalive_probes");
  }

  @Hostcall
  public int get_tcp_keepalive_time(
      GuestMemory memory, int backend, int backendLen, int timeoutSecsOut) {
    throw session.unsupported("fastly_backend.get_tcp_keepalive_time");
  }

  @Hostcall
  public int is_ssl(GuestMemory memory, int backend, int backendLen, int isSslOut) {
    throw session.unsupported("fastly_backend.is_ssl");
  }

  @Hostcall
  public int get_ssl_min_version(
      GuestMemory memory, int backend, int backendLen, int tlsVersionOut) {
    throw session.unsupported("fastly_backend.get_ssl_min_version");
  }

  @Hostcall
  public int get_ssl_max_version(
      GuestMemory memory, int backend, int backendLen, int tlsVersionOut) {
    throw session.unsupported("fastly_backend.get_ssl_max_version");
  }
}

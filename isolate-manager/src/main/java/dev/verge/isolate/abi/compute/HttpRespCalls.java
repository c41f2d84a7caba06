package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Responses: module {@code fastly_http_resp} of compute-at-edge.witx. */
@HostModule(value = "fastly_http_resp", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class HttpRespCalls {
  private final Session session;

  HttpRespCalls(Session session) {
    this.session = session;
  }

  @Hostcall("new")
  public int new_(GuestMemory memory, int responseHandleOut) {
    throw session.unsupported("fastly_http_resp.new");
  }

  @Hostcall
  public int header_names_get(
      GuestMemory memory,
      int h,
      int buf,
      int bufLen,
      int cursor,
      int endingCursorOut,
      int nwrittenOut) {
    throw session.unsupported("fastly_http_resp.header_names_get");
  }

  @Hostcall
  public int header_value_get(
      GuestMemory memory,
      int h,
      int name,
      int nameLen,
      int value,
      int valueMaxLen,
      int nwrittenOut) {
    throw session.unsupported("fastly_http_resp.header_value_get");
  }

  @Hostcall
  public int header_values_get(
      GuestMemory memory,
      int h,
      int name,
      int nameLen,
      int buf,
      int bufLen,
      int cursor,
      int endingCursorOut,
      int nwrittenOut) {
    throw session.unsupported("fastly_http_resp.header_values_get");
  }

  @Hostcall
  public int header_values_set(
      GuestMemory memory, int h, int name, int nameLen, int values, int valuesLen) {
    throw session.unsupported("fastly_http_resp.header_values_set");
  }

  @Hostcall
  public int header_insert(
      GuestMemory memory, int h, int name, int nameLen, int value, int valueLen) {
    throw session.unsupported("fastly_http_resp.header_insert");
  }

  @Hostcall
  public int header_append(
      GuestMemory memory, int h, int name, int nameLen, int value, int valueLen) {
    throw session.unsupported("fastly_http_resp.header_append");
  }

  @Hostcall
  public int header_remove(GuestMemory memory, int h, int name, int nameLen) {
    throw session.unsupported("fastly_http_resp.header_remove");
  }

  @Hostcall
  public int version_get(GuestMemory memory, int h, int httpVersionOut) {
    throw session.unsupported("fastly_http_resp.version_get");
  }

  @Hostcall
  public int version_set(GuestMemory memory, int h, int version) {
    throw session.unsupported("fastly_http_resp.version_set");
  }

  @Hostcall
  public int send_downstream(GuestMemory memory, int h, int b, int streaming) {
    throw session.unsupported("fastly_http_resp.send_downstream");
  }

  @Hostcall
  public int send_downstream_pending(GuestMemory memory, int handle) {
    throw session.unsupported("fastly_http_resp.send_downstream_pending");
  }

  @Hostcall
  public int status_get(GuestMemory memory, int h, int httpStatusOut) {
    throw session.unsupported("fastly_http_resp.status_get");
  }

  @Hostcall
  public int status_set(GuestMemory memory, int h, int status) {
    throw session.unsupported("fastly_http_resp.status_set");
  }

  @Hostcall
  public int close(GuestMemory memory, int h) {
    throw session.unsupported("fastly_http_resp.close");
  }

  @Hostcall
  public int framing_headers_mode_set(GuestMemory memory, int h, int mode) {
    throw session.unsupported("fastly_http_resp.framing_headers_mode_set");
  }

  @Hostcall
  public int http_keepalive_mode_set(GuestMemory memory, int h, int mode) {
    throw session.unsupported("fastly_http_resp.http_keepalive_mode_set");
  }

  @Hostcall
  public int get_addr_dest_ip(GuestMemory memory, int h, int addrOctetsOut, int numBytesOut) {
    throw session.unsupported("fastly_http_resp.get_addr_dest_ip");
  }

  @Hostcall
  public int get_addr_dest_port(GuestMemory memory, int h, int portOut) {
    throw session.unsupported("fastly_http_resp.get_addr_dest_port");
  }
}

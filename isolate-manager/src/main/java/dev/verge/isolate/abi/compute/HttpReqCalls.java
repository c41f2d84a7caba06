package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Requests, to and from the guest: module {@code fastly_http_req} of compute-at-edge.witx. */
@HostModule(value = "fastly_http_req", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class HttpReqCalls {
  private final Session session;

  HttpReqCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int body_downstream_get(GuestMemory memory, int requestHandleOut, int bodyHandleOut) {
    throw session.unsupported("fastly_http_req.body_downstream_get");
  }

  @Hostcall
  public int cache_override_set(
      GuestMemory memory, int h, int tag, int ttl, int staleWhileRevalidate) {
    throw session.unsupported("fastly_http_req.cache_override_set");
  }

  @Hostcall
  public int cache_override_v2_set(
      GuestMemory memory, int h, int tag, int ttl, int staleWhileRevalidate, int sk, int skLen) {
    throw session.unsupported("fastly_http_req.cache_override_v2_set");
  }

  @Hostcall
  public int downstream_client_ip_addr(GuestMemory memory, int addrOctetsOut, int numBytesOut) {
    throw session.unsupported("fastly_http_req.downstream_client_ip_addr");
  }

  @Hostcall
  public int downstream_server_ip_addr(GuestMemory memory, int addrOctetsOut, int numBytesOut) {
    throw session.unsupported("fastly_http_req.downstream_server_ip_addr");
  }

  @Hostcall
  public int downstream_client_h2_fingerprint(
      GuestMemory memory, int h2fpOut, int h2fpMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_req.downstream_client_h2_fingerprint");
  }

  @Hostcall
  public int downstream_client_request_id(
      GuestMemory memory, int reqidOut, int reqidMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_req.downstream_client_request_id");
  }

  @Hostcall
  public int downstream_client_oh_fingerprint(
      GuestMemory memory, int ohfpOut, int ohfpMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_req.downstream_client_oh_fingerprint");
  }

  @Hostcall
  public int downstream_client_ddos_detected(GuestMemory memory, int ddosDetectedOut) {
    throw session.unsupported("fastly_http_req.downstream_client_ddos_detected");
  }

  @Hostcall
  public int downstream_tls_cipher_openssl_name(
      GuestMemory memory, int cipherOut, int cipherMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_req.downstream_tls_cipher_openssl_name");
  }

  @Hostcall
  public int downstream_tls_protocol(
      GuestMemory memory, int protocolOut, int protocolMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_req.downstream_tls_protocol");
  }

  @Hostcall
  public int downstream_tls_client_hello(
      GuestMemory memory, int chelloOut, int chelloMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_req.downstream_tls_client_hello");
  }

  @Hostcall
  public int downstream_tls_raw_client_certificate(
      GuestMemory memory, int rawClientCertOut, int rawClientCertMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_req.downstream_tls_raw_client_certificate");
  }

  @Hostcall
  public int downstream_tls_client_cert_verify_result(
      GuestMemory memory, int clientCertVerifyResultOut) {
    throw session.unsupported("fastly_http_req.downstream_tls_client_cert_verify_result");
  }

  @Hostcall
  public int downstream_tls_ja3_md5(GuestMemory memory, int cja3Md5Out, int numBytesOut) {
    throw session.unsupported("fastly_http_req.downstream_tls_ja3_md5");
  }

  @Hostcall
  public int downstream_tls_ja4(GuestMemory memory, int ja4Out, int ja4MaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_req.downstream_tls_ja4");
  }

  @Hostcall
  public int downstream_compliance_region(
      GuestMemory memory, int regionOut, int regionMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_req.downstream_compliance_region");
  }

  @Hostcall("new")
  public int new_(GuestMemory memory, int requestHandleOut) {
    throw session.unsupported("fastly_http_req.new");
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
    throw session.unsupported("fastly_http_req.header_names_get");
  }

  @Hostcall
  public int original_header_names_get(
      GuestMemory memory, int buf, int bufLen, int cursor, int endingCursorOut, int nwrittenOut) {
    throw session.unsupported("fastly_http_req.original_header_names_get");
  }

  @Hostcall
  public int original_header_count(GuestMemory memory, int headerCountOut) {
    throw session.unsupported("fastly_http_req.original_header_count");
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
    throw session.unsupported("fastly_http_req.header_value_get");
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
    throw session.unsupported("fastly_http_req.header_values_get");
  }

  @Hostcall
  public int header_values_set(
      GuestMemory memory, int h, int name, int nameLen, int values, int valuesLen) {
    throw session.unsupported("fastly_http_req.header_values_set");
  }

  @Hostcall
  public int header_insert(
      GuestMemory memory, int h, int name, int nameLen, int value, int valueLen) {
    throw session.unsupported("fastly_http_req.header_insert");
  }

  @Hostcall
  public int header_append(
      GuestMemory memory, int h, int name, int nameLen, int value, int valueLen) {
    throw session.unsupported("fastly_http_req.header_append");
  }

  @Hostcall
  public int header_remove(GuestMemory memory, int h, int name, int nameLen) {
    throw session.unsupported("fastly_http_req.header_remove");
  }

  @Hostcall
  public int method_get(GuestMemory memory, int h, int buf, int bufLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_req.method_get");
  }

  @Hostcall
  public int method_set(GuestMemory memory, int h, int method, int methodLen) {
    throw session.unsupported("fastly_http_req.method_set");
  }

  @Hostcall
  public int uri_get(GuestMemory memory, int h, int buf, int bufLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_req.uri_get");
  }

  @Hostcall
  public int uri_set(GuestMemory memory, int h, int uri, int uriLen) {
    throw session.unsupported("fastly_http_req.uri_set");
  }

  @Hostcall
  public int version_get(GuestMemory memory, int h, int httpVersionOut) {
    throw session.unsupported("fastly_http_req.version_get");
  }

  @Hostcall
  public int version_set(GuestMemory memory, int h, int version) {
    throw session.unsupported("fastly_http_req.version_set");
  }

  @Hostcall
  public int send(
      GuestMemory memory,
      int h,
      int b,
      int backend,
      int backendLen,
      int responseHandleOut,
      int bodyHandleOut) {
    throw session.unsupported("fastly_http_req.send");
  }

  @Hostcall
  public int send_v2(
      GuestMemory memory,
      int h,
      int b,
      int backend,
      int backendLen,
      int errorDetail,
      int responseHandleOut,
      int bodyHandleOut) {
    throw session.unsupported("fastly_http_req.send_v2");
  }

  @Hostcall
  public int send_v3(
      GuestMemory memory,
      int h,
      int b,
      int backend,
      int backendLen,
      int errorDetail,
      int responseHandleOut,
      int bodyHandleOut) {
    throw session.unsupported("fastly_http_req.send_v3");
  }

  @Hostcall
  public int send_async(
      GuestMemory memory, int h, int b, int backend, int backendLen, int pendingRequestHandleOut) {
    throw session.unsupported("fastly_http_req.send_async");
  }

  @Hostcall
  public int send_async_v2(
      GuestMemory memory,
      int h,
      int b,
      int backend,
      int backendLen,
      int streaming,
      int pendingRequestHandleOut) {
    throw session.unsupported("fastly_http_req.send_async_v2");
  }

  @Hostcall
  public int send_async_streaming(
      GuestMemory memory, int h, int b, int backend, int backendLen, int pendingRequestHandleOut) {
    throw session.unsupported("fastly_http_req.send_async_streaming");
  }

  @Hostcall
  public int pending_req_header_insert(
      GuestMemory memory, int h, int name, int nameLen, int value, int valueLen, int target) {
    throw session.unsupported("fastly_http_req.pending_req_header_insert");
  }

  @Hostcall
  public int pending_req_header_append(
      GuestMemory memory, int h, int name, int nameLen, int value, int valueLen, int target) {
    throw session.unsupported("fastly_http_req.pending_req_header_append");
  }

  @Hostcall
  public int pending_req_header_remove(
      GuestMemory memory, int h, int name, int nameLen, int target) {
    throw session.unsupported("fastly_http_req.pending_req_header_remove");
  }

  @Hostcall
  public int pending_req_poll(
      GuestMemory memory, int h, int isDoneOut, int responseHandleOut, int bodyHandleOut) {
    throw session.unsupported("fastly_http_req.pending_req_poll");
  }

  @Hostcall
  public int pending_req_poll_v2(
      GuestMemory memory,
      int h,
      int errorDetail,
      int isDoneOut,
      int responseHandleOut,
      int bodyHandleOut) {
    throw session.unsupported("fastly_http_req.pending_req_poll_v2");
  }

  @Hostcall
  public int pending_req_wait(GuestMemory memory, int h, int responseHandleOut, int bodyHandleOut) {
    throw session.unsupported("fastly_http_req.pending_req_wait");
  }

  @Hostcall
  public int pending_req_wait_v2(
      GuestMemory memory, int h, int errorDetail, int responseHandleOut, int bodyHandleOut) {
    throw session.unsupported("fastly_http_req.pending_req_wait_v2");
  }

  @Hostcall
  public int pending_req_select(
      GuestMemory memory,
      int hs,
      int hsLen,
      int doneIdxOut,
      int responseHandleOut,
      int bodyHandleOut) {
    throw session.unsupported("fastly_http_req.pending_req_select");
  }

  @Hostcall
  public int pending_req_select_v2(
      GuestMemory memory,
      int hs,
      int hsLen,
      int errorDetail,
      int doneIdxOut,
      int responseHandleOut,
      int bodyHandleOut) {
    throw session.unsupported("fastly_http_req.pending_req_select_v2");
  }

  @Hostcall
  public int fastly_key_is_valid(GuestMemory memory, int isValidOut) {
    throw session.unsupported("fastly_http_req.fastly_key_is_valid");
  }

  @Hostcall
  public int close(GuestMemory memory, int h) {
    throw session.unsupported("fastly_http_req.close");
  }

  @Hostcall
  public int auto_decompress_response_set(GuestMemory memory, int h, int encodings) {
    throw session.unsupported("fastly_http_req.auto_decompress_response_set");
  }

  @Hostcall
  public int upgrade_websocket(GuestMemory memory, int backendName, int backendNameLen) {
    throw session.unsupported("fastly_http_req.upgrade_websocket");
  }

  @Hostcall
  public int redirect_to_websocket_proxy(GuestMemory memory, int backendName, int backendNameLen) {
    throw session.unsupported("fastly_http_req.redirect_to_websocket_proxy");
  }

  @Hostcall
  public int redirect_to_grip_proxy(GuestMemory memory, int backendName, int backendNameLen) {
    throw session.unsupported("fastly_http_req.redirect_to_grip_proxy");
  }

  @Hostcall
  public int redirect_to_websocket_proxy_v2(
      GuestMemory memory, int h, int backendName, int backendNameLen) {
    throw session.unsupported("fastly_http_req.redirect_to_websocket_proxy_v2");
  }

  @Hostcall
  public int redirect_to_grip_proxy_v2(
      GuestMemory memory, int h, int backendName, int backendNameLen) {
    throw session.unsupported("fastly_http_req.redirect_to_grip_proxy_v2");
  }

  @Hostcall
  public int framing_headers_mode_set(GuestMemory memory, int h, int mode) {
    throw session.unsupported("fastly_http_req.framing_headers_mode_set");
  }

  @Hostcall
  public int register_dynamic_backend(
      GuestMemory memory,
      int namePrefix,
      int namePrefixLen,
      int target,
      int targetLen,
      int backendConfigMask,
      int backendConfiguration) {
    throw session.unsupported("fastly_http_req.register_dynamic_backend");
  }

  @Hostcall
  public int inspect(
      GuestMemory memory,
      int req,
      int body,
      int inspInfoMask,
      int inspInfo,
      int buf,
      int bufLen,
      int numBytesOut) {
    throw session.unsupported("fastly_http_req.inspect");
  }

  @Hostcall
  public int on_behalf_of(GuestMemory memory, int req, int service, int serviceLen) {
    throw session.unsupported("fastly_http_req.on_behalf_of");
  }
}

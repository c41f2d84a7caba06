package dev.verge.isolate.abi.compute;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.platform.http.FieldRules;
import dev.verge.isolate.platform.http.HeaderFields;
import dev.verge.isolate.platform.http.HttpVersion;
import dev.verge.isolate.platform.http.Uri;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Requests, to and from the guest: module {@code fastly_http_req} of compute-at-edge.witx. */
@HostModule(value = "fastly_http_req", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class HttpReqCalls extends MessageCalls {
  private static final int MANUALLY_FROM_HEADERS = 1;
  private static final int GZIP = 1;
  private static final int RESPONSE_ONLY = 1;
  private static final int ERROR_ONLY = 2;

  private final Session session;
  private final HttpDownstreamCalls downstream;
  private final ClientFacts client;
  private final Sending sender;
  private final SendOutcomes outcomes;
  private final Handoff handoff;

  HttpReqCalls(Session session) {
    super(session);
    this.session = session;
    this.downstream = new HttpDownstreamCalls(session);
    this.client = new ClientFacts(session);
    this.sender = new Sending(session);
    this.outcomes = new SendOutcomes(session);
    this.handoff = new Handoff(session);
  }

  /** The client's request and its body. */
  @Hostcall
  public int body_downstream_get(GuestMemory memory, int requestHandleOut, int bodyHandleOut) {
    memory.requireRange(requestHandleOut, Integer.BYTES);
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    memory.storeInt(requestHandleOut, session.downstreamRequest());
    memory.storeInt(bodyHandleOut, session.downstreamBody());
    return Status.OK;
  }

  /** Makes a {@code GET /} without fields. */
  @Hostcall("new")
  public int new_(GuestMemory memory, int requestHandleOut) {
    memory.requireRange(requestHandleOut, Integer.BYTES);
    memory.storeInt(requestHandleOut, session.requests().add(new GuestRequest()));
    return Status.OK;
  }

  /** The method. */
  @Hostcall
  public int method_get(GuestMemory memory, int h, int buf, int bufLen, int nwrittenOut) {
    return GuestStore.store(memory, session.requests().find(h).method(), buf, bufLen, nwrittenOut);
  }

  /** Sets the method. */
  @Hostcall
  public int method_set(GuestMemory memory, int h, int method, int methodLen) {
    GuestRequest request = session.requests().find(h);
    String text = GuestStore.text(memory, method, methodLen);
    if (!FieldRules.isName(text)) {
      throw StatusException.of(Status.HTTPINVALID, "this is no method");
    }
    request.method(text);
    return Status.OK;
  }

  /** The URI. */
  @Hostcall
  public int uri_get(GuestMemory memory, int h, int buf, int bufLen, int nwrittenOut) {
    return GuestStore.store(
        memory, session.requests().find(h).uri().toString(), buf, bufLen, nwrittenOut);
  }

  /** Sets the URI. */
  @Hostcall
  public int uri_set(GuestMemory memory, int h, int uri, int uriLen) {
    GuestRequest request = session.requests().find(h);
    request.uri(
        Uri.parse(GuestStore.text(memory, uri, uriLen))
            .orElseThrow(() -> StatusException.of(Status.HTTPINVALID, "this is no URI")));
    return Status.OK;
  }

  /** Lets go of a request. */
  @Hostcall
  public int close(GuestMemory memory, int h) {
    session.requests().take(h);
    return Status.OK;
  }

  /** Says how the response may be cached. */
  @Hostcall
  public int cache_override_set(
      GuestMemory memory, int h, int tag, int ttl, int staleWhileRevalidate) {
    session.requests().find(h).cacheOverride(CacheOverrides.of(tag, ttl, staleWhileRevalidate, ""));
    return Status.OK;
  }

  /** Says how the response may be cached, and by which keys it can be purged. */
  @Hostcall
  public int cache_override_v2_set(
      GuestMemory memory, int h, int tag, int ttl, int staleWhileRevalidate, int sk, int skLen) {
    GuestRequest request = session.requests().find(h);
    request.cacheOverride(
        CacheOverrides.of(tag, ttl, staleWhileRevalidate, Fields.value(memory, sk, skLen)));
    return Status.OK;
  }

  /** The same from a record, as the Rust crate 0.13.2 calls it; newer than the interface's text. */
  @Hostcall
  public int cache_override_v3_set(GuestMemory memory, int h, int tag, int cacheOverride) {
    GuestRequest request = session.requests().find(h);
    request.cacheOverride(CacheOverrides.of(memory, tag, cacheOverride));
    return Status.OK;
  }

  /** Whether the request's own framing fields are to be believed. */
  @Hostcall
  public int framing_headers_mode_set(GuestMemory memory, int h, int mode) {
    session.requests().find(h).framedByHeaders(mode == MANUALLY_FROM_HEADERS);
    return Status.OK;
  }

  /** Whether the response's body is to be unpacked. */
  @Hostcall
  public int auto_decompress_response_set(GuestMemory memory, int h, int encodings) {
    session.requests().find(h).decompress((encodings & GZIP) != 0);
    return Status.OK;
  }

  /** Makes a backend for the rest of this run. */
  @Hostcall
  public int register_dynamic_backend(
      GuestMemory memory,
      int namePrefix,
      int namePrefixLen,
      int target,
      int targetLen,
      int backendConfigMask,
      int backendConfiguration) {
    String name = GuestStore.text(memory, namePrefix, namePrefixLen);
    Backend backend =
        DynamicBackends.read(
            memory,
            session,
            name,
            GuestStore.text(memory, target, targetLen),
            backendConfigMask,
            backendConfiguration);
    if (!session.addBackend(backend)) {
      session.tell("there is a backend named %s already".formatted(name));
      throw StatusException.of(Status.ERROR, "there is a backend of this name");
    }
    return Status.OK;
  }

  /** Sends a request, through the cache, and waits for the response. */
  @Hostcall
  public int send(
      GuestMemory memory,
      int h,
      int b,
      int backend,
      int backendLen,
      int responseHandleOut,
      int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(responseHandleOut, Integer.BYTES);
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    PendingRequest pending = sender.send(memory, h, b, backend, backendLen, Sending.CACHED, false);
    return outcomes.store(memory, pending, responseHandleOut, bodyHandleOut, Optional.empty());
  }

  /** As {@link #send}; tells more of a failure. */
  @Hostcall
  public int send_v2(
      GuestMemory memory,
      int h,
      int b,
      int backend,
      int backendLen,
      int errorDetail,
      int responseHandleOut,
      int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(responseHandleOut, Integer.BYTES);
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    PendingRequest pending = sender.send(memory, h, b, backend, backendLen, Sending.CACHED, false);
    return outcomes.store(
        memory, pending, responseHandleOut, bodyHandleOut, Optional.of(errorDetail));
  }

  /** Sends a request past the cache, and waits for the response. */
  @Hostcall
  public int send_v3(
      GuestMemory memory,
      int h,
      int b,
      int backend,
      int backendLen,
      int errorDetail,
      int responseHandleOut,
      int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(responseHandleOut, Integer.BYTES);
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    PendingRequest pending = sender.send(memory, h, b, backend, backendLen, Sending.DIRECT, false);
    return outcomes.store(
        memory, pending, responseHandleOut, bodyHandleOut, Optional.of(errorDetail));
  }

  /** Sends a request, through the cache, and does not wait. */
  @Hostcall
  public int send_async(
      GuestMemory memory, int h, int b, int backend, int backendLen, int pendingRequestHandleOut) {
    memory.requireRange(pendingRequestHandleOut, Integer.BYTES);
    PendingRequest pending = sender.send(memory, h, b, backend, backendLen, Sending.CACHED, false);
    memory.storeInt(pendingRequestHandleOut, session.items().add(pending));
    return Status.OK;
  }

  /** As {@link #send_async}, of a body that goes on being written. */
  @Hostcall
  public int send_async_streaming(
      GuestMemory memory, int h, int b, int backend, int backendLen, int pendingRequestHandleOut) {
    memory.requireRange(pendingRequestHandleOut, Integer.BYTES);
    PendingRequest pending = sender.send(memory, h, b, backend, backendLen, Sending.CACHED, true);
    memory.storeInt(pendingRequestHandleOut, session.items().add(pending));
    return Status.OK;
  }

  /** Sends a request past the cache, and does not wait. */
  @Hostcall
  public int send_async_v2(
      GuestMemory memory,
      int h,
      int b,
      int backend,
      int backendLen,
      int streaming,
      int pendingRequestHandleOut) {
    memory.requireRange(pendingRequestHandleOut, Integer.BYTES);
    PendingRequest pending =
        sender.send(memory, h, b, backend, backendLen, Sending.DIRECT, streaming == 1);
    memory.storeInt(pendingRequestHandleOut, session.items().add(pending));
    return Status.OK;
  }

  /** Changes a field of the response that is to come. */
  @Hostcall
  public int pending_req_header_insert(
      GuestMemory memory, int h, int name, int nameLen, int value, int valueLen, int target) {
    String field = Fields.name(memory, name, nameLen);
    String text = Fields.value(memory, value, valueLen);
    return edit(h, target, headers -> headers.set(field, text));
  }

  /** Changes a field of the response that is to come. */
  @Hostcall
  public int pending_req_header_append(
      GuestMemory memory, int h, int name, int nameLen, int value, int valueLen, int target) {
    String field = Fields.name(memory, name, nameLen);
    String text = Fields.value(memory, value, valueLen);
    return edit(h, target, headers -> headers.append(field, text));
  }

  /** Removes a field of the response that is to come. */
  @Hostcall
  public int pending_req_header_remove(
      GuestMemory memory, int h, int name, int nameLen, int target) {
    String field = Fields.name(memory, name, nameLen);
    return edit(h, target, headers -> headers.remove(field));
  }

  /** Takes the response if it is there. */
  @Hostcall
  public int pending_req_poll(
      GuestMemory memory, int h, int isDoneOut, int responseHandleOut, int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(isDoneOut, Integer.BYTES);
    memory.requireRange(responseHandleOut, Integer.BYTES);
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    PendingRequest pending = session.items().find(h, PendingRequest.class);
    if (!pending.readiness().isDone()) {
      memory.storeInt(isDoneOut, 0);
      memory.storeInt(responseHandleOut, Handles.INVALID);
      memory.storeInt(bodyHandleOut, Handles.INVALID);
      return Status.OK;
    }
    session.items().take(h);
    memory.storeInt(isDoneOut, 1);
    return outcomes.store(memory, pending, responseHandleOut, bodyHandleOut, Optional.empty());
  }

  /** Takes the response if it is there. */
  @Hostcall
  public int pending_req_poll_v2(
      GuestMemory memory,
      int h,
      int errorDetail,
      int isDoneOut,
      int responseHandleOut,
      int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(isDoneOut, Integer.BYTES);
    memory.requireRange(responseHandleOut, Integer.BYTES);
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    PendingRequest pending = session.items().find(h, PendingRequest.class);
    if (!pending.readiness().isDone()) {
      memory.storeInt(isDoneOut, 0);
      memory.storeInt(responseHandleOut, Handles.INVALID);
      memory.storeInt(bodyHandleOut, Handles.INVALID);
      return Status.OK;
    }
    session.items().take(h);
    memory.storeInt(isDoneOut, 1);
    return outcomes.store(
        memory, pending, responseHandleOut, bodyHandleOut, Optional.of(errorDetail));
  }

  /** Waits for the response. */
  @Hostcall
  public int pending_req_wait(GuestMemory memory, int h, int responseHandleOut, int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(responseHandleOut, Integer.BYTES);
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    PendingRequest pending = session.items().take(h, PendingRequest.class);
    return outcomes.store(memory, pending, responseHandleOut, bodyHandleOut, Optional.empty());
  }

  /** Waits for the response. */
  @Hostcall
  public int pending_req_wait_v2(
      GuestMemory memory, int h, int errorDetail, int responseHandleOut, int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(responseHandleOut, Integer.BYTES);
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    PendingRequest pending = session.items().take(h, PendingRequest.class);
    return outcomes.store(
        memory, pending, responseHandleOut, bodyHandleOut, Optional.of(errorDetail));
  }

  /** Waits for the first of several responses. */
  @Hostcall
  public int pending_req_select(
      GuestMemory memory,
      int hs,
      int hsLen,
      int doneIdxOut,
      int responseHandleOut,
      int bodyHandleOut)
      throws InterruptedException {
    return select(
        memory,
        GuestStore.handles(memory, hs, hsLen),
        doneIdxOut,
        responseHandleOut,
        bodyHandleOut,
        Optional.empty());
  }

  /** Waits for the first of several responses. */
  @Hostcall
  public int pending_req_select_v2(
      GuestMemory memory,
      int hs,
      int hsLen,
      int errorDetail,
      int doneIdxOut,
      int responseHandleOut,
      int bodyHandleOut)
      throws InterruptedException {
    return select(
        memory,
        GuestStore.handles(memory, hs, hsLen),
        doneIdxOut,
        responseHandleOut,
        bodyHandleOut,
        Optional.of(errorDetail));
  }

  /** Whether the request carries a key that may purge. */
  @Hostcall
  public int fastly_key_is_valid(GuestMemory memory, int isValidOut) {
    memory.storeInt(isValidOut, client.mayPurge(session.downstreamRequest()) ? 1 : 0);
    return Status.OK;
  }

  /** What a web application firewall says of a request: there is none, so it is allowed. */
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
    memory.requireRange(numBytesOut, Integer.BYTES);
    session.requests().find(req);
    session.body(body);
    InspectInfo.check(memory, inspInfoMask, inspInfo);
    byte[] verdict = InspectInfo.ALLOWED.getBytes(StandardCharsets.UTF_8);
    return GuestStore.store(memory, verdict, buf, bufLen, numBytesOut);
  }

  /** Uses another service's cache: there is no other service. */
  @Hostcall
  public int on_behalf_of(GuestMemory memory, int req, int service, int serviceLen) {
    session.requests().find(req);
    throw session.unsupported("on_behalf_of");
  }

  /** Hands the client over to a backend: what this was called once. */
  @Hostcall
  public int upgrade_websocket(GuestMemory memory, int backendName, int backendNameLen) {
    throw session.unsupported("upgrade_websocket");
  }

  /** Hands the client's connection over to a backend, which speaks WebSocket with it. */
  @Hostcall
  public int redirect_to_websocket_proxy(GuestMemory memory, int backendName, int backendNameLen) {
    handoff.toBackend(
        session.downstreamRequest(), GuestStore.text(memory, backendName, backendNameLen));
    return Status.OK;
  }

  /** Hands the client's connection over to a backend, which speaks WebSocket with it. */
  @Hostcall
  public int redirect_to_websocket_proxy_v2(
      GuestMemory memory, int h, int backendName, int backendNameLen) {
    handoff.toBackend(h, GuestStore.text(memory, backendName, backendNameLen));
    return Status.OK;
  }

  /** Hands the client's connection over to a fan-out proxy: there is none here. */
  @Hostcall
  public int redirect_to_grip_proxy(GuestMemory memory, int backendName, int backendNameLen) {
    throw session.unsupported("redirect_to_grip_proxy");
  }

  /** Hands the client's connection over to a fan-out proxy: there is none here. */
  @Hostcall
  public int redirect_to_grip_proxy_v2(
      GuestMemory memory, int h, int backendName, int backendNameLen) {
    throw session.unsupported("redirect_to_grip_proxy");
  }

  /**
   * As {@link HttpDownstreamCalls#downstream_client_ip_addr}, of the request that is answered now.
   */
  @Hostcall
  public int downstream_client_ip_addr(GuestMemory memory, int addrOctetsOut, int numBytesOut) {
    return downstream.downstream_client_ip_addr(
        memory, session.downstreamRequest(), addrOctetsOut, numBytesOut);
  }

  /**
   * As {@link HttpDownstreamCalls#downstream_server_ip_addr}, of the request that is answered now.
   */
  @Hostcall
  public int downstream_server_ip_addr(GuestMemory memory, int addrOctetsOut, int numBytesOut) {
    return downstream.downstream_server_ip_addr(
        memory, session.downstreamRequest(), addrOctetsOut, numBytesOut);
  }

  /**
   * As {@link HttpDownstreamCalls#downstream_client_h2_fingerprint}, of the request that is
   * answered now.
   */
  @Hostcall
  public int downstream_client_h2_fingerprint(
      GuestMemory memory, int h2fpOut, int h2fpMaxLen, int nwrittenOut) {
    return downstream.downstream_client_h2_fingerprint(
        memory, session.downstreamRequest(), h2fpOut, h2fpMaxLen, nwrittenOut);
  }

  /**
   * As {@link HttpDownstreamCalls#downstream_client_request_id}, of the request that is answered
   * now.
   */
  @Hostcall
  public int downstream_client_request_id(
      GuestMemory memory, int reqidOut, int reqidMaxLen, int nwrittenOut) {
    return downstream.downstream_client_request_id(
        memory, session.downstreamRequest(), reqidOut, reqidMaxLen, nwrittenOut);
  }

  /**
   * As {@link HttpDownstreamCalls#downstream_client_oh_fingerprint}, of the request that is
   * answered now.
   */
  @Hostcall
  public int downstream_client_oh_fingerprint(
      GuestMemory memory, int ohfpOut, int ohfpMaxLen, int nwrittenOut) {
    return downstream.downstream_client_oh_fingerprint(
        memory, session.downstreamRequest(), ohfpOut, ohfpMaxLen, nwrittenOut);
  }

  /**
   * As {@link HttpDownstreamCalls#downstream_client_ddos_detected}, of the request that is answered
   * now.
   */
  @Hostcall
  public int downstream_client_ddos_detected(GuestMemory memory, int ddosDetectedOut) {
    return downstream.downstream_client_ddos_detected(
        memory, session.downstreamRequest(), ddosDetectedOut);
  }

  /**
   * As {@link HttpDownstreamCalls#downstream_tls_cipher_openssl_name}, of the request that is
   * answered now.
   */
  @Hostcall
  public int downstream_tls_cipher_openssl_name(
      GuestMemory memory, int cipherOut, int cipherMaxLen, int nwrittenOut) {
    return downstream.downstream_tls_cipher_openssl_name(
        memory, session.downstreamRequest(), cipherOut, cipherMaxLen, nwrittenOut);
  }

  /**
   * As {@link HttpDownstreamCalls#downstream_tls_protocol}, of the request that is answered now.
   */
  @Hostcall
  public int downstream_tls_protocol(
      GuestMemory memory, int protocolOut, int protocolMaxLen, int nwrittenOut) {
    return downstream.downstream_tls_protocol(
        memory, session.downstreamRequest(), protocolOut, protocolMaxLen, nwrittenOut);
  }

  /**
   * As {@link HttpDownstreamCalls#downstream_tls_client_hello}, of the request that is answered
   * now.
   */
  @Hostcall
  public int downstream_tls_client_hello(
      GuestMemory memory, int chelloOut, int chelloMaxLen, int nwrittenOut) {
    return downstream.downstream_tls_client_hello(
        memory, session.downstreamRequest(), chelloOut, chelloMaxLen, nwrittenOut);
  }

  /**
   * As {@link HttpDownstreamCalls#downstream_tls_raw_client_certificate}, of the request that is
   * answered now.
   */
  @Hostcall
  public int downstream_tls_raw_client_certificate(
      GuestMemory memory, int rawClientCertOut, int rawClientCertMaxLen, int nwrittenOut) {
    return downstream.downstream_tls_raw_client_certificate(
        memory, session.downstreamRequest(), rawClientCertOut, rawClientCertMaxLen, nwrittenOut);
  }

  /**
   * As {@link HttpDownstreamCalls#downstream_tls_client_cert_verify_result}, of the request that is
   * answered now.
   */
  @Hostcall
  public int downstream_tls_client_cert_verify_result(
      GuestMemory memory, int clientCertVerifyResultOut) {
    return downstream.downstream_tls_client_cert_verify_result(
        memory, session.downstreamRequest(), clientCertVerifyResultOut);
  }

  /** As {@link HttpDownstreamCalls#downstream_tls_ja3_md5}, of the request that is answered now. */
  @Hostcall
  public int downstream_tls_ja3_md5(GuestMemory memory, int cja3Md5Out, int numBytesOut) {
    return downstream.downstream_tls_ja3_md5(
        memory, session.downstreamRequest(), cja3Md5Out, numBytesOut);
  }

  /** As {@link HttpDownstreamCalls#downstream_tls_ja4}, of the request that is answered now. */
  @Hostcall
  public int downstream_tls_ja4(GuestMemory memory, int ja4Out, int ja4MaxLen, int nwrittenOut) {
    return downstream.downstream_tls_ja4(
        memory, session.downstreamRequest(), ja4Out, ja4MaxLen, nwrittenOut);
  }

  /**
   * As {@link HttpDownstreamCalls#downstream_compliance_region}, of the request that is answered
   * now.
   */
  @Hostcall
  public int downstream_compliance_region(
      GuestMemory memory, int regionOut, int regionMaxLen, int nwrittenOut) {
    return downstream.downstream_compliance_region(
        memory, session.downstreamRequest(), regionOut, regionMaxLen, nwrittenOut);
  }

  /**
   * As {@link HttpDownstreamCalls#downstream_original_header_names}, of the request that is
   * answered now.
   */
  @Hostcall
  public int original_header_names_get(
      GuestMemory memory, int buf, int bufLen, int cursor, int endingCursorOut, int nwrittenOut) {
    return downstream.downstream_original_header_names(
        memory, session.downstreamRequest(), buf, bufLen, cursor, endingCursorOut, nwrittenOut);
  }

  /**
   * As {@link HttpDownstreamCalls#downstream_original_header_count}, of the request that is
   * answered now.
   */
  @Hostcall
  public int original_header_count(GuestMemory memory, int headerCountOut) {
    return downstream.downstream_original_header_count(
        memory, session.downstreamRequest(), headerCountOut);
  }

  private int select(
      GuestMemory memory,
      int[] handles,
      int doneIdxOut,
      int responseHandleOut,
      int bodyHandleOut,
      Optional<Integer> errorDetail)
      throws InterruptedException {
    memory.requireRange(doneIdxOut, Integer.BYTES);
    memory.requireRange(responseHandleOut, Integer.BYTES);
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    if (handles.length == 0) {
      throw StatusException.invalid("there is nothing to wait for");
    }
    List<AsyncItem> items = new ArrayList<>();
    for (int handle : handles) {
      items.add(session.items().find(handle, PendingRequest.class));
    }
    int done = session.select(items, Optional.empty()).orElseThrow();
    PendingRequest pending = session.items().take(handles[done], PendingRequest.class);
    memory.storeInt(doneIdxOut, done);
    return outcomes.storeSelected(memory, pending, responseHandleOut, bodyHandleOut, errorDetail);
  }

  private int edit(int handle, int target, Consumer<HeaderFields> edit) {
    PendingRequest pending = session.items().find(handle, PendingRequest.class);
    if (target < 0 || target > ERROR_ONLY) {
      throw StatusException.invalid("no such kind of response");
    }
    if (target != ERROR_ONLY) {
      pending.responseEdits().add(edit);
    }
    if (target != RESPONSE_ONLY) {
      pending.errorEdits().add(edit);
    }
    return Status.OK;
  }

  @Override
  HeaderFields headers(int handle) {
    return session.requests().find(handle).headers();
  }

  @Override
  HttpVersion version(int handle) {
    return session.requests().find(handle).version();
  }

  @Override
  void version(int handle, HttpVersion version) {
    session.requests().find(handle).version(version);
  }
}

package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import java.time.Duration;

/**
 * The client's requests and what is known of its connection: module {@code fastly_http_downstream}
 * of compute-at-edge.witx.
 */
@HostModule(value = "fastly_http_downstream", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class HttpDownstreamCalls {
  private static final int TIMEOUT = 1 << 1;
  private static final long MOST_PATIENCE_MS = 3_600_000;

  private final Session session;
  private final ClientFacts client;

  HttpDownstreamCalls(Session session) {
    this.session = session;
    this.client = new ClientFacts(session);
  }

  /** Asks for another request, once the one so far is answered. */
  @Hostcall
  public int next_request(
      GuestMemory memory, int optionsMask, int options, int requestPromiseHandleOut) {
    memory.requireRange(requestPromiseHandleOut, Integer.BYTES);
    if (session.items().open().stream().anyMatch(RequestPromise.class::isInstance)) {
      throw StatusException.of(Status.LIMITEXCEEDED, "a request was asked for already");
    }
    Duration patience =
        (optionsMask & TIMEOUT) == 0
            ? RequestPromise.DEFAULT_PATIENCE
            : Duration.ofMillis(Math.clamp(memory.loadLong(options), 0, MOST_PATIENCE_MS));
    memory.storeInt(
        requestPromiseHandleOut, session.items().add(new RequestPromise(session, patience)));
    return Status.OK;
  }

  /** Waits for another request, and takes it. */
  @Hostcall
  public int next_request_wait(
      GuestMemory memory, int handle, int requestHandleOut, int bodyHandleOut)
      throws InterruptedException {
    memory.requireRange(requestHandleOut, Integer.BYTES);
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    RequestPromise promise = session.items().find(handle, RequestPromise.class);
    if (!session.downstream().sent()) {
      throw StatusException.unsupported("the request so far is not answered");
    }
    session.items().take(handle);
    session.next(promise.take().orElseThrow(StatusException::absent));
    memory.storeInt(requestHandleOut, session.downstreamRequest());
    memory.storeInt(bodyHandleOut, session.downstreamBody());
    return Status.OK;
  }

  /** Asks for no other request any more. */
  @Hostcall
  public int next_request_abandon(GuestMemory memory, int handle) {
    session.items().take(handle, RequestPromise.class).close();
    return Status.OK;
  }

  /** The fields' names as the client wrote them. */
  @Hostcall
  public int downstream_original_header_names(
      GuestMemory memory,
      int req,
      int buf,
      int bufLen,
      int cursor,
      int endingCursorOut,
      int nwrittenOut) {
    return GuestStore.storeMany(
        memory, client.originalNames(req), buf, bufLen, cursor, endingCursorOut, nwrittenOut);
  }

  /** How many fields the client wrote. */
  @Hostcall
  public int downstream_original_header_count(GuestMemory memory, int req, int headerCountOut) {
    memory.storeInt(headerCountOut, session.clientRequest(req).headers().size());
    return Status.OK;
  }

  /** The client's address. */
  @Hostcall
  public int downstream_client_ip_addr(
      GuestMemory memory, int req, int addrOctetsOut, int numBytesOut) {
    memory.storeInt(numBytesOut, client.address(memory, req, addrOctetsOut));
    return Status.OK;
  }

  /** The address that the client connected to. */
  @Hostcall
  public int downstream_server_ip_addr(
      GuestMemory memory, int req, int addrOctetsOut, int numBytesOut) {
    memory.storeInt(numBytesOut, client.serverAddress(memory, req, addrOctetsOut));
    return Status.OK;
  }

  /** The request's id, as 32 hexadecimal digits. */
  @Hostcall
  public int downstream_client_request_id(
      GuestMemory memory, int req, int reqidOut, int reqidMaxLen, int nwrittenOut) {
    return GuestStore.store(memory, client.requestId(req), reqidOut, reqidMaxLen, nwrittenOut);
  }

  /** The region whose rules hold: none. */
  @Hostcall
  public int downstream_compliance_region(
      GuestMemory memory, int req, int regionOut, int regionMaxLen, int nwrittenOut) {
    session.clientRequest(req);
    return GuestStore.store(memory, ClientFacts.NO_REGION, regionOut, regionMaxLen, nwrittenOut);
  }

  /** Whether the request is taken for part of an attack: never. */
  @Hostcall
  public int downstream_client_ddos_detected(GuestMemory memory, int req, int ddosDetectedOut) {
    session.clientRequest(req);
    memory.storeInt(ddosDetectedOut, 0);
    return Status.OK;
  }

  /** Whether the request carries a key that may purge. */
  @Hostcall
  public int fastly_key_is_valid(GuestMemory memory, int req, int isValidOut) {
    memory.storeInt(isValidOut, client.mayPurge(req) ? 1 : 0);
    return Status.OK;
  }

  /** Whether it was found out if the client is a bot. */
  @Hostcall
  public int downstream_bot_analyzed(GuestMemory memory, int req, int botAnalyzedOut) {
    memory.storeInt(botAnalyzedOut, client.bot(req).analyzed() ? 1 : 0);
    return Status.OK;
  }

  /** Whether the client is a bot. */
  @Hostcall
  public int downstream_bot_detected(GuestMemory memory, int req, int botDetectedOut) {
    memory.storeInt(botDetectedOut, client.bot(req).detected() ? 1 : 0);
    return Status.OK;
  }

  /** The bot's name. */
  @Hostcall
  public int downstream_bot_name(
      GuestMemory memory, int req, int botNameOut, int botNameMaxLen, int nwrittenOut) {
    return GuestStore.store(
        memory,
        client.bot(req).name().orElseThrow(StatusException::absent),
        botNameOut,
        botNameMaxLen,
        nwrittenOut);
  }

  /** The bot's category. */
  @Hostcall
  public int downstream_bot_category(
      GuestMemory memory, int req, int botCategoryOut, int botCategoryMaxLen, int nwrittenOut) {
    return GuestStore.store(
        memory,
        client.bot(req).category().orElseThrow(StatusException::absent),
        botCategoryOut,
        botCategoryMaxLen,
        nwrittenOut);
  }

  /** The bot's category as a number. */
  @Hostcall
  public int downstream_bot_category_kind(GuestMemory memory, int req, int botCategoryKindOut) {
    memory.storeInt(
        botCategoryKindOut, client.bot(req).categoryKind().orElseThrow(StatusException::absent));
    return Status.OK;
  }

  /** Whether the bot is who it says it is. */
  @Hostcall
  public int downstream_bot_verified(GuestMemory memory, int req, int botVerifiedOut) {
    memory.storeInt(
        botVerifiedOut, client.bot(req).verified().orElseThrow(StatusException::absent) ? 1 : 0);
    return Status.OK;
  }

  /** The fingerprint of an HTTP/2 connection: not taken. */
  @Hostcall
  public int downstream_client_h2_fingerprint(
      GuestMemory memory, int req, int h2fpOut, int h2fpMaxLen, int nwrittenOut) {
    return client.unknown(req);
  }

  /** The fingerprint of the fields' order: not taken. */
  @Hostcall
  public int downstream_client_oh_fingerprint(
      GuestMemory memory, int req, int ohfpOut, int ohfpMaxLen, int nwrittenOut) {
    return client.unknown(req);
  }

  /** The cipher of a TLS connection. */
  @Hostcall
  public int downstream_tls_cipher_openssl_name(
      GuestMemory memory, int req, int cipherOut, int cipherMaxLen, int nwrittenOut) {
    return GuestStore.store(memory, client.tls(req).cipher(), cipherOut, cipherMaxLen, nwrittenOut);
  }

  /** The version of TLS. */
  @Hostcall
  public int downstream_tls_protocol(
      GuestMemory memory, int req, int protocolOut, int protocolMaxLen, int nwrittenOut) {
    return GuestStore.store(
        memory, client.tls(req).protocol(), protocolOut, protocolMaxLen, nwrittenOut);
  }

  /** TLS's ClientHello. */
  @Hostcall
  public int downstream_tls_client_hello(
      GuestMemory memory, int req, int chelloOut, int chelloMaxLen, int nwrittenOut) {
    return GuestStore.store(
        memory,
        client.tls(req).clientHello().orElseThrow(StatusException::absent),
        chelloOut,
        chelloMaxLen,
        nwrittenOut);
  }

  /** The client's certificate: none. */
  @Hostcall
  public int downstream_tls_raw_client_certificate(
      GuestMemory memory, int req, int rawClientCertOut, int rawClientCertMaxLen, int nwrittenOut) {
    return client.unknown(req);
  }

  /** Whether the client's certificate is good: there is none. */
  @Hostcall
  public int downstream_tls_client_cert_verify_result(
      GuestMemory memory, int req, int clientCertVerifyResultOut) {
    return client.unknown(req);
  }

  /** The name that TLS asked for. */
  @Hostcall
  public int downstream_tls_client_servername(
      GuestMemory memory, int req, int tlsSniOut, int tlsSniMaxLen, int nwrittenOut) {
    return GuestStore.store(
        memory,
        client.tls(req).serverName().orElseThrow(StatusException::absent),
        tlsSniOut,
        tlsSniMaxLen,
        nwrittenOut);
  }

  /** TLS's JA3 fingerprint: not taken. */
  @Hostcall
  public int downstream_tls_ja3_md5(GuestMemory memory, int req, int cja3Md5Out, int numBytesOut) {
    return client.unknown(req);
  }

  /** TLS's JA4 fingerprint: not taken. */
  @Hostcall
  public int downstream_tls_ja4(
      GuestMemory memory, int req, int ja4Out, int ja4MaxLen, int nwrittenOut) {
    return client.unknown(req);
  }

  /** What is known of the address as a proxy: nothing. */
  @Hostcall
  public int downstream_resvpnproxy_is_anonymous(
      GuestMemory memory, int req, int resvpnproxyIsAnonymousOut) {
    return client.unknown(req);
  }

  /** What is known of the address as a proxy: nothing. */
  @Hostcall
  public int downstream_resvpnproxy_is_anonymous_vpn(
      GuestMemory memory, int req, int resvpnproxyIsAnonymousVpnOut) {
    return client.unknown(req);
  }

  /** What is known of the address as a proxy: nothing. */
  @Hostcall
  public int downstream_resvpnproxy_is_hosting_provider(
      GuestMemory memory, int req, int resvpnproxyIsHostingProviderOut) {
    return client.unknown(req);
  }

  /** What is known of the address as a proxy: nothing. */
  @Hostcall
  public int downstream_resvpnproxy_is_proxy_over_vpn(
      GuestMemory memory, int req, int resvpnproxyIsProxyOverVpnOut) {
    return client.unknown(req);
  }

  /** What is known of the address as a proxy: nothing. */
  @Hostcall
  public int downstream_resvpnproxy_is_public_proxy(
      GuestMemory memory, int req, int resvpnproxyIsPublicProxyOut) {
    return client.unknown(req);
  }

  /** What is known of the address as a proxy: nothing. */
  @Hostcall
  public int downstream_resvpnproxy_is_relay_proxy(
      GuestMemory memory, int req, int resvpnproxyIsRelayProxyOut) {
    return client.unknown(req);
  }

  /** What is known of the address as a proxy: nothing. */
  @Hostcall
  public int downstream_resvpnproxy_is_residential_proxy(
      GuestMemory memory, int req, int resvpnproxyIsResidentialProxyOut) {
    return client.unknown(req);
  }

  /** What is known of the address as a proxy: nothing. */
  @Hostcall
  public int downstream_resvpnproxy_is_smart_dns_proxy(
      GuestMemory memory, int req, int resvpnproxyIsSmartDnsProxyOut) {
    return client.unknown(req);
  }

  /** What is known of the address as a proxy: nothing. */
  @Hostcall
  public int downstream_resvpnproxy_is_tor_exit_node(
      GuestMemory memory, int req, int resvpnproxyIsTorExitNodeOut) {
    return client.unknown(req);
  }

  /** What is known of the address as a proxy: nothing. */
  @Hostcall
  public int downstream_resvpnproxy_is_vpn_datacenter(
      GuestMemory memory, int req, int resvpnproxyIsVpnDatacenterOut) {
    return client.unknown(req);
  }

  /** What is known of the address as a proxy: nothing. */
  @Hostcall
  public int downstream_resvpnproxy_vpn_service_name(
      GuestMemory memory,
      int req,
      int vpnServiceNameOut,
      int vpnServiceNameMaxLen,
      int nwrittenOut) {
    return client.unknown(req);
  }

  /** How often the request came by here: not counted, nothing that is sent on tells of it. */
  @Hostcall
  public int downstream_visits_this_service(GuestMemory memory, int numHopsOut) {
    throw session.unsupported("downstream_visits_this_service");
  }

  /** How often the request came by here: not counted, nothing that is sent on tells of it. */
  @Hostcall
  public int downstream_visits_this_pop(GuestMemory memory, int numHopsOut) {
    throw session.unsupported("downstream_visits_this_pop");
  }
}

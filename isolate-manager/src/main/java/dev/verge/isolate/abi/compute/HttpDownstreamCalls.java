package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/**
 * The client's requests and what is known of its connection: module {@code fastly_http_downstream}
 * of compute-at-edge.witx.
 */
@HostModule(value = "fastly_http_downstream", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class HttpDownstreamCalls {
  private final Session session;

  HttpDownstreamCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int next_request(
      GuestMemory memory, int optionsMask, int options, int requestPromiseHandleOut) {
    throw session.unsupported("fastly_http_downstream.next_request");
  }

  @Hostcall
  public int next_request_wait(
      GuestMemory memory, int handle, int requestHandleOut, int bodyHandleOut) {
    throw session.unsupported("fastly_http_downstream.next_request_wait");
  }

  @Hostcall
  public int next_request_abandon(GuestMemory memory, int handle) {
    throw session.unsupported("fastly_http_downstream.next_request_abandon");
  }

  @Hostcall
  public int downstream_original_header_names(
      GuestMemory memory,
      int req,
      int buf,
      int bufLen,
      int cursor,
      int endingCursorOut,
      int nwrittenOut) {
    throw session.unsupported("fastly_http_downstream.downstream_original_header_names");
  }

  @Hostcall
  public int downstream_original_header_count(GuestMemory memory, int req, int headerCountOut) {
    throw session.unsupported("fastly_http_downstream.downstream_original_header_count");
  }

  @Hostcall
  public int downstream_client_ip_addr(
      GuestMemory memory, int req, int addrOctetsOut, int numBytesOut) {
    throw session.unsupported("fastly_http_downstream.downstream_client_ip_addr");
  }

  @Hostcall
  public int downstream_server_ip_addr(
      GuestMemory memory, int req, int addrOctetsOut, int numBytesOut) {
    throw session.unsupported("fastly_http_downstream.downstream_server_ip_addr");
  }

  @Hostcall
  public int downstream_client_h2_fingerprint(
      GuestMemory memory, int req, int h2fpOut, int h2fpMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_downstream.downstream_client_h2_fingerprint");
  }

  @Hostcall
  public int downstream_client_request_id(
      GuestMemory memory, int req, int reqidOut, int reqidMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_downstream.downstream_client_request_id");
  }

  @Hostcall
  public int downstream_client_oh_fingerprint(
      GuestMemory memory, int req, int ohfpOut, int ohfpMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_downstream.downstream_client_oh_fingerprint");
  }

  @Hostcall
  public int downstream_client_ddos_detected(GuestMemory memory, int req, int ddosDetectedOut) {
    throw session.unsupported("fastly_http_downstream.downstream_client_ddos_detected");
  }

  @Hostcall
  public int downstream_tls_cipher_openssl_name(
      GuestMemory memory, int req, int cipherOut, int cipherMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_downstream.downstream_tls_cipher_openssl_name");
  }

  @Hostcall
  public int downstream_tls_protocol(
      GuestMemory memory, int req, int protocolOut, int protocolMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_downstream.downstream_tls_protocol");
  }

  @Hostcall
  public int downstream_tls_client_hello(
      GuestMemory memory, int req, int chelloOut, int chelloMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_downstream.downstream_tls_client_hello");
  }

  @Hostcall
  public int downstream_tls_raw_client_certificate(
      GuestMemory memory, int req, int rawClientCertOut, int rawClientCertMaxLen, int nwrittenOut) {
    throw StatusException.unsupported(
        "fastly_http_downstream.downstream_tls_raw_client_certificate");
  }

  @Hostcall
  public int downstream_tls_client_cert_verify_result(
      GuestMemory memory, int req, int clientCertVerifyResultOut) {
    throw StatusException.unsupported(
        "fastly_http_downstream.downstream_tls_client_cert_verify_result");
  }

  @Hostcall
  public int downstream_tls_client_servername(
      GuestMemory memory, int req, int tlsSniOut, int tlsSniMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_downstream.downstream_tls_client_servername");
  }

  @Hostcall
  public int downstream_tls_ja3_md5(GuestMemory memory, int req, int cja3Md5Out, int numBytesOut) {
    throw session.unsupported("fastly_http_downstream.downstream_tls_ja3_md5");
  }

  @Hostcall
  public int downstream_tls_ja4(
      GuestMemory memory, int req, int ja4Out, int ja4MaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_downstream.downstream_tls_ja4");
  }

  @Hostcall
  public int downstream_compliance_region(
      GuestMemory memory, int req, int regionOut, int regionMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_downstream.downstream_compliance_region");
  }

  @Hostcall
  public int fastly_key_is_valid(GuestMemory memory, int req, int isValidOut) {
    throw session.unsupported("fastly_http_downstream.fastly_key_is_valid");
  }

  @Hostcall
  public int downstream_bot_analyzed(GuestMemory memory, int req, int botAnalyzedOut) {
    throw session.unsupported("fastly_http_downstream.downstream_bot_analyzed");
  }

  @Hostcall
  public int downstream_bot_detected(GuestMemory memory, int req, int botDetectedOut) {
    throw session.unsupported("fastly_http_downstream.downstream_bot_detected");
  }

  @Hostcall
  public int downstream_bot_name(
      GuestMemory memory, int req, int botNameOut, int botNameMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_downstream.downstream_bot_name");
  }

  @Hostcall
  public int downstream_bot_category(
      GuestMemory memory, int req, int botCategoryOut, int botCategoryMaxLen, int nwrittenOut) {
    throw session.unsupported("fastly_http_downstream.downstream_bot_category");
  }

  @Hostcall
  public int downstream_bot_category_kind(GuestMemory memory, int req, int botCategoryKindOut) {
    throw session.unsupported("fastly_http_downstream.downstream_bot_category_kind");
  }

  @Hostcall
  public int downstream_bot_verified(GuestMemory memory, int req, int botVerifiedOut) {
    throw session.unsupported("fastly_http_downstream.downstream_bot_verified");
  }

  @Hostcall
  public int downstream_resvpnproxy_is_anonymous(
      GuestMemory memory, int req, int resvpnproxyIsAnonymousOut) {
    throw session.unsupported("fastly_http_downstream.downstream_resvpnproxy_is_anonymous");
  }

  @Hostcall
  public int downstream_resvpnproxy_is_anonymous_vpn(
      GuestMemory memory, int req, int resvpnproxyIsAnonymousVpnOut) {
    throw StatusException.unsupported(
        "fastly_http_downstream.downstream_resvpnproxy_is_anonymous_vpn");
  }

  @Hostcall
  public int downstream_resvpnproxy_is_hosting_provider(
      GuestMemory memory, int req, int resvpnproxyIsHostingProviderOut) {
    throw StatusException.unsupported(
        "fastly_http_downstream.downstream_resvpnproxy_is_hosting_provider");
  }

  @Hostcall
  public int downstream_resvpnproxy_is_proxy_over_vpn(
      GuestMemory memory, int req, int resvpnproxyIsProxyOverVpnOut) {
    throw StatusException.unsupported(
        "fastly_http_downstream.downstream_resvpnproxy_is_proxy_over_vpn");
  }

  @Hostcall
  public int downstream_resvpnproxy_is_public_proxy(
      GuestMemory memory, int req, int resvpnproxyIsPublicProxyOut) {
    throw StatusException.unsupported(
        "fastly_http_downstream.downstream_resvpnproxy_is_public_proxy");
  }

  @Hostcall
  public int downstream_resvpnproxy_is_relay_proxy(
      GuestMemory memory, int req, int resvpnproxyIsRelayProxyOut) {
    throw StatusException.unsupported(
        "fastly_http_downstream.downstream_resvpnproxy_is_relay_proxy");
  }

  @Hostcall
  public int downstream_resvpnproxy_is_residential_proxy(
      GuestMemory memory, int req, int resvpnproxyIsResidentialProxyOut) {
    throw StatusException.unsupported(
        "fastly_http_downstream.downstream_resvpnproxy_is_residential_proxy");
  }

  @Hostcall
  public int downstream_resvpnproxy_is_smart_dns_proxy(
      GuestMemory memory, int req, int resvpnproxyIsSmartDnsProxyOut) {
    throw StatusException.unsupported(
        "fastly_http_downstream.downstream_resvpnproxy_is_smart_dns_proxy");
  }

  @Hostcall
  public int downstream_resvpnproxy_is_tor_exit_node(
      GuestMemory memory, int req, int resvpnproxyIsTorExitNodeOut) {
    throw StatusException.unsupported(
        "fastly_http_downstream.downstream_resvpnproxy_is_tor_exit_node");
  }

  @Hostcall
  public int downstream_resvpnproxy_is_vpn_datacenter(
      GuestMemory memory, int req, int resvpnproxyIsVpnDatacenterOut) {
    throw StatusException.unsupported(
        "fastly_http_downstream.downstream_resvpnproxy_is_vpn_datacenter");
  }

  @Hostcall
  public int downstream_resvpnproxy_vpn_service_name(
      GuestMemory memory,
      int req,
      int vpnServiceNameOut,
      int vpnServiceNameMaxLen,
      int nwrittenOut) {
    throw StatusException.unsupported(
        "fastly_http_downstream.downstream_resvpnproxy_vpn_service_name");
  }

  @Hostcall
  public int downstream_visits_this_service(GuestMemory memory, int numHopsOut) {
    throw session.unsupported("fastly_http_downstream.downstream_visits_this_service");
  }

  @Hostcall
  public int downstream_visits_this_pop(GuestMemory memory, int numHopsOut) {
    throw session.unsupported("fastly_http_downstream.downstream_visits_this_pop");
  }
}

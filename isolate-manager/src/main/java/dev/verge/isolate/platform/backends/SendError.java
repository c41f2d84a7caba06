package dev.verge.isolate.platform.backends;

import java.util.OptionalInt;

/**
 * Why there is no response.
 *
 * @param kind which kind
 * @param dnsRcode the name server's answer (RFC 1035, section 4.1.1), when it matters
 * @param tlsAlert the alert that was received (RFC 8446, section 6), when one was
 * @param h2FrameType the frame that ended the stream (RFC 9113, section 6), when one did
 * @param h2ErrorCode its error code (RFC 9113, section 7)
 * @param detail a sentence for the function's log
 */
public record SendError(
    Kind kind,
    OptionalInt dnsRcode,
    OptionalInt tlsAlert,
    OptionalInt h2FrameType,
    OptionalInt h2ErrorCode,
    String detail) {

  /** The kinds, as Fastly's {@code send_error_detail_tag} names them (typenames.witx). */
  public enum Kind {
    DNS_TIMEOUT,
    DNS_ERROR,
    DESTINATION_NOT_FOUND,
    DESTINATION_UNAVAILABLE,
    DESTINATION_IP_UNROUTABLE,
    CONNECTION_REFUSED,
    CONNECTION_TERMINATED,
    CONNECTION_TIMEOUT,
    CONNECTION_LIMIT_REACHED,
    TLS_CERTIFICATE_ERROR,
    TLS_CONFIGURATION_ERROR,
    HTTP_INCOMPLETE_RESPONSE,
    HTTP_RESPONSE_HEADER_SECTION_TOO_LARGE,
    HTTP_RESPONSE_BODY_TOO_LARGE,
    HTTP_RESPONSE_TIMEOUT,
    HTTP_RESPONSE_STATUS_INVALID,
    HTTP_UPGRADE_FAILED,
    HTTP_PROTOCOL_ERROR,
    HTTP_REQUEST_CACHE_KEY_INVALID,
    HTTP_REQUEST_URI_INVALID,
    INTERNAL_ERROR,
    TLS_ALERT_RECEIVED,
    TLS_PROTOCOL_ERROR,
    H2_ERROR
  }

  /** An error with nothing but its kind and a sentence. */
  public static SendError of(Kind kind, String detail) {
    return new SendError(
        kind,
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        detail);
  }
}

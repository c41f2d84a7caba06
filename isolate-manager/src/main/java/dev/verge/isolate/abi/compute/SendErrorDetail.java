package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.platform.backends.SendError;
import java.util.Optional;

/** Passes out why there is no response: {@code $send_error_detail} of typenames.witx. */
final class SendErrorDetail {
  private static final int TAG_OK = 1;

  private static final int TAG = 0;
  private static final int MASK = 4;
  private static final int DNS_RCODE = 8;
  private static final int TLS_ALERT = 12;
  private static final int H2_FRAME = 13;
  private static final int H2_CODE = 16;

  /** What a guest of the first version of this record has room for. */
  private static final int SMALLEST_BYTES = 16;

  private static final int HAS_DNS_RCODE = 1 << 1;
  private static final int HAS_TLS_ALERT = 1 << 3;
  private static final int HAS_H2_ERROR = 1 << 4;

  private SendErrorDetail() {}

  /**
   * Fills the record at an address: of its optional fields those that the guest's mask says it
   * knows; the mask tells afterwards which have been filled.
   *
   * @param error empty when there is a response
   */
  static void store(GuestMemory memory, int address, Optional<SendError> error) {
    memory.requireRange(address, SMALLEST_BYTES);
    int known = memory.loadInt(address + MASK);
    memory.storeInt(address + TAG, error.map(e -> tag(e.kind())).orElse(TAG_OK));
    memory.storeInt(address + MASK, error.map(e -> fields(memory, address, known, e)).orElse(0));
  }

  private static int tag(SendError.Kind kind) {
    return switch (kind) {
      case DNS_TIMEOUT -> 2;
      case DNS_ERROR -> 3;
      case DESTINATION_NOT_FOUND -> 4;
      case DESTINATION_UNAVAILABLE -> 5;
      case DESTINATION_IP_UNROUTABLE -> 6;
      case CONNECTION_REFUSED -> 7;
      case CONNECTION_TERMINATED -> 8;
      case CONNECTION_TIMEOUT -> 9;
      case CONNECTION_LIMIT_REACHED -> 10;
      case TLS_CERTIFICATE_ERROR -> 11;
      case TLS_CONFIGURATION_ERROR -> 12;
      case HTTP_INCOMPLETE_RESPONSE -> 13;
      case HTTP_RESPONSE_HEADER_SECTION_TOO_LARGE -> 14;
      case HTTP_RESPONSE_BODY_TOO_LARGE -> 15;
      case HTTP_RESPONSE_TIMEOUT -> 16;
      case HTTP_RESPONSE_STATUS_INVALID -> 17;
      case HTTP_UPGRADE_FAILED -> 18;
      case HTTP_PROTOCOL_ERROR -> 19;
      case HTTP_REQUEST_CACHE_KEY_INVALID -> 20;
      case HTTP_REQUEST_URI_INVALID -> 21;
      case INTERNAL_ERROR -> 22;
      case TLS_ALERT_RECEIVED -> 23;
      case TLS_PROTOCOL_ERROR -> 24;
      case H2_ERROR -> 25;
    };
  }

  private static int fields(GuestMemory memory, int address, int known, SendError error) {
    int filled = 0;
    if ((known & HAS_DNS_RCODE) != 0 && error.dnsRcode().isPresent()) {
      memory.storeShort(address + DNS_RCODE, (short) error.dnsRcode().getAsInt());
      filled |= HAS_DNS_RCODE;
    }
    if ((known & HAS_TLS_ALERT) != 0 && error.tlsAlert().isPresent()) {
      memory.storeByte(address + TLS_ALERT, (byte) error.tlsAlert().getAsInt());
      filled |= HAS_TLS_ALERT;
    }
    if ((known & HAS_H2_ERROR) != 0 && error.h2ErrorCode().isPresent()) {
      memory.storeByte(address + H2_FRAME, (byte) error.h2FrameType().orElse(0));
      memory.storeInt(address + H2_CODE, error.h2ErrorCode().getAsInt());
      filled |= HAS_H2_ERROR;
    }
    return filled;
  }

  /** What a guest is told that does not ask for the detail: one of {@link Status}. */
  static int status(SendError error) {
    return switch (error.kind()) {
      case DESTINATION_NOT_FOUND -> Status.INVAL;
      case HTTP_REQUEST_URI_INVALID, HTTP_REQUEST_CACHE_KEY_INVALID -> Status.HTTPUSER;
      case HTTP_PROTOCOL_ERROR -> Status.HTTPINVALID;
      case HTTP_RESPONSE_STATUS_INVALID -> Status.HTTPINVALIDSTATUS;
      case HTTP_RESPONSE_HEADER_SECTION_TOO_LARGE -> Status.HTTPHEADTOOLARGE;
      case HTTP_INCOMPLETE_RESPONSE, CONNECTION_TERMINATED -> Status.HTTPINCOMPLETE;
      case CONNECTION_LIMIT_REACHED -> Status.LIMITEXCEEDED;
      default -> Status.ERROR;
    };
  }
}

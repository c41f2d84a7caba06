package dev.verge.isolate.platform.backends;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The alerts of TLS (RFC 8446, section 6, and those of TLS 1.2 before it), by the JDK's names. */
final class TlsAlerts {
  private static final Pattern RECEIVED = Pattern.compile("[Rr]eceived fatal alert: ([a-z_0-9]+)");

  private static final Map<String, Integer> CODES =
      Map.ofEntries(
          Map.entry("unexpected_message", 10),
          Map.entry("bad_record_mac", 20),
          Map.entry("decryption_failed", 21),
          Map.entry("record_overflow", 22),
          Map.entry("decompression_failure", 30),
          Map.entry("handshake_failure", 40),
          Map.entry("no_certificate", 41),
          Map.entry("bad_certificate", 42),
          Map.entry("unsupported_certificate", 43),
          Map.entry("certificate_revoked", 44),
          Map.entry("certificate_expired", 45),
          Map.entry("certificate_unknown", 46),
          Map.entry("illegal_parameter", 47),
          Map.entry("unknown_ca", 48),
          Map.entry("access_denied", 49),
          Map.entry("decode_error", 50),
          Map.entry("decrypt_error", 51),
          Map.entry("export_restriction", 60),
          Map.entry("protocol_version", 70),
          Map.entry("insufficient_security", 71),
          Map.entry("internal_error", 80),
          Map.entry("inappropriate_fallback", 86),
          Map.entry("user_canceled", 90),
          Map.entry("no_renegotiation", 100),
          Map.entry("missing_extension", 109),
          Map.entry("unsupported_extension", 110),
          Map.entry("certificate_unobtainable", 111),
          Map.entry("unrecognized_name", 112),
          Map.entry("bad_certificate_status_response", 113),
          Map.entry("bad_certificate_hash_value", 114),
          Map.entry("unknown_psk_identity", 115),
          Map.entry("certificate_required", 116),
          Map.entry("no_application_protocol", 120));

  private TlsAlerts() {}

  /** The code of the alert that an exception's message tells of; the JDK tells it nowhere else. */
  static OptionalInt received(String message) {
    Matcher matcher = RECEIVED.matcher(message);
    Optional<Integer> code =
        matcher.find() ? Optional.ofNullable(CODES.get(matcher.group(1))) : Optional.empty();
    return code.isPresent() ? OptionalInt.of(code.get()) : OptionalInt.empty();
  }
}

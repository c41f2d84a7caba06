package dev.verge.gateway.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a collector gets in the header of each request beside the traces, such as a key. Not told by
 * {@link #toString}, since it may be a secret.
 *
 * @param fields values by name
 */
public record ExportHeaders(Map<String, String> fields) {
  /** Nothing. */
  public static final ExportHeaders NONE = new ExportHeaders(Map.of());

  private static final int MOST = 32;
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]{1,4096}");

  /** What HTTP and the exporter say themselves. */
  private static final Set<String> NOT_TO_SET =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "te",
          "transfer-encoding",
          "upgrade");

  /** Those given. */
  public ExportHeaders {
    fields = Map.copyOf(fields);
  }

  /**
   * Reads them in the form of the variable {@code OTEL_EXPORTER_OTLP_HEADERS} (OpenTelemetry
   * Protocol Exporter, "Specifying headers via environment variables"): {@code
   * name=value,other=value}, with percent-encoding in values.
   *
   * @throws IllegalArgumentException when they are no header fields; the message has no value
   */
  public static ExportHeaders of(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? "" : pair.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      if (!NAME.matcher(name).matches() || NOT_TO_SET.contains(name)) {
        throw new IllegalArgumentException("A name of a header field is missing, or not allowed");
      }
      if (fields.put(name, value(pair.substring(equals + 1).strip())) != null
          || fields.size() > MOST) {
        throw new IllegalArgumentException("A header field is there twice, or there are too many");
      }
    }
    return new ExportHeaders(fields);
  }

  private static String value(String encoded) {
    // Unlike in a form, a plus is a plus.
    String value = URLDecoder.decode(encoded.replace("+", "%2B"), UTF_8);
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException("A header field has no value, or one that is not ASCII");
    }
    return value;
  }

  @Override
  public String toString() {
    return "ExportHeaders" + fields.keySet();
  }
}

package dev.verge.isolate.platform.httpcache;

import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.cache.Found;
import dev.verge.isolate.platform.cache.Range;
import dev.verge.isolate.platform.http.HeaderFields;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stored response as the request wants it: nothing when the client has it already, no body for
 * {@code HEAD}, or a part of it (RFC 9110, sections 9.3.2, 13 and 14).
 */
final class ClientView {
  private static final String BYTES = "bytes=";

  /** What a {@code 304} leaves out (RFC 9110, section 15.4.5). */
  private static final List<String> NOT_IN_304 =
      List.of(
          "content-length",
          "content-type",
          "content-encoding",
          "content-language",
          "content-range",
          "transfer-encoding");

  private final CacheRequest request;
  private final Found found;
  private final HttpHead head;

  ClientView(CacheRequest request, Found found, HttpHead head) {
    this.request = request;
    this.found = found;
    this.head = head;
  }

  FoundResponse response() {
    if (head.status() == 200 && notModified()) {
      HeaderFields fields = head.fields();
      NOT_IN_304.forEach(fields::remove);
      return new FoundResponse(head.with(304, fields), ByteSource.EMPTY);
    }
    if (request.method().equals("HEAD")) {
      return new FoundResponse(head, ByteSource.EMPTY);
    }
    OptionalLong length = found.length();
    Optional<String> range = request.headers().first("range");
    if (head.status() == 200
        && request.method().equals("GET")
        && length.isPresent()
        && range.isPresent()
        && rangeHolds()) {
      return part(range.get(), length.getAsLong());
    }
    return new FoundResponse(head, found.body());
  }

  private boolean notModified() {
    HeaderFields asked = request.headers();
    Optional<String> tag = head.headers().first("etag");
    if (asked.has("if-none-match")) {
      return asked.all("if-none-match").stream()
          .flatMap(line -> Arrays.stream(line.split(",")))
          .map(String::strip)
          .anyMatch(
              wanted ->
                  wanted.equals("*") || tag.filter(t -> weak(t).equals(weak(wanted))).isPresent());
    }
    Optional<Instant> since = asked.first("if-modified-since").flatMap(HttpDate::parse);
    Optional<Instant> modified = head.headers().first("last-modified").flatMap(HttpDate::parse);
    return since.isPresent() && modified.isPresent() && !modified.get().isAfter(since.get());
  }

  /** Without the mark of a weak tag, which does not matter for this comparison. */
  private static String weak(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }

  private boolean rangeHolds() {
    Optional<String> condition = request.headers().first("if-range").map(String::strip);
    if (condition.isEmpty()) {
      return true;
    }
    if (condition.get().endsWith("\"")) {
      return !condition.get().startsWith("W/")
          && condition.equals(head.headers().first("etag").map(String::strip));
    }
    Optional<Instant> date = HttpDate.parse(condition.get());
    return date.isPresent()
        && date.equals(head.headers().first("last-modified").flatMap(HttpDate::parse));
  }

  /** One range; several, or what cannot be read, are answered with the whole response. */
  private FoundResponse part(String range, long length) {
    String spec = range.strip();
    int dash = spec.indexOf('-');
    if (!spec.startsWith(BYTES) || dash < 0 || spec.indexOf(',') >= 0) {
      return new FoundResponse(head, found.body());
    }
    OptionalLong first = number(spec.substring(BYTES.length(), dash));
    OptionalLong last = number(spec.substring(dash + 1));
    boolean suffix = spec.charAt(BYTES.length()) == '-';
    boolean open = spec.endsWith("-");
    if ((first.isEmpty() && !suffix)
        || (last.isEmpty() && !open)
        || (suffix && open)
        || (!suffix && !open && last.getAsLong() < first.getAsLong())) {
      return new FoundResponse(head, found.body());
    }
    long from = suffix ? Math.max(0, length - last.getAsLong()) : first.getAsLong();
    long to = suffix || open ? length - 1 : Math.min(last.getAsLong(), length - 1);
    return from < length && from <= to ? part(from, to, length) : unsatisfiable(length);
  }

  private FoundResponse part(long from, long to, long length) {
    HeaderFields fields = head.fields();
    fields.set("content-range", "bytes %d-%d/%d".formatted(from, to, length));
    fields.set("content-length", Long.toString(to - from + 1));
    return new FoundResponse(head.with(206, fields), body(from, to));
  }

  private Source body(long from, long to) {
    try {
      return found.body(new Range(OptionalLong.of(from), OptionalLong.of(to)), true);
    } catch (InterruptedException e) {
      throw new IllegalStateException("a range of a known length is not waited for", e);
    }
  }

  private FoundResponse unsatisfiable(long length) {
    HeaderFields fields = head.fields();
    NOT_IN_304.forEach(fields::remove);
    fields.set("content-range", "bytes */" + length);
    fields.set("content-length", "0");
    return new FoundResponse(head.with(416, fields), ByteSource.EMPTY);
  }

  private static OptionalLong number(String digits) {
    boolean readable =
        !digits.isEmpty()
            && digits.length() < 19
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return readable ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
  }
}

package dev.verge.deploy.manifest;

import static dev.verge.deploy.manifest.Refusals.quoted;
import static dev.verge.deploy.manifest.Refusals.refused;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.warmup.SampleRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request to warm a version up with, as a manifest says it.
 *
 * @param method {@code GET} when left out
 * @param path with a query, perhaps; {@code /} when left out
 * @param headers by name
 * @param body sent in UTF-8
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record ManifestSample(
    Optional<String> method,
    Optional<String> path,
    Optional<Map<String, String>> headers,
    Optional<String> body) {
  private static final int MAX_PATH_CHARS = 8192;
  private static final int MAX_HEADERS = 64;
  private static final int MAX_VALUE_CHARS = 8192;
  private static final int MAX_BODY_CHARS = 64 << 10;

  /** RFC 9110, section 5.6.2. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

  private static final Pattern TARGET = Pattern.compile("/[\\x21-\\x7E]*");
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7E]*");

  /**
   * @param member where it stands in the manifest
   */
  void check(String member) {
    String asked = method.orElse("GET");
    if (!TOKEN.matcher(asked).matches() || asked.equals("CONNECT")) {
      throw refused(
          "%s.method is %s; it must be a method such as GET, and not CONNECT."
              .formatted(member, quoted(asked)));
    }
    String target = path.orElse("/");
    if (target.length() > MAX_PATH_CHARS
        || !TARGET.matcher(target).matches()
        || target.indexOf('#') >= 0) {
      throw refused(
          "%s.path is %s; it must start with / and have printable ASCII characters only, at most %d."
              .formatted(member, quoted(target), MAX_PATH_CHARS));
    }
    Map<String, String> fields = headers.orElse(Map.of());
    if (fields.size() > MAX_HEADERS) {
      throw refused(
          "%s.headers has %d entries; at most %d fit."
              .formatted(member, fields.size(), MAX_HEADERS));
    }
    fields.forEach((name, value) -> checkHeader(member, name, value));
    if (body.orElse("").length() > MAX_BODY_CHARS) {
      throw refused("%s.body has more than %d characters.".formatted(member, MAX_BODY_CHARS));
    }
  }

  private static void checkHeader(String member, String name, String value) {
    if (!TOKEN.matcher(name).matches()) {
      throw refused(
          "%s.headers has the name %s, which is not a header's.".formatted(member, quoted(name)));
    }
    if (value.length() > MAX_VALUE_CHARS || !VALUE.matcher(value).matches()) {
      throw refused(
          "%s has a value with more than %d characters, or others than printable ASCII."
              .formatted(Refusals.member(member + ".headers", name), MAX_VALUE_CHARS));
    }
  }

  static ManifestSample of(SampleRequest sample) {
    Map<String, String> fields = new LinkedHashMap<>();
    sample.headers().forEach(field -> fields.put(field.name(), field.value()));
    String target = sample.query().isEmpty() ? sample.path() : sample.path() + "?" + sample.query();
    return new ManifestSample(
        Optional.of(sample.method()),
        Optional.of(target),
        Optional.of(fields),
        Optional.of(sample.body()).filter(text -> !text.isEmpty()));
  }

  SampleRequest toSample() {
    String target = path.orElse("/");
    int query = target.indexOf('?');
    List<HeaderList.Field> fields =
        headers.orElse(Map.of()).entrySet().stream()
            .map(entry -> new HeaderList.Field(entry.getKey(), entry.getValue()))
            .toList();
    return new SampleRequest(
        method.orElse("GET"),
        query < 0 ? target : target.substring(0, query),
        query < 0 ? "" : target.substring(query + 1),
        fields.isEmpty() ? SampleRequest.BROWSER.headers() : HeaderList.of(fields),
        body.orElse(""));
  }
}

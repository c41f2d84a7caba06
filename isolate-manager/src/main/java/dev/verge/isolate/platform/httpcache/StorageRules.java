package dev.verge.isolate.platform.httpcache;

import dev.verge.isolate.platform.cache.Lifetime;
import dev.verge.isolate.platform.cache.StoreOptions;
import dev.verge.isolate.platform.cache.SurrogateKeys;
import dev.verge.isolate.platform.cache.VaryRule;
import dev.verge.isolate.platform.http.HeaderFields;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Whether a response may be stored, and for how long: RFC 9111, sections 3 and 4.2, and Fastly's
 * "HTTP caching semantics" where a cache has a choice.
 *
 * <p>{@code Surrogate-Control} is meant for caches like this one and goes before {@code
 * Cache-Control}, even before its {@code no-store} and {@code no-cache}; {@code private} always
 * holds. A request's own {@code Cache-Control} has no say.
 */
final class StorageRules {
  /** How long a response is fresh that does not say. */
  static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

  private static final Set<Integer> CACHEABLE = Set.of(200, 203, 300, 301, 302, 404, 410);
  private static final List<String> SHARED = List.of("public", "s-maxage", "must-revalidate");

  /** What a 304 does not tell about the stored body (RFC 9111, section 3.2). */
  private static final List<String> OF_THE_BODY =
      List.of(
          "content-length",
          "content-encoding",
          "content-type",
          "content-range",
          "content-md5",
          "transfer-encoding");

  private StorageRules() {}

  /** What to do with a response; a {@code 304} is an update when there is something stored. */
  static Prepared prepare(
      CacheRequest request, HttpHead response, Optional<HttpHead> stored, long mostBytes) {
    if (response.status() == 304 && stored.isPresent()) {
      return new Prepared(StorageAction.UPDATE, updated(stored.get(), response));
    }
    return new Prepared(action(request, response, mostBytes), response);
  }

  private static StorageAction action(CacheRequest request, HttpHead response, long mostBytes) {
    if (!CACHEABLE.contains(response.status())) {
      return StorageAction.DO_NOT_STORE;
    }
    HeaderFields fields = response.fields();
    CacheControl shared = CacheControl.parse(fields.all("cache-control"));
    CacheControl surrogate = CacheControl.parse(fields.all("surrogate-control"));
    boolean forbidden =
        shared.has("private")
            || surrogate.has("private")
            || surrogate.has("no-store")
            || (shared.has("no-store") && !surrogate.has("max-age"));
    boolean personal =
        fields.has("set-cookie") || (request.headers().has("authorization") && !isShared(fields));
    boolean unsuitable = varyNames(fields).contains("*") || length(fields).orElse(0) > mostBytes;
    return forbidden || personal || unsuitable
        ? StorageAction.RECORD_UNCACHEABLE
        : StorageAction.INSERT;
  }

  /** Whether a response to one user may answer others (RFC 9111, section 3.5). */
  private static boolean isShared(HeaderFields fields) {
    CacheControl control = CacheControl.parse(fields.all("cache-control"));
    return SHARED.stream().anyMatch(control::has) || fields.has("surrogate-control");
  }

  private static HttpHead updated(HttpHead stored, HttpHead news) {
    HeaderFields merged = stored.fields();
    merged.remove("age");
    HeaderFields fields = news.fields();
    for (String name : fields.names()) {
      if (!OF_THE_BODY.contains(name)) {
        merged.set(name, fields.all(name));
      }
    }
    return stored.with(stored.status(), merged);
  }

  /** How a response is stored when nobody has other ideas. */
  static StoreOptions suggested(CacheRequest request, HttpHead response, Instant now) {
    HeaderFields fields = response.fields();
    Set<String> keys = new LinkedHashSet<>();
    keys.add(request.surrogateKey());
    fields.all("surrogate-key").forEach(line -> keys.addAll(SurrogateKeys.parseLenient(line)));
    return new StoreOptions(
        lifetime(fields, now), vary(request, fields), keys, length(fields), response, false);
  }

  private static Lifetime lifetime(HeaderFields fields, Instant now) {
    CacheControl shared = CacheControl.parse(fields.all("cache-control"));
    CacheControl surrogate = CacheControl.parse(fields.all("surrogate-control"));
    Optional<Duration> maxAge =
        surrogate
            .seconds("max-age")
            .or(() -> shared.has("no-cache") ? Optional.of(Duration.ZERO) : Optional.empty())
            .or(() -> shared.seconds("s-maxage"))
            .or(() -> shared.seconds("max-age"));
    // Expires already counts from now on, so the age does not.
    boolean byDate = maxAge.isEmpty() && fields.has("expires");
    Duration age =
        byDate
            ? Duration.ZERO
            : fields.first("age").map(CacheControl::parseSeconds).orElse(Duration.ZERO);
    boolean never = shared.has("must-revalidate") || shared.has("proxy-revalidate");
    return new Lifetime(
        maxAge.orElseGet(() -> byDate ? untilExpiry(fields, now) : DEFAULT_LIFETIME),
        age,
        stale("stale-while-revalidate", surrogate, shared, never),
        stale("stale-if-error", surrogate, shared, never));
  }

  private static Duration stale(
      String directive, CacheControl surrogate, CacheControl shared, boolean never) {
    return surrogate
        .seconds(directive)
        .or(() -> never ? Optional.empty() : shared.seconds(directive))
        .orElse(Duration.ZERO);
  }

  private static Duration untilExpiry(HeaderFields fields, Instant now) {
    Instant sent = fields.first("date").flatMap(HttpDate::parse).orElse(now);
    Duration left =
        fields
            .first("expires")
            .flatMap(HttpDate::parse)
            .map(expiry -> Duration.between(sent, expiry))
            .orElse(Duration.ZERO);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static VaryRule vary(CacheRequest request, HeaderFields fields) {
    Set<String> names = new LinkedHashSet<>(varyNames(fields));
    names.removeIf(name -> !VaryRule.isName(name) || name.equals("*"));
    if (request.headers().has("authorization") && !isShared(fields)) {
      names.add("authorization");
    }
    return VaryRule.of(names.stream().limit(VaryRule.MOST_NAMES).toList());
  }

  private static List<String> varyNames(HeaderFields fields) {
    return fields.all("vary").stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static OptionalLong length(HeaderFields fields) {
    String text = fields.first("content-length").orElse("");
    boolean digits =
        text.length() < 19 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }
}

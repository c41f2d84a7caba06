package dev.verge.isolate.platform.httpcache;

import dev.verge.isolate.platform.cache.CacheKey;
import dev.verge.isolate.platform.http.HeaderFields;
import dev.verge.isolate.platform.http.Uri;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request that a stored response may answer.
 *
 * @param headers not changed afterwards by anyone
 */
public record CacheRequest(String method, Uri uri, HeaderFields headers) {
  /** How SDKs hand a cache key of the guest's own to a host that does the caching. */
  static final String KEY_FIELD = "fastly-xqd-cache-key";

  /** Fields that ask for less than the whole response. */
  private static final List<String> CONDITIONS =
      List.of(
          "range",
          "if-range",
          "if-match",
          "if-none-match",
          "if-modified-since",
          "if-unmodified-since");

  /** Whether responses may be stored as far as the request says: it is a GET or a HEAD. */
  public boolean cacheable() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /** The key that it is stored under unless a guest has another: 32 bytes of its target. */
  public byte[] suggestedKey() {
    String host = headers.first("host").orElse(uri.authority()).toLowerCase(Locale.ROOT);
    String method = cacheable() ? "" : method() + " ";
    return sha256(method + host + "\n" + uri.target());
  }

  /** The suggested key as text, under which every response can be purged. */
  public String surrogateKey() {
    return HexFormat.of().formatHex(suggestedKey());
  }

  /**
   * The key for a host that does the caching: of the guest's own, or of the suggested one.
   *
   * @param unpacked whether what is stored was unpacked on its way; that is another response
   */
  CacheKey hostKey(boolean unpacked) {
    if (!unpacked && !headers.has(KEY_FIELD)) {
      return key(suggestedKey());
    }
    String own = headers.first(KEY_FIELD).orElseGet(this::surrogateKey);
    return key(sha256(unpacked ? own + "\nunpacked" : own));
  }

  static CacheKey key(byte[] bytes) {
    return CacheKey.of(CacheKey.Space.HTTP, bytes);
  }

  /**
   * The request to send to the backend: for the whole response, and on condition that it is another
   * one than the stored one, if there is one that can be told apart.
   */
  CacheRequest toBackend(Optional<HttpHead> stored) {
    HeaderFields sent = headers.copy();
    CONDITIONS.forEach(sent::remove);
    sent.remove(KEY_FIELD);
    stored.ifPresent(
        head -> {
          head.headers().first("etag").ifPresent(tag -> sent.set("if-none-match", tag));
          head.headers()
              .first("last-modified")
              .ifPresent(date -> sent.set("if-modified-since", date));
        });
    return new CacheRequest(method.equals("HEAD") ? "GET" : method, uri, sent);
  }

  /** This request without what is for the cache only. */
  CacheRequest withoutKey() {
    HeaderFields sent = headers.copy();
    sent.remove(KEY_FIELD);
    return new CacheRequest(method, uri, sent);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

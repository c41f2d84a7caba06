package dev.verge.deploy.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Properties;

/**
 * A file of the class path that browsers are given. They may keep it, and ask each time whether it
 * is still the same.
 *
 * @param policy where it may load what from, as Content-Security-Policy says
 * @param tag quoted, as in the field ETag
 */
record WebFile(String mediaType, String policy, Buffer content, String tag) {
  static WebFile of(String mediaType, String policy, byte[] content) {
    return new WebFile(mediaType, policy, Buffer.buffer(content), '"' + digest(content) + '"');
  }

  void answer(Call call) {
    call.header("Content-Security-Policy", policy);
    call.header("X-Content-Type-Options", "nosniff");
    call.header("Referrer-Policy", "no-referrer");
    // A page that opened this one in a window has no hold of that window.
    call.header("Cross-Origin-Opener-Policy", "same-origin");
    call.header(HttpHeaders.CACHE_CONTROL, "no-cache");
    call.header(HttpHeaders.ETAG, tag);
    if (call.header(HttpHeaders.IF_NONE_MATCH).filter(tag::equals).isPresent()) {
      call.unchanged();
    } else {
      call.answer(200, mediaType, content);
    }
  }

  /** SHA-256 in Base64. */
  static String digest(byte[] content) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /** A resource of the class path. */
  static byte[] load(String resource) {
    try (InputStream content = WebFile.class.getResourceAsStream(resource)) {
      if (content == null) {
        throw new IllegalStateException(
            "%s is not on the class path; build the project again.".formatted(resource));
      }
      return content.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(resource + " cannot be read.", e);
    }
  }

  /**
   * The folder of a web jar's files.
   *
   * @param group the jar's Maven group
   */
  static String webJar(String group, String name) {
    try {
      Properties pom = new Properties();
      pom.load(
          new ByteArrayInputStream(
              load("/META-INF/maven/%s/%s/pom.properties".formatted(group, name))));
      return "/META-INF/resources/webjars/%s/%s/".formatted(name, pom.getProperty("version"));
    } catch (IOException e) {
      throw new IllegalStateException("The version of %s cannot be read.".formatted(name), e);
    }
  }
}

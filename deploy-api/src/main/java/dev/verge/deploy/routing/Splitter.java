package dev.verge.deploy.routing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verge.deploy.rollout.Share;
import dev.verge.isolate.exchange.HeaderList;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Decides which requests a canary gets. What sticks together does so by a hash, so that nothing is
 * remembered, whoever had the canary has it when its share grows, and another canary has others.
 *
 * @param share how many
 * @param salt what the hash is of beside what the client sends
 */
public record Splitter(Share share, String salt) {
  /** The cookie by which a client's requests stick together. */
  public static final String COOKIE = "verge-rollout";

  /** What Verge gives to clients; anything else in its place is taken for nothing. */
  private static final Pattern COOKIE_VALUE = Pattern.compile("[0-9a-f-]{36}");

  /**
   * Where a request goes.
   *
   * @param canary whether to the canary
   * @param setCookie the value of {@code Set-Cookie} for its response
   */
  public record Choice(boolean canary, Optional<String> setCookie) {}

  /**
   * Decides about one request.
   *
   * @param secure whether it came over TLS, so that its cookie never has to go in clear text
   */
  public Choice choose(HeaderList headers, boolean secure) {
    return switch (share.sticky()) {
      case NONE -> new Choice(byChance(), Optional.empty());
      case HEADER ->
          new Choice(
              headers
                  .first(share.header().orElseThrow())
                  .map(this::byHash)
                  .orElseGet(this::byChance),
              Optional.empty());
      case COOKIE ->
          cookie(headers)
              .map(value -> new Choice(byHash(value), Optional.empty()))
              .orElseGet(() -> newcomer(secure));
    };
  }

  private Choice newcomer(boolean secure) {
    String value = UUID.randomUUID().toString();
    return new Choice(
        byHash(value),
        Optional.of(
            "%s=%s; Path=/; HttpOnly; SameSite=Lax%s"
                .formatted(COOKIE, value, secure ? "; Secure" : "")));
  }

  private boolean byChance() {
    return ThreadLocalRandom.current().nextInt(Share.ALL) < share.permille();
  }

  private boolean byHash(String value) {
    byte[] hash = sha256().digest((salt + "\n" + value).getBytes(UTF_8));
    return Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(), Share.ALL) < share.permille();
  }

  /** RFC 6265, section 5.4: pairs with a semicolon between them. */
  private static Optional<String> cookie(HeaderList headers) {
    for (String line : headers.all("cookie")) {
      for (String pair : line.split(";", -1)) {
        String text = pair.strip();
        if (text.startsWith(COOKIE + "=")) {
          String value = text.substring(COOKIE.length() + 1);
          if (COOKIE_VALUE.matcher(value).matches()) {
            return Optional.of(value);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}

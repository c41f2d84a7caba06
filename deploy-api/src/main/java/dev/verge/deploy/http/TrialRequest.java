package dev.verge.deploy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A request that a person tries on a function. What would lead it elsewhere, or break the
 * connection that carries it, is refused.
 *
 * @param method such as {@code GET}, the default
 * @param path with a query, escaped; {@code /} by default
 * @param headers by name
 * @param body none by default
 * @param encoding of the body here: {@code text}, the default, or {@code base64}
 * @param version which version is to answer, deployed or not; else what serves
 */
record TrialRequest(
    Optional<String> method,
    Optional<String> path,
    Optional<Map<String, String>> headers,
    Optional<String> body,
    Optional<String> encoding,
    OptionalInt version) {
  static final String SHAPE =
      "{\"method\":\"POST\",\"path\":\"/greet?lang=en\",\"headers\":{\"Accept\":\"text/html\"},\"body\":\"Ada\"}";

  private static final int MAX_HEADERS = 100;

  /** RFC 9110, section 5.6.2. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");

  /** RFC 9110, section 5.5, without what stands outside of ASCII. */
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]{0,8192}");

  /** Origin form (RFC 9112, section 3.2.1); what is in it is the function's business. */
  private static final Pattern TARGET = Pattern.compile("/[\\x21-\\x22\\x24-\\x7e]{0,8191}");

  /** Where the request goes and how it is framed is not its own to say. */
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "connection",
          "content-length",
          "expect",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /**
   * This request, when it can be sent.
   *
   * @throws ProblemException when it cannot
   */
  TrialRequest checked() {
    String verb = method.orElse("GET");
    if (!TOKEN.matcher(verb).matches() || verb.equals("CONNECT")) {
      throw refused("The method must be a word such as GET or POST, and not CONNECT.");
    }
    if (!TARGET.matcher(path.orElse("/")).matches()) {
      throw refused(
          "The path must begin with a slash, have no spaces and nothing outside of ASCII unescaped, and at most 8192 characters.");
    }
    if (headers.filter(all -> all.size() > MAX_HEADERS).isPresent()) {
      throw refused("There may be %d headers at most.".formatted(MAX_HEADERS));
    }
    headers.orElse(Map.of()).forEach(TrialRequest::check);
    return this;
  }

  private static void check(String name, String value) {
    if (!TOKEN.matcher(name).matches()) {
      throw refused("A header's name has letters, digits and hyphens, and at most 64 of them.");
    }
    if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      throw refused("The header %s is not one that can be chosen here.".formatted(name));
    }
    if (!VALUE.matcher(value).matches()) {
      throw refused(
          "The value of the header %s must be printable ASCII, at most 8192 characters."
              .formatted(name));
    }
  }

  /**
   * The body's bytes.
   *
   * @throws ProblemException when it is not encoded as it says
   */
  Buffer content() {
    String text = body.orElse("");
    return switch (encoding.orElse("text")) {
      case "text" -> Buffer.buffer(text.getBytes(UTF_8));
      case "base64" -> {
        try {
          yield Buffer.buffer(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
          throw refused("The body is not Base64, which its encoding says that it is.");
        }
      }
      default -> throw refused("The encoding must be text or base64.");
    };
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.INVALID_TRIAL_REQUEST, detail);
  }
}

package dev.verge.isolate.platform.backends;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.http.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a request looks like to its backend.
 *
 * @param host what it says to be for: the backend's overriding host, else the request's own {@code
 *     Host}, else its URI's authority, else the backend's host
 * @param target path and query, behind the backend's own path
 * @param headers without {@code Host}, hop-by-hop fields and fields that frame the body
 * @param contentLength the body's length in bytes as it is declared
 * @param chunked whether the body is sent without a declared length
 */
record RequestLines(
    String method,
    String host,
    String target,
    HeaderList headers,
    OptionalLong contentLength,
    boolean chunked) {

  /** Methods whose requests declare a length even if it is 0 (RFC 9110, section 8.6). */
  private static final Set<String> EXPECT_BODY = Set.of("POST", "PUT", "PATCH");

  /** Methods that can be repeated without a change in what they do (RFC 9110, section 9.2.2). */
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  /** The longest {@code content-length} that is believed, in digits. */
  private static final int MOST_DIGITS = 18;

  /** As a backend wants it. */
  static RequestLines of(Backend backend, OriginRequest request) {
    HeaderList own = request.headers();
    List<HeaderList.Field> headers = new ArrayList<>();
    for (HeaderList.Field field : HopByHop.without(own)) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (!name.equals("host") && !name.equals("content-length")) {
        headers.add(field);
      }
    }
    // The one value of TE that means something beyond the next hop (RFC 9110, section 10.1.4).
    if (backend.grpc() && own.all("te").contains("trailers")) {
      headers.add(new HeaderList.Field("te", "trailers"));
    }
    Framing framing = Framing.of(request);
    return new RequestLines(
        request.method(),
        host(backend, own, request.uri()),
        target(backend, request.uri()),
        HeaderList.of(headers),
        framing.length,
        framing.chunked);
  }

  /** Whether there is nothing behind the head. */
  boolean empty() {
    return !chunked && contentLength.orElse(0) == 0;
  }

  /** Whether it may be sent again when it is not known what became of it. */
  boolean repeatable() {
    return empty() && IDEMPOTENT.contains(method);
  }

  private static String host(Backend backend, HeaderList own, Uri uri) {
    return backend
        .overrideHost()
        .or(() -> own.first("host"))
        .filter(host -> !host.isEmpty())
        .orElse(uri.absolute() ? uri.authority() : backend.host());
  }

  private static String target(Backend backend, Uri uri) {
    return uri.path().startsWith("/") ? backend.path() + uri.target() : uri.target();
  }

  private record Framing(OptionalLong length, boolean chunked) {
    static Framing of(OriginRequest request) {
      HeaderList headers = request.headers();
      if (request.framedByHeaders() && isBelievable(headers)) {
        return headers.first("transfer-encoding").isPresent()
            ? new Framing(OptionalLong.empty(), true)
            : new Framing(
                OptionalLong.of(Long.parseLong(headers.first("content-length").orElseThrow())),
                false);
      }
      OptionalLong length = request.body().length();
      boolean trailers = request.body().trailers().size() > 0;
      if (length.isEmpty() || (trailers && length.getAsLong() > 0)) {
        return new Framing(OptionalLong.empty(), true);
      }
      boolean declared = length.getAsLong() > 0 || EXPECT_BODY.contains(request.method());
      return new Framing(declared ? length : OptionalLong.empty(), false);
    }

    private static boolean isBelievable(HeaderList headers) {
      List<String> lengths = headers.all("content-length");
      List<String> codings = headers.all("transfer-encoding");
      boolean lengthIsFine =
          lengths.isEmpty()
              || (lengths.size() == 1
                  && lengths.getFirst().matches("[0-9]{1," + MOST_DIGITS + "}"));
      boolean codingIsFine =
          codings.isEmpty()
              || (codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked"));
      return lengthIsFine && codingIsFine && lengths.size() + codings.size() > 0;
    }
  }
}

package dev.verge.isolate.platform.backends;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.platform.backends.SendError.Kind;
import dev.verge.isolate.platform.body.BrokenBodyException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What the HTTP client's exceptions mean. */
final class Failures {
  /** Types of frames: RFC 9113, section 6. */
  private static final int RST_STREAM = 3;

  private static final int GOAWAY = 7;

  /** Codes of errors: RFC 9113, section 7. */
  private static final int NO_ERROR = 0;

  private static final int REFUSED_STREAM = 7;

  private Failures() {}

  /** Why there is no connection. */
  static SendError whileConnecting(Backend backend, InetAddress address, Throwable cause) {
    String where =
        "backend %s could not be connected at %s, port %d: "
            .formatted(backend.name(), address.getHostAddress(), backend.port());
    Optional<SendError> tls = tls(where, cause);
    if (tls.isPresent()) {
      return tls.get();
    }
    String why = messages(cause);
    if (has(cause, ConnectTimeoutException.class)) {
      return SendError.of(Kind.CONNECTION_TIMEOUT, where + why);
    }
    if (has(cause, NoRouteToHostException.class) || why.contains("unreachable")) {
      return SendError.of(Kind.DESTINATION_IP_UNROUTABLE, where + why);
    }
    if (has(cause, ConnectException.class)) {
      return SendError.of(Kind.CONNECTION_REFUSED, where + why);
    }
    if (why.contains("not supported") || why.contains("Unsupported protocol")) {
      return SendError.of(
          Kind.HTTP_UPGRADE_FAILED, where + "it does not speak the version of HTTP that it must");
    }
    return SendError.of(Kind.CONNECTION_TERMINATED, where + why);
  }

  /**
   * Why there is no response although there was a connection.
   *
   * @param goAway the code with which the backend took leave of the connection, if it did
   */
  static SendError beforeHead(Backend backend, Throwable cause, OptionalLong goAway) {
    String where = "backend %s sent no response: ".formatted(backend.name());
    return tls(where, cause).or(() -> h2(where, cause, goAway)).orElseGet(() -> http(where, cause));
  }

  private static SendError http(String where, Throwable cause) {
    String why = messages(cause);
    if (has(cause, TooLongHttpHeaderException.class) || isTooLargeForH2(cause)) {
      return SendError.of(Kind.HTTP_RESPONSE_HEADER_SECTION_TOO_LARGE, where + why);
    }
    if (isMalformed(cause)) {
      return SendError.of(
          isNoStatus(cause, why) ? Kind.HTTP_RESPONSE_STATUS_INVALID : Kind.HTTP_PROTOCOL_ERROR,
          where + why);
    }
    return SendError.of(
        Kind.CONNECTION_TERMINATED, where + "the connection was closed (" + why + ")");
  }

  /** Netty says which number it could not read only by saying so of the others. */
  private static boolean isNoStatus(Throwable cause, String why) {
    boolean number = has(cause, NumberFormatException.class) && !why.contains("Content-Length");
    return number || why.contains("(expected: 0+)");
  }

  /** Why the rest of a response's body is missing. */
  static BrokenBodyException inBody(Backend backend, Throwable cause) {
    boolean malformed = isMalformed(cause) || has(cause, SSLException.class);
    return new BrokenBodyException(
        malformed ? BrokenBodyException.Cause.MALFORMED : BrokenBodyException.Cause.INCOMPLETE,
        "the body of a response of backend %s broke off: %s"
            .formatted(backend.name(), messages(cause)));
  }

  /** Whether the backend says that it has not acted on the request (RFC 9113, section 8.7). */
  static boolean isUnprocessed(Throwable cause) {
    return find(cause, StreamResetException.class)
        .filter(reset -> reset.getCode() == REFUSED_STREAM)
        .isPresent();
  }

  /** Whether the connection itself broke, by close or reset. */
  static boolean isDisconnection(Throwable cause) {
    return !isMalformed(cause)
        && !has(cause, SSLException.class)
        && (has(cause, HttpClosedException.class)
            || has(cause, IOException.class)
            || messages(cause).toLowerCase(Locale.ROOT).contains("closed"));
  }

  private static Optional<SendError> tls(String where, Throwable cause) {
    if (!has(cause, SSLException.class) && !has(cause, CertificateException.class)) {
      return Optional.empty();
    }
    String why = messages(cause);
    OptionalInt alert = TlsAlerts.received(why);
    if (alert.isPresent()) {
      return Optional.of(
          new SendError(
              Kind.TLS_ALERT_RECEIVED,
              OptionalInt.empty(),
              alert,
              OptionalInt.empty(),
              OptionalInt.empty(),
              where + why));
    }
    return Optional.of(SendError.of(tlsKind(cause, why), where + why));
  }

  private static Kind tlsKind(Throwable cause, String why) {
    if (has(cause, CertificateException.class) || has(cause, SSLPeerUnverifiedException.class)) {
      return Kind.TLS_CERTIFICATE_ERROR;
    }
    if (why.contains("No appropriate protocol")) {
      return Kind.TLS_CONFIGURATION_ERROR;
    }
    if (why.contains("handshake timed out")) {
      return Kind.CONNECTION_TIMEOUT;
    }
    boolean cut =
        has(cause, ClosedChannelException.class)
            || has(cause, SocketException.class)
            || why.contains("closed");
    return cut ? Kind.CONNECTION_TERMINATED : Kind.TLS_PROTOCOL_ERROR;
  }

  private static Optional<SendError> h2(String where, Throwable cause, OptionalLong goAway) {
    if (has(cause, HttpClosedException.class) && goAway.orElse(NO_ERROR) != NO_ERROR) {
      return Optional.of(h2(where, GOAWAY, goAway.getAsLong()));
    }
    return find(cause, StreamResetException.class)
        .map(reset -> h2(where, RST_STREAM, reset.getCode()));
  }

  private static SendError h2(String where, int frame, long code) {
    return new SendError(
        Kind.H2_ERROR,
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.of(frame),
        OptionalInt.of((int) code),
        where + "it ended the stream by HTTP/2 error " + code);
  }

  private static boolean isMalformed(Throwable cause) {
    return has(cause, DecoderException.class)
        || has(cause, TooLongFrameException.class)
        || has(cause, Http2Exception.class)
        || has(cause, IllegalArgumentException.class)
        || messages(cause).contains("Unsupported HTTP version");
  }

  private static boolean isTooLargeForH2(Throwable cause) {
    return has(cause, Http2Exception.HeaderListSizeException.class)
        || (has(cause, Http2Exception.class) && messages(cause).contains("Header size exceeded"));
  }

  private static boolean has(Throwable cause, Class<? extends Throwable> kind) {
    return find(cause, kind).isPresent();
  }

  private static <T extends Throwable> Optional<T> find(Throwable cause, Class<T> kind) {
    for (Throwable one = cause; one != null; one = one.getCause()) {
      if (kind.isInstance(one)) {
        return Optional.of(kind.cast(one));
      }
    }
    return Optional.empty();
  }

  /** The messages of an exception and of what caused it, each once. */
  private static String messages(Throwable cause) {
    StringBuilder text = new StringBuilder();
    for (Throwable one = cause; one != null; one = one.getCause()) {
      String message = one.getMessage() == null ? one.getClass().getSimpleName() : one.getMessage();
      if (text.indexOf(message) < 0) {
        text.append(text.isEmpty() ? "" : ": ").append(message);
      }
    }
    return text.toString();
  }
}

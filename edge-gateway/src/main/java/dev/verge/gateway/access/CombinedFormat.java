package dev.verge.gateway.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import ch.qos.logback.core.encoder.EncoderBase;
import dev.verge.isolate.exchange.RequestHead;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Apache's Combined Log Format: {@code %h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"}, in
 * UTC. What clients choose is escaped as Apache does (mod_log_config, "Format Notes"), so that a
 * line is one request's and its fields are where they look to be. Used by one thread.
 */
final class CombinedFormat extends EncoderBase<AccessEntry> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final byte[] NOTHING = {};

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(AccessEntry entry) {
    StringBuilder line = new StringBuilder(200);
    line.append(entry.client().getHostAddress()).append(" - - [");
    TIME.formatTo(Instant.ofEpochMilli(entry.epochMillis()), line);
    line.append("] \"");
    entry.request().ifPresentOrElse(request -> addRequest(request, line), () -> line.append('-'));
    line.append("\" ").append(entry.status()).append(' ');
    if (entry.bytes() > 0) {
      line.append(entry.bytes());
    } else {
      line.append('-');
    }
    addField(entry.request(), "referer", line);
    addField(entry.request(), "user-agent", line);
    return line.append('\n').toString().getBytes(US_ASCII);
  }

  private static void addRequest(RequestHead request, StringBuilder line) {
    escape(request.method(), line);
    escape(" " + request.path(), line);
    if (!request.query().isEmpty()) {
      escape("?" + request.query(), line);
    }
    escape(" " + request.protocol(), line);
  }

  private static void addField(Optional<RequestHead> request, String name, StringBuilder line) {
    line.append(" \"");
    escape(request.flatMap(head -> head.headers().first(name)).orElse("-"), line);
    line.append('"');
  }

  /** Netty makes one character of each byte. */
  private static void escape(String text, StringBuilder line) {
    for (byte octet : text.getBytes(ISO_8859_1)) {
      char c = (char) (octet & 0xff);
      switch (c) {
        case '"', '\\' -> line.append('\\').append(c);
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> {
          if (c < ' ' || c > '~') {
            line.append("\\x")
                .append(Character.forDigit(c >> 4, 16))
                .append(Character.forDigit(c & 15, 16));
          } else {
            line.append(c);
          }
        }
      }
    }
  }
}

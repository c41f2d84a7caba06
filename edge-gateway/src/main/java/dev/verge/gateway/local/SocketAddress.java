package dev.verge.gateway.local;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an IP address with a port, such as {@code 127.0.0.1:7676} or {@code [::1]:7676}. */
final class SocketAddress implements ITypeConverter<InetSocketAddress> {
  /** Where Fastly's emulator listens. */
  static final String DEFAULT = "127.0.0.1:7676";

  private static final Pattern FORM =
      Pattern.compile("\\[([0-9a-fA-F:.]+)]:(\\d{1,5})|([0-9.]+):(\\d{1,5})");

  @Override
  public InetSocketAddress convert(String text) {
    Matcher matcher = FORM.matcher(text.replaceFirst("^localhost:", "127.0.0.1:"));
    try {
      if (matcher.matches()) {
        boolean six = matcher.group(1) != null;
        return new InetSocketAddress(
            InetAddress.ofLiteral(matcher.group(six ? 1 : 3)),
            Integer.parseInt(matcher.group(six ? 2 : 4)));
      }
    } catch (IllegalArgumentException e) {
      throw refused(text);
    }
    throw refused(text);
  }

  private static TypeConversionException refused(String text) {
    return new TypeConversionException(
        "invalid socket address syntax: '%s' is not ADDRESS:PORT, as in %s"
            .formatted(text, DEFAULT));
  }
}

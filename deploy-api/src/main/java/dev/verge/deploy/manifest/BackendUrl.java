package dev.verge.deploy.manifest;

import dev.verge.isolate.binding.AddressLiteral;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A backend's URL in its parts. Hostnames may have underscores, as those of containers do.
 *
 * @param encrypted whether the scheme is {@code https}
 * @param host a hostname or an address, IPv6 without brackets
 * @param port as given, else the scheme's
 * @param path empty, or {@code /…} without a slash at its end
 */
public record BackendUrl(boolean encrypted, String host, int port, String path) {
  private static final Pattern URL =
      Pattern.compile(
          "(?<scheme>https?)://(\\[(?<ipv6>[0-9A-Fa-f:.]+)]|(?<host>[A-Za-z0-9_.-]{1,253}))"
              + "(:(?<port>[0-9]{1,5}))?(?<path>/[!-~&&[^?#]]*)?",
          Pattern.CASE_INSENSITIVE);
  private static final int MAX_CHARS = 2048;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int MAX_PORT = 65535;

  /**
   * @param member for the problem's detail
   * @throws dev.verge.deploy.problem.ProblemException when it is not such a URL
   */
  static BackendUrl parse(String url, String member) {
    Matcher matcher = URL.matcher(url);
    if (url.length() > MAX_CHARS || !matcher.matches()) {
      throw refused(url, member);
    }
    boolean encrypted = matcher.group("scheme").toLowerCase(Locale.ROOT).equals("https");
    String address = matcher.group("ipv6");
    if (address != null && AddressLiteral.parse(address).isEmpty()) {
      throw refused(url, member);
    }
    String port = matcher.group("port");
    int number = port != null ? Integer.parseInt(port) : encrypted ? HTTPS_PORT : HTTP_PORT;
    if (number < 1 || number > MAX_PORT) {
      throw refused(url, member);
    }
    String path = matcher.group("path");
    return new BackendUrl(
        encrypted,
        address != null ? address : matcher.group("host"),
        number,
        path == null ? "" : path.replaceFirst("/+$", ""));
  }

  private static RuntimeException refused(String url, String member) {
    return Refusals.refused(
        "%s is %s; it must look like https://www.example.com:8443/path, without query and credentials."
            .formatted(member, Refusals.quoted(url)));
  }
}

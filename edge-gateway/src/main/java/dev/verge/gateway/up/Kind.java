package dev.verge.gateway.up;

import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.gateway.access.AccessLogTarget;
import dev.verge.gateway.tracing.ExportHeaders;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which texts a setting takes, and what they mean.
 *
 * @param <T> what a text means
 * @param allowed completes "must be …"
 * @param placeholder for the help
 * @param secret whether a text must not be shown
 * @param reader makes a value from a text; any exception means that the text is not allowed
 */
record Kind<T>(String allowed, String placeholder, boolean secret, Reader<T> reader) {
  private static final Pattern BYTES = Pattern.compile("(\\d{1,18})(KiB|MiB|GiB)?");
  private static final Pattern RATIO = Pattern.compile("0(\\.\\d{1,9})?|1(\\.0{1,9})?");
  private static final Pattern SHARE = Pattern.compile("(\\d{1,2})%");

  /** One whose texts may be shown. */
  Kind(String allowed, String placeholder, Reader<T> reader) {
    this(allowed, placeholder, false, reader);
  }

  /** Makes a value from a text. */
  @FunctionalInterface
  interface Reader<T> {
    /**
     * Reads a text.
     *
     * @param base what a relative path starts from
     */
    T read(String text, Path base) throws Exception;
  }

  static Kind<Integer> port() {
    return new Kind<>(
        "a port from 0 to 65535, where 0 picks a free one",
        "PORT",
        (text, _) -> (int) within(Long.parseLong(text), 0, 65535));
  }

  /** A port, or the word none. */
  static Kind<Optional<Integer>> optionalPort() {
    return new Kind<>(
        "a port from 0 to 65535, where 0 picks a free one, or none",
        "PORT",
        (text, _) ->
            text.equals("none")
                ? Optional.empty()
                : Optional.of((int) within(Long.parseLong(text), 0, 65535)));
  }

  static Kind<Integer> count(int lowest, int highest) {
    return new Kind<>(
        "a whole number from %d to %d".formatted(lowest, highest),
        "N",
        (text, _) -> (int) within(Long.parseLong(text), lowest, highest));
  }

  static Kind<InetAddress> address() {
    return new Kind<>(
        "an IP address or a host name that resolves",
        "ADDRESS",
        (text, _) -> {
          if (text.isBlank()) {
            throw new UnknownHostException(text);
          }
          return InetAddress.getByName(text);
        });
  }

  static Kind<Path> directory() {
    return new Kind<>(
        "a directory's path",
        "DIR",
        (text, base) -> {
          if (text.isBlank()) {
            throw new InvalidPathException(text, "empty");
          }
          return base.resolve(text).normalize();
        });
  }

  /** A directory that exists, or the word none. */
  static Kind<Optional<Path>> optionalDirectory() {
    return new Kind<>(
        "the path of a directory that exists, or none",
        "DIR",
        (text, base) -> {
          if (text.equals("none")) {
            return Optional.empty();
          }
          Path directory = base.resolve(text).normalize();
          if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString());
          }
          return Optional.of(directory);
        });
  }

  /** A file that exists, or the word none. */
  static Kind<Optional<Path>> optionalFile() {
    return new Kind<>(
        "the path of a file, or none",
        "FILE",
        (text, base) -> {
          if (text.equals("none")) {
            return Optional.empty();
          }
          Path file = base.resolve(text).normalize();
          if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
          }
          return Optional.of(file);
        });
  }

  /** Where an access log goes. */
  static Kind<AccessLogTarget> accessLog() {
    return new Kind<>(
        "none, - for standard output, or the path of a file",
        "FILE",
        (text, base) -> {
          if (text.isBlank() || Files.isDirectory(base.resolve(text))) {
            throw new InvalidPathException(text, "no file");
          }
          return switch (text) {
            case "none" -> new AccessLogTarget.Nowhere();
            case "-" -> new AccessLogTarget.StandardOutput();
            default -> new AccessLogTarget.Rolling(base.resolve(text).normalize());
          };
        });
  }

  /** The URL of a server, or the word none. */
  static Kind<Optional<URI>> optionalUrl() {
    return new Kind<>(
        "a URL such as http://127.0.0.1:4318, without user or query, or none",
        "URL",
        (text, _) -> text.equals("none") ? Optional.empty() : Optional.of(url(text)));
  }

  private static URI url(String text) throws URISyntaxException {
    URI url = new URI(text);
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!web
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw new URISyntaxException(text, "not the URL of a server");
    }
    return url;
  }

  /** Header fields for a collector, or the word none. */
  static Kind<ExportHeaders> exportHeaders() {
    return new Kind<>(
        "header fields such as api-key=secret,x-team=edge, with percent-encoding in values, or none",
        "FIELDS",
        true,
        (text, _) -> text.equals("none") ? ExportHeaders.NONE : ExportHeaders.of(text));
  }

  /** A share of a whole. */
  static Kind<Double> ratio() {
    return new Kind<>(
        "a number from 0 to 1 such as 0.05",
        "SHARE",
        (text, _) -> {
          if (!RATIO.matcher(text).matches()) {
            throw new NumberFormatException(text);
          }
          return Double.valueOf(text);
        });
  }

  static Kind<String> domain() {
    return new Kind<>(
        "a domain name such as localhost or functions.example.com",
        "DOMAIN",
        (text, _) -> new HostnameRules(text, 1).domain());
  }

  /** Some host names without ports, or the word none. */
  static Kind<List<String>> hostNames() {
    return new Kind<>(
        "host names such as verge.example.com, separated by commas, or none",
        "NAMES",
        (text, _) -> text.equals("none") ? List.of() : names(text));
  }

  private static List<String> names(String text) {
    return Stream.of(text.split(",", -1))
        .map(name -> new HostnameRules(name.strip(), 1).domain())
        .toList();
  }

  static Kind<Boolean> yesOrNo() {
    return new Kind<>(
        "true or false",
        "",
        (text, _) ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(text);
            });
  }

  static Kind<Duration> seconds(int lowest, int highest) {
    return new Kind<>(
        "whole seconds from %d to %d".formatted(lowest, highest),
        "SECONDS",
        (text, _) -> Duration.ofSeconds(within(Long.parseLong(text), lowest, highest)));
  }

  /** Bytes; with a unit, or as a share of the JVM's largest heap. */
  static Kind<Long> bytes(long lowest, long highest) {
    return new Kind<>(
        "from %d to %d bytes, as in 1048576, 64MiB or 2GiB, or a share of the heap such as 25%%"
            .formatted(lowest, highest),
        "BYTES",
        (text, _) -> within(size(text), lowest, highest));
  }

  static <E extends Enum<E>> Kind<E> oneOf(Class<E> values) {
    String names =
        Arrays.stream(values.getEnumConstants())
            .map(value -> value.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return new Kind<>(
        "one of " + names,
        values.getSimpleName().replaceFirst("^Log", "").toUpperCase(Locale.ROOT),
        (text, _) -> Enum.valueOf(values, text.toUpperCase(Locale.ROOT)));
  }

  private static long size(String text) {
    Matcher share = SHARE.matcher(text);
    if (share.matches()) {
      return Runtime.getRuntime().maxMemory() / 100 * Long.parseLong(share.group(1));
    }
    Matcher bytes = BYTES.matcher(text);
    if (!bytes.matches()) {
      throw new NumberFormatException(text);
    }
    int shift =
        switch (bytes.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          case null, default -> 0;
        };
    return new BigDecimal(bytes.group(1))
        .multiply(BigDecimal.valueOf(1L << shift))
        .longValueExact();
  }

  private static long within(long value, long lowest, long highest) {
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(Long.toString(value));
    }
    return value;
  }
}

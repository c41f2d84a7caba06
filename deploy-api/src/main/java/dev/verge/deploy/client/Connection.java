package dev.verge.deploy.client;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The flags that say which control plane a command talks to, and as whom. */
final class Connection {
  /** Written by {@code up} into its state directory, removed when it stops. */
  static final String URL_FILE = "control-plane.url";

  private static final String TOKEN_FILE = "root-token";
  private static final String DEFAULT_URL = "http://127.0.0.1:8788";

  @Option(
      names = "--url",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description =
          "Control plane; else VERGE_URL, else the one that ./verge up runs, else " + DEFAULT_URL)
  private Optional<String> url = Optional.empty();

  @Option(
      names = "--token",
      scope = ScopeType.INHERIT,
      paramLabel = "TOKEN",
      description =
          "Bearer token; better in VERGE_TOKEN, since other users of the machine see the arguments of commands; else the root token in the state directory")
  private Optional<String> token = Optional.empty();

  @Option(
      names = "--home",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      description = "State directory of the platform, for its token; else VERGE_HOME")
  private Optional<Path> home = Optional.empty();

  /** The client that these flags ask for. Nothing is sent yet. */
  ControlPlaneClient open(Shell shell) {
    Path directory = home(shell);
    return ControlPlaneClient.of(address(shell, directory), bearer(shell, directory));
  }

  /** The dashboard's address with a token, which it takes out of the address at once. */
  URI dashboard(Shell shell) {
    Path directory = home(shell);
    return address(shell, directory).resolve("/ui#token=" + bearer(shell, directory));
  }

  /** The platform's state directory. */
  Path home(Shell shell) {
    return home.orElseGet(shell.home());
  }

  /** Whether a platform is named, or one runs in the state directory. */
  boolean isRunning(Shell shell) {
    if (named(shell).isPresent()) {
      return true;
    }
    if (content(home(shell).resolve(URL_FILE)).isEmpty()) {
      return false;
    }
    try (ControlPlaneClient client = open(shell)) {
      // A platform that was killed leaves its file behind.
      return client.started().isPresent();
    }
  }

  private Optional<String> named(Shell shell) {
    return url.or(() -> shell.variable("VERGE_URL"));
  }

  private URI address(Shell shell, Path directory) {
    return parse(named(shell).or(() -> content(directory.resolve(URL_FILE))).orElse(DEFAULT_URL));
  }

  private String bearer(Shell shell, Path directory) {
    String found =
        token
            .or(() -> shell.variable("VERGE_TOKEN"))
            .map(String::strip)
            .or(() -> content(directory.resolve(TOKEN_FILE)))
            .orElseThrow(
                () ->
                    new ClientException(
                        "There is no token: %s does not exist. Start the platform with ./verge up, which makes it, or give one with --token or VERGE_TOKEN."
                            .formatted(directory.resolve(TOKEN_FILE))));
    if (!found.matches("[!-~]+")) {
      throw new ClientException(
          "The token has characters that none has, such as spaces. Give it as ./verge token create printed it.");
    }
    return found;
  }

  private static URI parse(String text) {
    try {
      URI uri = new URI(text.strip());
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Told below, like every other text that is no address.
    }
    throw new ClientException(
        "\"%s\" is not a control plane's address. It looks like %s.".formatted(text, DEFAULT_URL));
  }

  private static Optional<String> content(Path file) {
    try {
      return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ClientException("%s cannot be read: %s".formatted(file, Reasons.of(e)), e);
    }
  }
}

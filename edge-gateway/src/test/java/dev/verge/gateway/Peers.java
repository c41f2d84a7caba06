package dev.verge.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Other people's programs that speak TLS. */
public final class Peers {
  private static final long PATIENCE_SECONDS = 60;

  private Peers() {}

  /** What a program wrote, on both its outputs, and how it ended. */
  public record Said(int code, String text) {}

  /** Makes a certificate that is its own authority, and its key: {@code NAME.crt, NAME.key}. */
  public static Path pair(Path folder, String name, String... subjects) {
    return pair(30, folder, name, subjects);
  }

  /** As {@link #pair(Path, String, String...)}, for some days. */
  public static Path pair(int days, Path folder, String name, String... subjects) {
    Path certificate = folder.resolve(name + ".crt");
    String alternatives = "subjectAltName=DNS:" + String.join(",DNS:", subjects);
    Said said =
        run(
            Map.of(),
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            Integer.toString(days),
            "-subj",
            "/CN=" + name,
            "-addext",
            alternatives,
            "-keyout",
            folder.resolve(name + ".key").toString(),
            "-out",
            certificate.toString());
    if (said.code() != 0) {
      throw new AssertionError(said);
    }
    return certificate;
  }

  /** The certificate that a client without any trust is shown; what it says when there is none. */
  public static String shownTo(InetSocketAddress address, String serverName, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of("openssl", "s_client", "-connect", "127.0.0.1:" + address.getPort()));
    if (serverName.isEmpty()) {
      command.add("-noservername");
    } else {
      command.addAll(List.of("-servername", serverName));
    }
    command.addAll(List.of(more));
    return run(Map.of(), command.toArray(String[]::new)).text();
  }

  /** Asks for the root of a host, and trusts one authority. */
  public static Said curl(InetSocketAddress address, Path authority, String host, String... more) {
    return curl(address.getPort(), authority, host, "/", more);
  }

  /** Asks for a path of a host, and trusts one authority. */
  public static Said curl(int port, Path authority, String host, String path, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "--max-time",
                "30",
                "--cacert",
                authority.toString(),
                "--resolve",
                "%s:%d:127.0.0.1".formatted(host, port)));
    command.addAll(List.of(more));
    command.add("https://%s:%d%s".formatted(host, port, path));
    return run(Map.of(), command.toArray(String[]::new));
  }

  /** A client that trusts one authority. */
  public static HttpClient client(Path authority) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "it",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(authority))));
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return HttpClient.newBuilder().sslContext(context).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks for the root of a host. */
  public static HttpResponse<String> get(
      HttpClient client, InetSocketAddress address, String host) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create("https://%s:%d/".formatted(host, address.getPort())))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a program to its end. */
  public static Said run(Map<String, String> variables, String... command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile());
      builder.environment().putAll(variables);
      Process process = builder.start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("It does not end: " + String.join(" ", command));
      }
      return new Said(process.exitValue(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

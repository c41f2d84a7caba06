package dev.verge.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/**
 * Does once what every start does, so that the JVM sees which classes a start needs and keeps them
 * in a cache when this ends. {@code bin/verge-jvm prepare} runs it.
 */
final class Rehearsal {
  private static final Pattern URL = Pattern.compile("http://[a-z0-9.-]+:[0-9]+");
  private static final String UP = "Ctrl-C stops it.";

  /** Enough for what a request needs to be loaded, and for nothing that takes long. */
  private static final int REQUESTS = 5;

  private static final Duration MOST = Duration.ofMinutes(2);

  private Rehearsal() {}

  /**
   * Starts {@code up} with all samples and {@code serve} with one, asks each for an answer, and
   * ends the process.
   *
   * @param args the folder for state, which exists, and that of the samples
   */
  public static void main(String[] args) throws IOException {
    Path home = Path.of(args[0]);
    Path samples = Path.of(args[1]);
    Thread.ofPlatform().daemon().start(Rehearsal::giveUp);
    ask(started("up", "--home", home.resolve("up").toString(), "--port", "0", "--admin-port", "0"));
    Path sample = samples.resolve("hello-c");
    if (Files.isDirectory(sample)) {
      ask(started("serve", sample.toString(), "--port", "0"));
    }
    System.exit(0);
  }

  /** Runs a command on a thread of its own, until it has told where it answers. */
  private static List<String> started(String... command) throws IOException {
    PipedReader told = new PipedReader();
    PrintWriter out = new PrintWriter(new PipedWriter(told), true);
    CommandLine line = Main.commandLine(Map.of(), false).setOut(out);
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              // It does not end by itself, but when it cannot do it.
              int _ = line.execute(command);
              System.exit(1);
            });
    List<String> lines = new ArrayList<>();
    BufferedReader reader = new BufferedReader(told);
    String next;
    do {
      next = reader.readLine();
      System.out.println(next);
      lines.add(next);
    } while (!next.endsWith(UP));
    return lines;
  }

  /** Requests from every hostname that was told. */
  private static void ask(List<String> lines) throws IOException {
    for (String line : lines) {
      Matcher url = URL.matcher(line);
      if (url.find()) {
        for (int i = 0; i < REQUESTS; i++) {
          request(URI.create(url.group()));
        }
      }
    }
  }

  private static void request(URI url) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
              .formatted(url.getAuthority())
              .getBytes(UTF_8));
      out.flush();
      long _ = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
  }

  private static void giveUp() {
    try {
      Thread.sleep(MOST);
      System.err.printf("verge: The rehearsal of a start took more than %s.%n", MOST);
      Runtime.getRuntime().halt(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

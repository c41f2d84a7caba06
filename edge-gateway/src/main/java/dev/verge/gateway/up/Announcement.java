package dev.verge.gateway.up;

import dev.verge.deploy.client.FunctionDocument;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Tells a person at a terminal where to look. */
final class Announcement {
  /** More are counted, and listed by {@code ./verge list}. */
  private static final int MOST_FUNCTIONS = 12;

  private final PrintWriter out;

  Announcement(PrintWriter out) {
    this.out = out;
  }

  void print(Platform platform, Path home, List<FunctionDocument> functions) {
    URI controlPlane = platform.controlPlane();
    out.println();
    out.printf("  data plane     %s%n", platform.dataPlane());
    platform.secureDataPlane().ifPresent(url -> out.printf("                 %s%n", url));
    out.printf(
        "  control plane  %s   docs: %s/docs   metrics: %s/metrics%n",
        controlPlane, controlPlane, controlPlane);
    out.printf("  dashboard      %s/ui   signed in: ./verge ui%n", controlPlane);
    out.printf("  state          %s   root token: %s%n", home, home.resolve("root-token"));
    if (!platform.engine().compiled()) {
      out.printf(
          "  WARNING        guests are interpreted, 50 to 70 times slower: %s has no JIT on this JVM%n",
          platform.engine().name());
    }
    List<FunctionDocument> serving =
        functions.stream().filter(function -> !function.urls().isEmpty()).toList();
    if (serving.isEmpty()) {
      out.printf("%nNo function yet. Deploy one: ./verge deploy FILE_OR_DIR --function NAME%n");
    } else {
      print(serving, platform.dataPlane());
    }
    out.printf("%nCtrl-C stops it.%n");
    out.flush();
  }

  private void print(List<FunctionDocument> serving, URI dataPlane) {
    out.println();
    for (FunctionDocument function : serving.subList(0, Math.min(serving.size(), MOST_FUNCTIONS))) {
      out.printf(
          "  %-14s %s%n",
          function.tenant() + "/" + function.function(), function.urls().getFirst());
    }
    if (serving.size() > MOST_FUNCTIONS) {
      out.printf("  and %d more: ./verge list%n", serving.size() - MOST_FUNCTIONS);
    }
    URI example = URI.create(example(serving).urls().getFirst());
    out.printf("%nTry  curl -i %s%n", example);
    out.printf("or   curl -i -H 'Host: %s' %s/%n", example.getHost(), dataPlane);
  }

  /** The simplest sample, where it is there. */
  private static FunctionDocument example(List<FunctionDocument> serving) {
    return serving.stream()
        .filter(function -> function.function().equals("hello"))
        .findFirst()
        .orElse(serving.getFirst());
  }
}

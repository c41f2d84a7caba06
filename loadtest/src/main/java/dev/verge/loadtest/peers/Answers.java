package dev.verge.loadtest.peers;

import dev.verge.loadtest.http.Probe;
import dev.verge.loadtest.http.Probe.Response;
import dev.verge.loadtest.target.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks whether two platforms do the same work: their answers must show the same text. Markup may
 * differ in what no reader sees; a footer may name the host and what rendered it.
 */
final class Answers {
  private static final Pattern FOOTER = Pattern.compile("<footer>.*?</footer>", Pattern.DOTALL);
  private static final Pattern TAG = Pattern.compile("<[^>]*>");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final int EXCERPT = 40;

  private final Duration timeout;

  Answers(Duration timeout) {
    this.timeout = timeout;
  }

  /** Why the two cannot be compared; empty when they can. */
  Optional<String> difference(Target verge, Target theirs) {
    try {
      Response ours = ask(verge);
      Response other = ask(theirs);
      if (ours.status() != 200 || other.status() != 200) {
        return Optional.of(
            "verge answered %d, %s %d".formatted(ours.status(), theirs.platform(), other.status()));
      }
      return difference(text(ours.body()), text(other.body()))
          .map(shown -> "the answers differ: " + shown);
    } catch (IOException e) {
      return Optional.of("there was no answer: " + e.getMessage());
    }
  }

  private Response ask(Target target) throws IOException {
    return Probe.ask(target.call("GET", "/", ""), timeout);
  }

  /** What a reader of a page sees. */
  static String text(String body) {
    String visible = TAG.matcher(FOOTER.matcher(body).replaceAll(" ")).replaceAll(" ");
    return SPACE.matcher(visible).replaceAll(" ").strip();
  }

  private static Optional<String> difference(String ours, String theirs) {
    if (ours.equals(theirs)) {
      return Optional.empty();
    }
    int at = 0;
    while (at < Math.min(ours.length(), theirs.length()) && ours.charAt(at) == theirs.charAt(at)) {
      at++;
    }
    return Optional.of("“%s” and “%s”".formatted(excerpt(ours, at), excerpt(theirs, at)));
  }

  private static String excerpt(String text, int from) {
    return text.substring(from, Math.min(text.length(), from + EXCERPT));
  }
}

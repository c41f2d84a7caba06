package dev.verge.deploy.manifest;

import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import java.util.Optional;

/** Says which member of a manifest is not acceptable, and why. */
final class Refusals {
  private static final int MAX_SHOWN_CHARS = 200;

  private Refusals() {}

  static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.INVALID_MANIFEST, detail);
  }

  /** The value of a member that must be there. */
  static <T> T required(Optional<T> value, String member) {
    return value.orElseThrow(() -> refused("%s is missing.".formatted(quotable(member))));
  }

  /** A member's path with one more step; names that are not plain words are quoted. */
  static String member(String path, String name) {
    return path + "." + (name.matches("[A-Za-z0-9_-]+") ? name : quoted(name));
  }

  static String quoted(String text) {
    return '"' + quotable(text) + '"';
  }

  static String quotable(String text) {
    String shown =
        text.length() > MAX_SHOWN_CHARS ? text.substring(0, MAX_SHOWN_CHARS) + "…" : text;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
